#include "scratch/raw_script.h"

#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/utf8.h"
#include "base/line_index.h"
#include "scratch/reach.h"
#include "scratch/scratch.h"

namespace migrations {
namespace {

[[noreturn]] void refuse(const Location& place, const char* rule, const std::string& message, const std::string& help) {
    throw Error(Exit::graph, {error_at(place, rule, message, help)});
}

void require_no_transaction_control(const RawScript& script, const Dialect& dialect) {
    if (!script.raw.controls_transaction) return;
    for (std::size_t i = 0; i < script.raw.statements.size(); ++i) {
        const std::string& statement = script.raw.statements[i];
        if (!dialect.classify(statement).controls_transaction) continue;
        refuse(script.place(i), "transaction-control",
               "'" + clipped(statement, 40) + "' begins or ends a transaction, which only the runner may do",
               "take it out: a revision runs in one transaction anyway");
    }
}

// A scratch server has the roles that the SQL itself makes.
std::string help_of(const Error& error) {
    const std::string_view message = error.what();
    const bool role = message.starts_with("role \"") && message.ends_with("\" does not exist");
    if (!error.help.empty() || !role) return error.help;
    return "roles belong to the server, and that of the scratch databases lacks it: make it where it is missing, in a DO block that "
           "looks into pg_roles first, or let MIGRATIONS_POSTGRESQL_URL name a server that has it";
}

void run_statement(Connection& database, const RawScript& script, std::size_t index) {
    try {
        database.execute(script.raw.statements[index]);
    } catch (const Error& error) {
        const std::size_t byte = error.position > 0 ? error.position - 1 : 0;
        Error told(error.exit, {error_at(script.place(index, byte), "sql-failed", error.what(), help_of(error))});
        told.help = nothing_written;
        told.code = error.code;
        throw told;
    }
}

}  // namespace

Location RawScript::place(std::size_t index, std::size_t byte) const {
    return place_in(file, lines, raw.offsets.at(index) + byte);
}

RawScript read_raw_script(SourceFile file, const Dialect& dialect) {
    RawScript script;
    script.raw = dialect.classify(file.text);
    script.file = std::move(file);
    if (!script.raw.problem.empty()) {
        refuse(LineIndex(script.file.text).at(script.file.path, script.raw.problem_offset), "sql-syntax",
               "the SQL cannot be read by " + std::string(dialect.name()) + ": " + script.raw.problem, "");
    }
    if (script.raw.statements.empty()) {
        refuse({script.file.path, 0, 0}, "sql-empty", "there is no SQL statement in this file", "");
    }
    require_no_transaction_control(script, dialect);
    Diagnostics findings;
    check_reach(script, Scratch::is_on_named_server(), findings);
    if (!findings.empty()) throw Error(Exit::graph, std::move(findings));
    return script;
}

void run_raw_script(Connection& database, const RawScript& script, bool transactional) {
    // The runner of SQLite turns foreign keys off and checks them at the end.
    const bool sqlite = database.language().language() == dialect::sqlite;
    if (sqlite) database.execute("PRAGMA foreign_keys = OFF");
    if (transactional) database.execute("BEGIN");
    try {
        for (std::size_t i = 0; i < script.raw.statements.size(); ++i) run_statement(database, script, i);
        if (transactional) database.execute("COMMIT");
    } catch (const Error&) {
        if (transactional) {
            try {
                database.execute("ROLLBACK");
            } catch (const Error&) {
                // The statement that failed may have ended the transaction; the database is thrown away.
            }
        }
        throw;
    }
    if (sqlite) database.execute("PRAGMA foreign_keys = ON");
}

}  // namespace migrations
