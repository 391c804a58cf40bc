#include "scratch/rehearsal_recorder.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <migrations/function_check.hpp>
#include <migrations/tables.hpp>
#include <utility>

#include "base/names.h"
#include "dialects/sqlite/copy.h"
#include "scratch/scratch.h"

namespace migrations {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

std::string plain(std::string_view statement) {
    std::string text = trim(statement);
    while (!text.empty() && text.back() == ';') text.pop_back();
    return trim(text);
}

// "AccessExclusiveLock" as LOCK TABLE has it: "ACCESS EXCLUSIVE".
std::string words_of_mode(const std::string& name) {
    std::string words;
    for (const char each : name.substr(0, name.rfind("Lock"))) {
        if (std::isupper(static_cast<unsigned char>(each)) != 0 && !words.empty()) words += ' ';
        words += static_cast<char>(std::toupper(static_cast<unsigned char>(each)));
    }
    return words;
}

bool begins_with(std::string_view statement, std::string_view word) {
    return statement.size() >= word.size() && equals_ignoring_case(statement.substr(0, word.size()), word);
}

// The server counts the rows of a query, too.
bool only_reads(std::string_view statement) {
    for (const char* word : {"SELECT", "VALUES", "TABLE", "FETCH", "MOVE", "EXPLAIN", "SHOW"}) {
        if (begins_with(statement, word)) return true;
    }
    return false;
}

// The identifier at the start of the text; "" when there is none in quotes.
std::string quoted_name_at(std::string_view text) {
    std::string name;
    if (text.empty() || text.front() != '"') return name;
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '"' && (at + 1 == text.size() || text[at + 1] != '"')) return name;
        if (text[at] == '"') ++at;
        name += text[at];
    }
    return "";
}

}  // namespace

RehearsalRecorder::RehearsalRecorder(slice<move> moves, std::string_view version_table, Report report)
    : version_table_(version_table), report_(std::move(report)) {
    for (const move& each : moves) {
        moves_[std::string(each.what->id)] = &each;
        for (const step& one : steps_of(each).steps) steps_.insert(plain(one.sql));
    }
}

void RehearsalRecorder::watch(Connection& database, CopyWatcher* watcher) {
    database_ = &database;
    watcher_ = watcher;
    sqlite_ = database.language().language() == dialect::sqlite;
}

void RehearsalRecorder::follow(options& how) {
    how.on_event = [this, before = how.on_event](const event& what) {
        if (before) before(what);
        happened(what);
    };
    how.on_statement = [this, before = how.on_statement](std::string_view statement) {
        if (before) before(statement);
        announced(statement);
    };
}

void RehearsalRecorder::happened(const event& what) {
    if (what.what == event::kind::starting) start_revision(what);
    if (what.what == event::kind::finished) finish_revision(what);
}

void RehearsalRecorder::start_revision(const event& what) {
    RehearsedRevision& revision = running_.emplace_back();
    revision.id = what.revision;
    revision.message = what.message;
    const auto found = moves_.find(what.revision);
    const script* steps = found == moves_.end() ? nullptr : &steps_of(*found->second);
    outside_ = steps != nullptr && !steps->transactional;
    by_announcement_ = steps != nullptr && calls_functions(*steps);
    if (!sqlite_) read_tables();
    if (watcher_ != nullptr) watcher_->look(outside_ || by_announcement_);
}

void RehearsalRecorder::finish_revision(const event& what) {
    close_statement();
    const auto found = std::find_if(running_.begin(), running_.end(), [&](const RehearsedRevision& each) { return each.id == what.revision; });
    if (found == running_.end()) return;
    found->took = what.elapsed;
    if (by_announcement_ && !sqlite_) take_seen(no_statement);
    if (watcher_ != nullptr) watcher_->look(false);
    done_.push_back(std::move(*found));
    running_.erase(found);
    if (report_) report_(done_.back());
}

RehearsedStatement* RehearsalRecorder::current() {
    return running_.empty() || running_.back().statements.empty() ? nullptr : &running_.back().statements.back();
}

bool RehearsalRecorder::is_step(std::string_view statement) const { return steps_.contains(plain(statement)); }

bool RehearsalRecorder::is_shown(std::string_view statement) const {
    if (running_.empty()) return false;
    if (is_step(statement)) return true;
    for (const char* word : {"BEGIN", "COMMIT", "ROLLBACK", "SET ", "RESET", "PRAGMA"}) {
        if (begins_with(statement, word)) return false;
    }
    return !is_bookkeeping(std::string(statement), version_table_);
}

// ---- by announcement ----

void RehearsalRecorder::announced(std::string_view statement) {
    if (!sqlite_ && !by_announcement_) return;
    close_statement();
    open_ = statement;
    shown_ = is_shown(statement);
    if (shown_) running_.back().statements.emplace_back().sql = plain(statement);
    if (begins_with(statement, "BEGIN")) writing_since_ = Clock::now();
    rows_before_ = database_ == nullptr || by_announcement_ ? -1 : sqlite::changed_rows(*database_);
    since_ = Clock::now();
}

void RehearsalRecorder::close_statement() {
    if (!open_) return;
    const auto now = Clock::now();
    const std::string statement = *std::exchange(open_, std::nullopt);
    if (shown_) {
        RehearsedStatement& each = *current();
        each.took = duration_cast<milliseconds>(now - since_);
        if (rows_before_ >= 0) each.rows = sqlite::changed_rows(*database_) - rows_before_;
        if (sqlite_) note_copying(each);
    }
    if (!sqlite_) return;
    if (!writing_since_) {
        // A statement by itself, such as VACUUM, has the database for as long as it takes.
        if (shown_) running_.back().locks.push_back({"write", "", current()->took});
        return;
    }
    const bool committed = statement == "COMMIT";
    if (committed && !running_.empty()) {
        running_.back().locks.push_back({"write", "", duration_cast<milliseconds>(now - *writing_since_)});
    }
    if (committed || statement == "ROLLBACK") writing_since_.reset();
}

// A rebuild copies all rows into a new table, and SQLite itself writes a table anew that loses a column.
void RehearsalRecorder::note_copying(RehearsedStatement& statement) const {
    const std::string_view sql = statement.sql;
    constexpr std::string_view from = " FROM main.";
    constexpr std::string_view alter = "ALTER TABLE ";
    const std::size_t source = sql.rfind(from);
    if (sql.starts_with("INSERT INTO main.\"_mig_") && source != std::string_view::npos) {
        statement.rewrites.push_back({quoted_name_at(sql.substr(source + from.size())), statement.rows});
        statement.rows = -1;
    } else if (sql.starts_with(alter) && sql.find("\" DROP COLUMN ") != std::string_view::npos) {
        statement.rewrites.push_back({quoted_name_at(sql.substr(alter.size())), -1});
    }
}

// ---- PostgreSQL ----

std::string RehearsalRecorder::question() const {
    return "SELECT l.relation, l.mode, pg_catalog.pg_relation_filenode(l.relation) FROM pg_catalog.pg_locks AS l "
           "WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted AND l.relation >= 16384 AND "
           "l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())";
}

void RehearsalRecorder::read_tables() {
    const std::string of_records = names_of(dialect::postgresql, version_table_).version;
    const auto is_record = [&](const std::string& name) { return is_bookkeeping("\"" + name + "\"", of_records.substr(of_records.rfind('.') + 1)); };
    tables_.clear();
    for (const Cells& row : database_->query("SELECT c.oid, c.relname, c.oid::pg_catalog.regclass::pg_catalog.text, "
                                             "pg_catalog.pg_relation_filenode(c.oid), c.reltuples::bigint FROM pg_catalog.pg_class AS c "
                                             "WHERE c.relkind IN ('r', 'p', 'm') AND c.oid >= 16384")) {
        if (is_record(row.at(1).value_or(""))) continue;
        tables_[row.at(0).value_or("")] = {row.at(2).value_or(""), row.at(3).value_or(""), std::atoll(row.at(4).value_or("-1").c_str())};
    }
}

void RehearsalRecorder::begins(std::string_view statement) {
    if (begins_with(statement, "BEGIN")) {
        strongest_.clear();
        locks_.clear();
        first_of_transaction_.clear();
        for (const RehearsedRevision& each : running_) first_of_transaction_[each.id] = each.statements.size();
    }
    shown_ = is_shown(statement);
    if (shown_) running_.back().statements.emplace_back().sql = plain(statement);
    if (outside_ && watcher_ != nullptr) watcher_->look(true);
    since_ = Clock::now();
}

void RehearsalRecorder::refused(std::string_view statement) {
    if (shown_ && current() != nullptr && current()->sql == plain(statement)) running_.back().statements.pop_back();
    shown_ = false;
}

void RehearsalRecorder::ended(std::string_view statement, const End& end) {
    const auto now = Clock::now();
    if (statement == "COMMIT" || statement == "ROLLBACK") return end_transaction(statement == "COMMIT");
    if (shown_) {
        RehearsedStatement& each = *current();
        each.took = duration_cast<milliseconds>(now - since_);
        each.rows = only_reads(statement) ? -1 : end.rows;
    }
    if (end.answer != nullptr) {
        look_at(*end.answer);
        // That was a transaction by itself.
        if (!end.in_transaction) end_transaction(true);
    } else if (outside_ && shown_) {
        take_seen(running_.back().statements.size() - 1);
    }
}

void RehearsalRecorder::look_at(const std::vector<Cells>& locks) {
    const std::size_t statement = shown_ ? running_.back().statements.size() - 1 : no_statement;
    for (const Cells& row : locks) {
        const std::string oid = row.at(0).value_or("");
        const std::string mode = words_of_mode(row.at(1).value_or(""));
        const auto table = tables_.find(oid);
        if (table == tables_.end() || running_.empty()) continue;  // nobody else knows of it
        const std::size_t strength = strength_of(mode) + 1;
        std::size_t& known = strongest_[oid];
        if (strength > known) {
            // The strongest that one statement takes counts.
            std::erase_if(locks_, [&](const OpenLock& each) { return each.table == table->second.name && each.statement == statement && each.since == since_; });
            locks_.push_back({running_.size() - 1, statement, mode, table->second.name, since_});
            known = strength;
        }
        const std::string file = row.at(2).value_or("");
        if (file.empty() || file == table->second.file) continue;
        table->second.file = file;
        if (statement != no_statement && !begins_with(current()->sql, "TRUNCATE")) {
            current()->rewrites.push_back({table->second.name, table->second.rows});
        }
    }
}

void RehearsalRecorder::end_transaction(bool committed) {
    const auto now = Clock::now();
    for (const OpenLock& each : std::exchange(locks_, {})) {
        if (!committed || each.revision >= running_.size()) continue;
        RehearsedRevision& revision = running_[each.revision];
        const HeldLock lock{each.mode, each.table, duration_cast<milliseconds>(now - each.since)};
        revision.locks.push_back(lock);
        if (each.statement < revision.statements.size()) revision.statements[each.statement].locks.push_back(lock);
    }
    strongest_.clear();
    if (committed) return;
    // It is tried again, or it has failed.
    for (RehearsedRevision& each : running_) each.statements.resize(std::min(each.statements.size(), first_of_transaction_[each.id]));
}

// Locks of a statement whose transaction was another one's, or is over.
void RehearsalRecorder::take_seen(std::size_t statement) {
    RehearsedRevision& revision = running_.back();
    if (watcher_ != nullptr) {
        for (const CopyWatcher::Seen& each : watcher_->seen()) {
            const auto table = tables_.find(each.table);
            if (table == tables_.end()) continue;
            const HeldLock lock{words_of_mode(each.mode), table->second.name, duration_cast<milliseconds>(each.last - each.first)};
            revision.locks.push_back(lock);
            if (statement < revision.statements.size()) revision.statements[statement].locks.push_back(lock);
        }
        watcher_->look(true);
    }
    const std::map<std::string, Table> before = tables_;
    read_tables();
    if (revision.statements.empty()) return;
    RehearsedStatement& changed = revision.statements[std::min(statement, revision.statements.size() - 1)];
    for (const auto& [oid, table] : before) {
        const auto now = tables_.find(oid);
        if (now != tables_.end() && now->second.file != table.file) changed.rewrites.push_back({table.name, table.rows});
    }
}

}  // namespace migrations
