// One call of the SQLite engine on the caller's handle: running and reading SQL, waiting for locks,
// the settings of the connection that are changed for the call and restored after it.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "event_text.hpp"
#include "outcome.hpp"
#include "sql_tokens.hpp"
#include "sqlite_trouble.hpp"
#include "sqlite_watcher.hpp"
#include "tables.hpp"

namespace migrations::sqlite {

// A prepared statement.
class statement {
public:
    statement() = default;
    statement(const statement&) = delete;
    statement& operator=(const statement&) = delete;
    ~statement() { sqlite3_finalize(handle_); }

    // Prepares the first statement of `sql`; `rest` becomes what follows it. A text of comments
    // only gives no handle.
    int prepare(sqlite3* db, std::string_view sql, std::string_view& rest) {
        sqlite3_finalize(handle_);
        handle_ = nullptr;
        const char* tail = nullptr;
        const int code =
            sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &handle_, &tail);
        rest = tail == nullptr ? std::string_view()
                               : sql.substr(static_cast<std::size_t>(tail - sql.data()));
        return code;
    }

    // Ends the statement and returns its result code.
    int finish() { return sqlite3_finalize(std::exchange(handle_, nullptr)); }

    sqlite3_stmt* handle() const { return handle_; }

private:
    sqlite3_stmt* handle_ = nullptr;
};

// A statement without the white space around it, its semicolon and a comment behind it, so that a
// semicolon can follow.
inline std::string_view plain_statement(std::string_view sql) {
    while (!sql.empty() && is_space_byte(sql.front())) sql.remove_prefix(1);
    while (!sql.empty() && (is_space_byte(sql.back()) || sql.back() == ';')) sql.remove_suffix(1);
    if (sql.find("--") == std::string_view::npos && sql.find("/*") == std::string_view::npos)
        return sql;
    std::vector<token> tokens = tokens_of(sql);
    while (!tokens.empty() && is_operator(tokens.back(), ";")) tokens.pop_back();
    return tokens.empty() ? std::string_view() : sql.substr(0, tokens.back().end());
}

// The state of one call. Its destructor rolls back an open transaction of the call and restores the
// connection, also when a callback of the caller throws.
//
// The authorizer of the connection cannot be read back: after a call that ran scripts, none is set.
// A busy timeout is restored; a busy handler of the caller's own stays in place and is asked before
// this waits.
class session {
public:
    session(sqlite3* handle, const options& asked)
        : db(handle),
          how(asked),
          in_callers_transaction_(handle != nullptr && sqlite3_get_autocommit(handle) == 0) {
        if (db == nullptr) return;  // every call refuses it
        rows found;
        read_now("PRAGMA busy_timeout", found);
        if (!found.empty())
            busy_timeout_ = static_cast<int>(std::strtol(found[0][0].c_str(), nullptr, 10));
        if (busy_timeout_ > 0) sqlite3_busy_timeout(db, 0);
    }
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    ~session() {
        silent_ = true;
        watch.on = false;
        if (how.cancelled) sqlite3_progress_handler(db, 0, nullptr, nullptr);
        if (in_transaction_) rollback_quietly();
        close_scripts();
        if (busy_timeout_ > 0) sqlite3_busy_timeout(db, busy_timeout_);
    }

    sqlite3* const db;
    const options& how;
    watcher watch;
    std::string_view revision;  // what events are about
    std::string_view message;
    direction way = direction::up;

    // Prepares the connection for scripts: foreign keys off (they can only be turned off outside a
    // transaction, and that they are is read back), double-quoted strings off, RENAME with all its
    // references on, the authorizer in place.
    trouble open_scripts() {
        rows found;
        if (trouble bad = read("PRAGMA foreign_keys", found)) return bad;
        foreign_keys_ = !found.empty() && found[0][0] == "1";
        scripts_open_ = true;
        if (trouble bad = set_foreign_keys(false)) return bad;
        if (trouble bad = read_number("PRAGMA legacy_alter_table", legacy_)) return bad;
        legacy_now_ = legacy_;
        if (legacy_ != 0) {
            if (trouble bad = set_legacy_alter(false)) return bad;
        }
        for (std::size_t at = 0; at < 2; ++at) {
            sqlite3_db_config(db, quote_settings[at], -1, &quotes_[at]);
            sqlite3_db_config(db, quote_settings[at], 0, nullptr);
        }
        sqlite3_set_authorizer(db, watcher::judge, &watch);
        return {};
    }

    // Restores what open_scripts() changed. Called twice it does nothing.
    trouble close_scripts() {
        if (!scripts_open_) return {};
        scripts_open_ = false;
        sqlite3_set_authorizer(db, nullptr, nullptr);
        if (legacy_now_ != legacy_) set_legacy_alter(legacy_ != 0);
        for (std::size_t at = 0; at < 2; ++at)
            sqlite3_db_config(db, quote_settings[at], quotes_[at], nullptr);
        return foreign_keys_ ? set_foreign_keys(true) : trouble();
    }

    bool caller_has_foreign_keys() const { return foreign_keys_; }

    // Trouble when the caller wants the call to end.
    trouble cancelled() const {
        if (!how.cancelled || silent_ || !how.cancelled()) return {};
        return {status::cancelled, 0, "the call was cancelled", {}, {}};
    }

    // Trouble when a statement ended because the caller wants the call to end.
    trouble interrupted() const {
        if (!interrupted_) return {};
        return {status::cancelled, 0, "the call was cancelled", {}, {}};
    }

    // Statements that run meanwhile end when the caller wants the call to end.
    class interruptible {
    public:
        explicit interruptible(session& on) : on_(on) {
            if (!on_.how.cancelled) return;
            on.interrupted_ = false;
            constexpr int instructions = 10000;  // of SQLite's machine, about a millisecond
            sqlite3_progress_handler(on_.db, instructions, ask, &on_);
        }
        interruptible(const interruptible&) = delete;
        interruptible& operator=(const interruptible&) = delete;
        ~interruptible() {
            if (on_.how.cancelled) sqlite3_progress_handler(on_.db, 0, nullptr, nullptr);
        }

    private:
        static int ask(void* self) {
            session& on = *static_cast<session*>(self);
            if (on.cancelled()) on.interrupted_ = true;
            return on.interrupted_ ? 1 : 0;
        }

        session& on_;
    };

    // With `on`, RENAME TABLE leaves references in views, triggers and foreign keys alone: what a
    // rebuild needs, and nothing else does. Until close_scripts().
    trouble set_legacy_alter(bool on) {
        legacy_now_ = on ? 1 : 0;
        return execute(std::string("PRAGMA legacy_alter_table = ") + (on ? "ON" : "OFF"));
    }

    trouble set_foreign_keys(bool on) {
        const std::string sql = std::string("PRAGMA foreign_keys = ") + (on ? "ON" : "OFF");
        if (trouble bad = execute(sql)) return bad;
        rows found;
        if (trouble bad = read("PRAGMA foreign_keys", found)) return bad;
        const bool is_on = !found.empty() && found[0][0] == "1";
        if (is_on == on) return {};
        return {status::refused, 0,
                std::string("foreign keys cannot be turned ") + (on ? "on" : "off") + " here", sql,
                "call with a connection that is outside a transaction"};
    }

    // Starts a transaction with the write lock; waits for it.
    trouble begin() {
        constexpr std::string_view sql = "BEGIN IMMEDIATE";
        tell(sql);
        if (trouble bad = insist(sql)) return bad;
        in_transaction_ = true;
        return {};
    }

    // Starts a transaction that only reads, so that several reads see one state; nothing when one
    // is open already. Not told to `on_statement`. Ends with rollback() or the end of the scope.
    class snapshot {
    public:
        explicit snapshot(session& on) : on_(on), open_(sqlite3_get_autocommit(on.db) != 0) {
            if (open_) sqlite3_exec(on_.db, "BEGIN", nullptr, nullptr, nullptr);
        }
        snapshot(const snapshot&) = delete;
        snapshot& operator=(const snapshot&) = delete;
        ~snapshot() {
            if (open_) on_.rollback_quietly();
        }

    private:
        session& on_;
        bool open_;
    };

    // Commits. While readers are in the way the transaction stays and is tried again; when the time
    // is over, or anything else fails, it is rolled back.
    trouble commit() {
        constexpr std::string_view sql = "COMMIT";
        tell(sql);
        trouble bad = insist(sql);
        if (bad) {
            rollback();
        } else {
            in_transaction_ = false;
        }
        return bad;
    }

    // Rolls back, unless SQLite has done so already.
    void rollback() {
        if (in_transaction_) tell("ROLLBACK");
        rollback_quietly();
    }

    // Runs all statements of a text. Rows are read and thrown away. When `before_step` is given, it
    // is called after each statement is prepared and before it runs.
    template <class BeforeStep>
    trouble execute(std::string_view text, BeforeStep before_step) {
        if (text.find('\0') != std::string_view::npos) {
            return {status::sql_failed,
                    0,
                    "the statement has a NUL byte",
                    excerpt(text.substr(0, text.find('\0'))),
                    {}};
        }
        while (!text.empty()) {
            statement each;
            std::string_view rest;
            const std::string_view start = text;
            int code = each.prepare(db, text, rest);
            const std::string_view whole = start.substr(0, start.size() - rest.size());
            const std::string_view sql = plain_statement(whole);
            // What is left of a statement that cannot be read may begin anywhere.
            const bool complete = !whole.empty() && whole.back() == ';';
            if (code != SQLITE_OK) return failed(code, complete ? sql : plain_statement(start));
            text = rest;
            if (each.handle() == nullptr) continue;
            if (trouble bad = before_step(sql)) return bad;
            tell(sql);
            restart_wait();
            do {
                code = sqlite3_step(each.handle());
                if (kind_of(code) == status::busy && !in_transaction_ && wait()) {
                    sqlite3_reset(each.handle());
                    code = SQLITE_ROW;
                }
            } while (code == SQLITE_ROW);
            if (code != SQLITE_DONE) return failed(code, sql);
            each.finish();
            if (lost_transaction()) {
                return {status::sql_failed,
                        0,
                        "the statement ended the transaction of the revision",
                        excerpt(sql),
                        {}};
            }
        }
        return {};
    }
    trouble execute(std::string_view text) {
        return execute(text, [](std::string_view) { return trouble(); });
    }

    // Reads all rows of one query; waits while the database is locked. Not told to `on_statement`:
    // it changes nothing.
    trouble read(std::string_view sql, rows& found) {
        restart_wait();
        while (true) {
            trouble bad = read_now(sql, found);
            // With a lock in hand, waiting would not help.
            const bool holding = in_transaction_ || in_callers_transaction_;
            if (bad.kind != status::busy || holding) return bad;
            if (trouble stop = cancelled()) return stop;
            if (!wait()) return bad;
        }
    }

    // The one value of a query of one row and one column; `found` stays as it is when there is no
    // row.
    trouble read_number(std::string_view sql, long long& found) {
        rows values;
        trouble bad = read(sql, values);
        if (!bad && !values.empty()) found = std::strtoll(values[0][0].c_str(), nullptr, 10);
        return bad;
    }

    // What SQLite says when it prepares a statement, without running it; empty when it is content.
    std::string complaint(std::string_view sql) {
        statement each;
        std::string_view rest;
        return each.prepare(db, sql, rest) == SQLITE_OK ? std::string()
                                                        : one_line(sqlite3_errmsg(db));
    }

    // Tells of what is no statement as if it were one.
    void announce(std::string_view text) const { tell(text); }

    // For scripts that are collected: has a statement of them stop whoever runs them unless the condition, an SQL
    // expression, is true. What a script cannot do as upgrade() does it must not do at all.
    void guard(const std::string& rule, const std::string& condition) const {
        if (!how.collecting) return;
        const std::string table(guard_table);
        tell("CREATE TEMP TABLE " + table + " (ok CONSTRAINT " + quoted_name(rule) + " CHECK (ok))");
        tell("INSERT INTO " + table + " SELECT (" + condition + ") IS TRUE");
        tell("DROP TABLE " + table);
    }
    // As guard(), for the statements around one.
    void collect(std::string_view sql) const {
        if (how.collecting) tell(sql);
    }

    // Sleeps a little, up to the lock timeout over all waits of the call. False when the time is
    // over.
    bool wait() {
        using std::chrono::milliseconds;
        if (waited_ >= how.lock_timeout) return false;
        const long long base = std::min(1LL << std::min(tries_, 7), 100LL);
        ++tries_;
        const milliseconds nap(
            std::uniform_int_distribution<long long>((base + 1) / 2, base * 2)(random()));
        const auto start = std::chrono::steady_clock::now();
        std::this_thread::sleep_for(std::min(nap, how.lock_timeout - waited_));
        waited_ += std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(
                                                 std::chrono::steady_clock::now() - start));
        if (waited_ >= next_notice_) {
            next_notice_ = waited_ + milliseconds(10000);
            notify(event::kind::waiting, waited_);
        }
        return true;
    }
    void restart_wait() { tries_ = 0; }

    void notify(event::kind what, std::chrono::milliseconds elapsed) const {
        if (!silent_) migrations::tell(how, {what, revision, message, way, elapsed});
    }

    // Whether the transaction of the call has ended without it.
    bool lost_transaction() {
        if (!in_transaction_ || sqlite3_get_autocommit(db) == 0) return false;
        in_transaction_ = false;
        return true;
    }

private:
    static constexpr int quote_settings[2] = {SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML};

    void tell(std::string_view sql) const {
        if (how.on_statement && !silent_) how.on_statement(sql);
    }

    std::minstd_rand& random() {
        if (!seeded_) random_.seed(std::random_device()());
        seeded_ = true;
        return random_;
    }

    trouble failed(int code, std::string_view sql) const {
        trouble bad = trouble_of(db, code, sql);
        if (bad.code == SQLITE_AUTH && !watch.denied.empty()) {
            bad.message =
                watch.denied + " is not allowed in a migration that runs in a transaction";
            bad.help = "remove it, or set transactional = false for the revision";
        }
        if ((code & 0xff) == SQLITE_INTERRUPT) {
            if (trouble stop = cancelled()) return stop;
        }
        return bad;
    }

    void rollback_quietly() {
        watch.on = false;
        if (!in_callers_transaction_ && sqlite3_get_autocommit(db) == 0) {
            sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
        }
        in_transaction_ = false;
    }

    // Runs one statement again and again while the database is locked by others.
    trouble insist(std::string_view sql) {
        restart_wait();
        while (true) {
            rows ignored;
            trouble bad = read_now(sql, ignored);
            if (bad.kind != status::busy) return bad;
            if (tries_ == 0) {
                if (trouble own = attached_twice()) return own;
            }
            if (trouble stop = cancelled()) return stop;
            if (!wait()) return bad;
        }
    }

    // A connection that has its own file attached under another name locks itself out: waiting
    // would not help.
    trouble attached_twice() {
        rows databases;
        if (trouble bad = read_now("PRAGMA database_list", databases)) return bad;
        for (const std::vector<std::string>& each : databases) {
            const bool other = &each != &databases.front();
            if (!other || each[2].empty() || each[2] != databases.front()[2]) continue;
            return {status::refused,
                    0,
                    "the file of the database is also attached to this connection, as '" + each[1] +
                        "'",
                    {},
                    "detach it, or migrate with another connection"};
        }
        return {};
    }

    trouble read_now(std::string_view sql, rows& found) {
        found.clear();
        statement each;
        std::string_view rest;
        int code = each.prepare(db, sql, rest);
        if (code != SQLITE_OK) return trouble_of(db, code, sql);
        const int columns = sqlite3_column_count(each.handle());
        while ((code = sqlite3_step(each.handle())) == SQLITE_ROW) {
            std::vector<std::string> row(static_cast<std::size_t>(columns));
            for (int at = 0; at < columns; ++at) {
                const unsigned char* text = sqlite3_column_text(each.handle(), at);
                if (text == nullptr) continue;
                row[static_cast<std::size_t>(at)].assign(
                    reinterpret_cast<const char*>(text),
                    static_cast<std::size_t>(sqlite3_column_bytes(each.handle(), at)));
            }
            found.push_back(std::move(row));
        }
        return code == SQLITE_DONE ? trouble() : trouble_of(db, code, sql);
    }

    bool silent_ = false;  // in the destructor, where a callback must not throw
    bool interrupted_ = false;
    const bool in_callers_transaction_;
    bool in_transaction_ = false;
    bool scripts_open_ = false;
    bool foreign_keys_ = false;
    long long legacy_ = 0;  // legacy_alter_table as the caller had it, and as it is
    long long legacy_now_ = 0;
    int busy_timeout_ = 0;
    int quotes_[2] = {0, 0};
    int tries_ = 0;
    bool seeded_ = false;
    std::minstd_rand random_;
    std::chrono::milliseconds waited_{0};
    std::chrono::milliseconds next_notice_{2000};
};

}  // namespace migrations::sqlite
