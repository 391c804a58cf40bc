#include "scratch/changed_rows.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <migrations/sql_tokens.hpp>

#include "base/error.h"
#include "base/names.h"
#include "scratch/survivors.h"

namespace migrations {
namespace {

// The rows with these columns alone, sorted.
std::vector<Cells> picked(const std::vector<Cells>& rows, const std::vector<std::size_t>& columns) {
    std::vector<Cells> result;
    for (const Cells& row : rows) {
        Cells& cells = result.emplace_back();
        for (const std::size_t column : columns) cells.push_back(row[column]);
    }
    std::sort(result.begin(), result.end());
    return result;
}

// Whether all rows of the columns are still there.
bool keeps(const std::vector<Cells>& before, const std::vector<Cells>& after, const std::vector<std::size_t>& columns) {
    const std::vector<Cells> then = picked(before, columns);
    const std::vector<Cells> now = picked(after, columns);
    return std::includes(now.begin(), now.end(), then.begin(), then.end());
}

// The columns of a table that have changed, or the whole of it.
std::vector<std::string> lost_of(const std::string& name, const SurvivingTable& table, const std::vector<Cells>& before,
                                 const std::vector<Cells>& after) {
    if (after.size() < before.size()) return {name};
    std::vector<std::string> lost;
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (keeps(before, after, {i})) {
            kept.push_back(i);
        } else {
            lost.push_back(name + "." + table.columns[i].first);
        }
    }
    return keeps(before, after, kept) ? lost : std::vector<std::string>{name};
}

Contents contents_of(Connection& database, const std::map<std::string, SurvivingTable>& tables, bool after) {
    std::map<std::string, std::vector<std::string>> wanted;
    for (const auto& [name, table] : tables) {
        for (const auto& [then, now] : table.columns) wanted[after ? table.after : name].push_back(after ? now : then);
    }
    return contents(database, wanted);
}

}  // namespace

bool may_change_rows(const RawScript& script) {
    static const std::set<std::string> harmless = {"alter",    "analyze", "comment", "create", "drop",
                                                   "grant",    "pragma",  "reindex", "reset",  "revoke",
                                                   "security", "set",     "vacuum"};
    return std::any_of(script.raw.statements.begin(), script.raw.statements.end(), [](const std::string& statement) {
        const std::vector<token> tokens = tokens_of(statement, dialect::postgresql);
        return tokens.empty() || !harmless.contains(lower(tokens.front().text));
    });
}

ChangedRows changed_rows(Connection& database, const Schema& before, const RawScript& up, const Operations& effects,
                         bool transactional, const RowSettings& rows) {
    ChangedRows changed;
    static_cast<void>(fill_tables(database, before, rows));
    const std::map<std::string, SurvivingTable> surviving = survivors(before, effects, {});
    const Contents then = contents_of(database, surviving, false);
    try {
        run_raw_script(database, up, transactional);
    } catch (const Error& error) {
        if (error.exit != Exit::sql_failed) throw;
        const Diagnostic found =
            error.diagnostics.empty() ? error_at({up.file.path, 0, 0}, "", error.what()) : error.diagnostics.front();
        changed.warnings.push_back(
            warning_at(found.location, "fails-on-rows", "this fails on tables that have rows: " + found.message,
                       "'migrations test' fills the tables and will say so, too: [tests.rows] in migrations.toml "
                       "leaves some empty, or rows_file gives them other rows"));
        return changed;
    }
    const Contents now = contents_of(database, surviving, true);
    for (const auto& [name, table] : surviving) {
        const auto rows_then = then.find(name);
        const auto rows_now = now.find(table.after);
        if (rows_then == then.end() || rows_now == now.end()) continue;
        for (std::string& each : lost_of(name, table, rows_then->second, rows_now->second))
            changed.lost.push_back(std::move(each));
    }
    return changed;
}

}  // namespace migrations
