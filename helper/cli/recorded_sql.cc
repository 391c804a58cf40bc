#include "cli/recorded_sql.h"

#include <algorithm>
#include <migrations/postgresql_sql.hpp>
#include <migrations/tables.hpp>
#include <migrations/version.hpp>
#include <utility>
#include <set>

#include "base/error.h"
#include "cli/output.h"
#include "dialects/connection.h"
#include "dialects/recording.h"
#include "scratch/scratch.h"

namespace migrations {
namespace {

void require_recorded(const outcome& result) {
    if (result) return;
    const std::string where = result.revision.empty() ? "" : "revision " + result.revision + ": ";
    Error error(static_cast<Exit>(result.status), where + result.message, result.help);
    error.sql = result.sql;
    error.code = result.code;
    throw error;
}

bool starts_with_any(const std::string& statement, const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return statement.rfind(word, 0) == 0; });
}

// Where a database is that went these steps up: at those that no other of them follows.
std::vector<std::string_view> heads_after(const std::vector<PlannedStep>& steps) {
    std::set<std::string_view> followed;
    for (const PlannedStep& step : steps) followed.insert(step.revision->parents.begin(), step.revision->parents.end());
    std::vector<std::string_view> heads;
    for (const PlannedStep& step : steps) {
        if (followed.count(step.revision->id) == 0) heads.push_back(step.revision->id);
    }
    return heads;
}

// The scratch database counts its moves from 1, and the one that a printed script meets does not: there, rows of the
// version table are found by their revision alone.
std::string for_any_count(std::string statement, const std::string& table) {
    const bool update = statement.rfind("UPDATE " + table + " SET revision = ", 0) == 0;
    if (!update && statement.rfind("DELETE FROM " + table + " WHERE revision = ", 0) != 0) return statement;
    const std::size_t condition = statement.rfind(" AND seq = ");
    if (condition != std::string::npos) statement.resize(condition);
    const std::size_t count = statement.find(", seq = ");
    const std::size_t end = statement.find(" WHERE ");
    if (update && count != std::string::npos && end != std::string::npos) {
        statement.replace(count, end - count, ", seq = seq + 1");
    }
    return statement;
}

// A statement that fails, and prints nothing, unless the database is at exactly these revisions.
std::string guard(const std::string& table, std::vector<std::string_view> heads) {
    std::sort(heads.begin(), heads.end());
    std::string list;
    for (const std::string_view head : heads) list += (list.empty() ? "" : " ") + std::string(head);
    return "INSERT INTO " + table + " (revision, chain_sha256, seq, project, format) SELECT NULL, 'the database is not at " +
           list + "', 0, '', 1 WHERE (SELECT group_concat(revision, ' ') FROM (SELECT revision FROM " + table +
           " ORDER BY revision)) IS NOT '" + list + "'";
}

bool is_noise(const std::string& statement, std::string_view version_table) {
    const auto names = [&](std::string_view table) { return statement.find(table) != std::string::npos; };
    return is_bookkeeping(statement, version_table) || names(guard_table) || names(violations_table) ||
           starts_with_any(statement, {"BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SET LOCAL", postgresql::stop_mark});
}

options recording_options(bool single_transaction = false) {
    options how;
    how.single_transaction = single_transaction;
    how.application = "migrations sql";
    how.tool_version = MIGRATIONS_VERSION;
    how.collecting = true;
    return how;
}

}  // namespace

std::vector<std::string> recorded_sql(const CompiledChain& chain, const Dialect& dialect,
                                      const std::vector<PlannedStep>& before, const std::vector<PlannedStep>& plan,
                                      bool single_transaction) {
    if (dialect.language() == dialect::postgresql) {
        std::vector<std::string> statements;
        const std::vector<move> way = chain.moves(plan);
        options how = recording_options(single_transaction);
        how.on_statement = [&](std::string_view statement) { statements.emplace_back(statement); };
        require_recorded(record_postgresql(chain.chain(), heads_after(before), {way.data(), way.size()}, how));
        return statements;
    }
    const std::vector<move> start = chain.moves(before);
    const std::unique_ptr<Connection> scratch = open_memory();
    require_recorded(scratch->run(chain.chain(), {start.data(), start.size()}, recording_options()));
    return recorded_sql_on(*scratch, chain, heads_after(before), plan, single_transaction);
}

std::vector<std::string> recorded_sql_on(Connection& database, const CompiledChain& chain,
                                         std::vector<std::string_view> heads, const std::vector<PlannedStep>& plan,
                                         bool single_transaction) {
    const std::string table = table_sql(dialect::sqlite, chain.chain().version_table);
    std::vector<std::string> statements;
    const std::vector<move> way = chain.moves(plan);
    options how = recording_options(single_transaction);
    how.on_statement = [&](std::string_view statement) {
        statements.push_back(for_any_count(std::string(statement), table));
    };
    require_recorded(database.run(chain.chain(), {way.data(), way.size()}, how));
    if (!statements.empty() && !heads.empty()) statements.insert(statements.begin(), guard(table, std::move(heads)));
    return statements;
}

std::vector<std::string> without_transactions(std::vector<std::string> statements, const Dialect& dialect) {
    if (statements.empty()) return statements;
    std::erase_if(statements, [](const std::string& each) {
        return starts_with_any(each, {"BEGIN", "COMMIT", "PRAGMA foreign_keys"});
    });
    if (dialect.language() == dialect::postgresql) {
        // What was set for a transaction is gone behind its end: each statement was one by itself.
        const auto lock = std::find_if(statements.begin(), statements.end(), [](const std::string& each) {
            return each.find("set_config('migrations.lock'") != std::string::npos;
        });
        if (lock != statements.end()) {
            const std::string setting = "pg_catalog.current_setting('migrations.lock', true)";
            statements.insert(lock + 1, "SELECT CASE WHEN " + setting +
                                            " = 'true' THEN 'ok' ELSE CAST(CAST(pg_catalog.concat('run this in a transaction, "
                                            "and while nobody else migrates; lock: ', " +
                                            setting + ") AS integer) AS text) END");
        }
    }
    if (dialect.language() == dialect::sqlite) {
        const std::string table = "temp.\"migrations_foreign_keys\"";
        const std::string check = "CREATE TEMP TABLE \"migrations_foreign_keys\" (\n  on_ INTEGER CONSTRAINT "
                                  "\"run PRAGMA foreign_keys = OFF before this transaction\" CHECK (on_ = 0)\n)";
        const std::string look = "INSERT INTO " + table + " SELECT foreign_keys FROM pragma_foreign_keys";
        const std::string drop = "DROP TABLE " + table;
        statements.insert(statements.begin(), {check, look, drop});
    }
    return statements;
}

void print_script(const std::vector<std::string>& statements, const Dialect& dialect) {
    if (statements.empty()) return;
    print_as_it_is(dialect.language() == dialect::sqlite ? ".bail on\n" : "\\set ON_ERROR_STOP on\n");
    for (const std::string& each : statements) print_as_it_is(each + ";\n");
}

std::vector<std::string> readable_sql(const CompiledChain& chain, const Dialect& dialect,
                                      const std::vector<PlannedStep>& before, const std::vector<PlannedStep>& plan) {
    std::vector<std::string> statements = recorded_sql(chain, dialect, before, plan);
    const auto noise = [&](const std::string& each) { return is_noise(each, chain.chain().version_table); };
    statements.erase(std::remove_if(statements.begin(), statements.end(), noise), statements.end());
    return statements;
}

ReadableChain readable_chain(const CompiledChain& chain, const Dialect& dialect, const std::vector<PlannedStep>& plan) {
    ReadableChain result;
    std::string current;
    options how = recording_options();
    how.on_event = [&](const event& happened) {
        if (happened.what != event::kind::starting) return;
        current = happened.revision;
        result.statements[current];
    };
    how.on_statement = [&](std::string_view statement) {
        std::string text(statement);
        if (!current.empty() && !is_noise(text, chain.chain().version_table)) {
            result.statements[current].push_back(std::move(text));
        }
    };
    const std::vector<move> way = chain.moves(plan);
    const outcome ended = dialect.language() == dialect::postgresql
                              ? record_postgresql(chain.chain(), {}, {way.data(), way.size()}, how)
                              : open_memory()->run(chain.chain(), {way.data(), way.size()}, how);
    if (ended) return result;
    result.failed = ended.revision;
    result.problem = ended.message + (ended.sql.empty() ? "" : ", in: " + ended.sql);
    result.help = ended.help;
    if (!ended.revision.empty()) result.statements.erase(ended.revision);
    return result;
}

}  // namespace migrations
