#include "scratch/raw_script.h"

#include <utility>

#include "base/error.h"
#include "base/utf8.h"
#include "base/line_index.h"

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

void run_statement(Connection& database, const RawScript& script, std::size_t index) {
    try {
        database.execute(script.raw.statements[index]);
    } catch (const Error& error) {
        const std::size_t byte = error.position > 0 ? error.position - 1 : 0;
        Error told(error.exit, {error_at(script.place(index, byte), "sql-failed", error.what(), error.help)});
        told.help = "nothing was written";
        told.code = error.code;
        throw told;
    }
}

}  // namespace

Location RawScript::place(std::size_t index, std::size_t byte) const {
    Location place = LineIndex(file.text).at(file.path, raw.offsets.at(index) + byte);
    const auto line = static_cast<std::size_t>(place.line);
    if (line >= 1 && line <= lines.size()) place.line = lines[line - 1];
    return place;
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
