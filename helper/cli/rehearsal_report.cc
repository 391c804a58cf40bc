#include "cli/rehearsal_report.h"

#include <algorithm>
#include <charconv>
#include <iomanip>
#include <migrations/event_text.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>
#include <vector>

#include "base/names.h"
#include "cli/terminal.h"

namespace migrations {
namespace {

constexpr std::size_t statement_width = 120;

std::string size_text(long long bytes) {
    constexpr std::pair<long long, const char*> units[] = {{1LL << 30, "GB"}, {1LL << 20, "MB"}, {1LL << 10, "KB"}};
    for (const auto& [unit, name] : units) {
        if (bytes < unit) continue;
        std::ostringstream text;
        text << std::fixed << std::setprecision(1) << static_cast<double>(bytes) / static_cast<double>(unit) << " " << name;
        return text.str();
    }
    return std::to_string(bytes) + " bytes";
}

std::string rows_text(long long rows) { return count_of(static_cast<std::size_t>(rows), "row"); }

// All tables on which the strongest mode of the locks is held.
std::string locks_text(const std::vector<HeldLock>& locks) {
    const auto strongest = std::max_element(locks.begin(), locks.end(), [](const HeldLock& a, const HeldLock& b) {
        return strength_of(a.mode) < strength_of(b.mode);
    });
    std::vector<std::string> tables;
    std::chrono::milliseconds held{0};
    for (const HeldLock& each : locks) {
        if (each.mode != strongest->mode) continue;
        held = std::max(held, each.held);
        if (std::find(tables.begin(), tables.end(), each.table) == tables.end()) tables.push_back(each.table);
    }
    if (strongest->table.empty()) return "nobody else can write, for " + duration_text(held);
    return strongest->mode + " on " + join(tables, ", ") + ", held for " + duration_text(held);
}

// White space says nothing here, but for where it is quoted, and there it may be shorter.
std::string on_one_line(const std::string& sql) {
    std::istringstream words(sql);
    std::string line;
    for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
    return fitted(line, statement_width);
}

std::string statement_text(const RehearsedStatement& statement) {
    const std::string margin(13, ' ');
    const std::string time = duration_text(statement.took);
    std::string text = std::string(time.size() < 11 ? 11 - time.size() : 2, ' ') + time + "  " + on_one_line(statement.sql) + "\n";
    if (statement.rows > 0) text += margin + rows_text(statement.rows) + " changed\n";
    for (const RewrittenTable& each : statement.rewrites) {
        text += margin + "rewrites " + each.table + (each.rows < 0 ? "" : " (" + rows_text(each.rows) + ")") + "\n";
    }
    if (!statement.locks.empty()) text += margin + locks_text(statement.locks) + "\n";
    return text;
}

std::string blocking_text(const HeldLock& lock) {
    const std::string what = lock.table.empty() ? "the database" : lock.table;
    const std::string how = blocks_reading(lock) ? " cannot be read or written for " : " cannot be written for ";
    return what + how + duration_text(lock.held) + (lock.table.empty() ? "" : " (" + lock.mode + ")");
}

nlohmann::json as_json(const HeldLock& lock) {
    return {{"mode", lock.mode}, {"table", lock.table.empty() ? nlohmann::json() : nlohmann::json(lock.table)}, {"milliseconds", lock.held.count()}};
}

nlohmann::json as_json(const std::vector<HeldLock>& locks) {
    nlohmann::json all = nlohmann::json::array();
    for (const HeldLock& each : locks) all.push_back(as_json(each));
    return all;
}

nlohmann::json counted(long long rows) { return rows < 0 ? nlohmann::json() : nlohmann::json(rows); }

nlohmann::json as_json(const RehearsedStatement& statement) {
    nlohmann::json rewrites = nlohmann::json::array();
    for (const RewrittenTable& each : statement.rewrites) rewrites.push_back({{"table", each.table}, {"rows", counted(each.rows)}});
    return {{"sql", statement.sql},
            {"milliseconds", statement.took.count()},
            {"rows", counted(statement.rows)},
            {"rewrites", rewrites},
            {"locks", as_json(statement.locks)}};
}

}  // namespace

std::string copy_text(const DatabaseCopy& copy, const std::string& database, const std::string& kept) {
    std::string text = "copied " + database + ": " + size_text(copy.bytes()) + " in " + duration_text(copy.took());
    if (!kept.empty()) text += "; the copy stays as " + kept;
    if (!copy.other_version().empty()) text += "; it is on " + copy.other_version();
    if (!copy.other_order().empty()) text += "; " + copy.other_order();
    return text + "\n";
}

std::string revision_text(const RehearsedRevision& revision) {
    std::string text = revision.id + (revision.message.empty() ? "" : "  " + revision.message) + "  (" + duration_text(revision.took) + ")\n";
    for (const RehearsedStatement& each : revision.statements) text += statement_text(each);
    if (const HeldLock* strongest = revision.strongest()) text += "  strongest lock: " + locks_text({*strongest}) + "\n";
    return text;
}

bool blocks_longer(const RehearsedRevision& revision, std::chrono::milliseconds limit) {
    const HeldLock* lock = revision.longest();
    return lock != nullptr && lock->held > limit;
}

std::string verdict_text(const Rehearsal& rehearsal, std::chrono::milliseconds limit) {
    std::chrono::milliseconds all{0};
    const RehearsedRevision* longest = nullptr;
    std::string blocking;
    for (const RehearsedRevision& each : rehearsal) {
        all += each.took;
        const HeldLock* lock = each.longest();
        if (lock == nullptr) continue;
        if (longest == nullptr || lock->held > longest->longest()->held) longest = &each;
        if (lock->held > limit) blocking += "  " + each.id + ": " + blocking_text(*lock) + "\n";
    }
    const std::string text = "verdict: " + count_of(rehearsal.size(), "revision") + (rehearsal.size() == 1 ? " works" : " work") +
                             " on this database, in " + duration_text(all);
    if (!blocking.empty()) return text + ", and would keep the application waiting for longer than " + duration_text(limit) + ":\n" + blocking;
    if (longest == nullptr) return text + ", and nothing keeps the application waiting\n";
    return text + ", and nothing keeps the application waiting for longer than " + duration_text(limit) + " (at most " +
           duration_text(longest->longest()->held) + ", " + longest->id + ")\n";
}

nlohmann::json as_json(const Rehearsal& rehearsal) {
    nlohmann::json revisions = nlohmann::json::array();
    for (const RehearsedRevision& each : rehearsal) {
        nlohmann::json statements = nlohmann::json::array();
        for (const RehearsedStatement& statement : each.statements) statements.push_back(as_json(statement));
        const HeldLock* strongest = each.strongest();
        revisions.push_back({{"revision", each.id},
                             {"message", each.message},
                             {"milliseconds", each.took.count()},
                             {"strongest_lock", strongest == nullptr ? nlohmann::json() : as_json(*strongest)},
                             {"locks", as_json(each.locks)},
                             {"statements", statements}});
    }
    return revisions;
}

std::chrono::milliseconds read_duration(const std::string& text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string unit(static_cast<const char*>(end), text.data() + text.size());
    constexpr std::pair<const char*, double> units[] = {{"", 1000}, {"s", 1000}, {"ms", 1}, {"min", 60000}};
    for (const auto& [name, milliseconds] : units) {
        if (error == std::errc() && number >= 0 && number <= 1e6 && unit == name) {
            return std::chrono::milliseconds(static_cast<long long>(number * milliseconds));
        }
    }
    return std::chrono::milliseconds(-1);
}

}  // namespace migrations
