#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "codegen/compiled.h"
#include "dialects/connection.h"
#include "revisions/plan.h"

namespace migrations {

// The statements that a plan runs, bookkeeping included, as they come out on a scratch chain: for SQLite a database in
// memory on which the plan really runs after `before` (so that rebuilds show their real statements), for PostgreSQL
// the runner itself, with nothing behind it. Throws Error when a statement fails. `single_transaction`: options of the runtime.
std::vector<std::string> recorded_sql(const CompiledChain& chain, const Dialect& dialect,
                                      const std::vector<PlannedStep>& before, const std::vector<PlannedStep>& plan,
                                      bool single_transaction = false);

// The statements that a plan runs on this SQLite database, which is at `heads` and is changed by them.
std::vector<std::string> recorded_sql_on(Connection& database, const CompiledChain& chain,
                                         std::vector<std::string_view> heads, const std::vector<PlannedStep>& plan,
                                         bool single_transaction = false);

// The same for a transaction of whoever runs them: without those that begin, end or set up one. On SQLite they fail at the
// first statement unless foreign keys are off: dropping a table deletes rows of others otherwise, and within a transaction
// the setting cannot be changed (sqlite.org/pragma.html#pragma_foreign_keys).
std::vector<std::string> without_transactions(std::vector<std::string> statements, const Dialect& dialect);

// Prints statements for sqlite3 or psql, which are told to stop at the first that fails: a rebuild would go on to drop
// the table that it could not copy.
void print_script(const std::vector<std::string>& statements, const Dialect& dialect);

// The same without bookkeeping, transactions and settings: what a person wants to read of one revision.
std::vector<std::string> readable_sql(const CompiledChain& chain, const Dialect& dialect,
                                      const std::vector<PlannedStep>& before, const std::vector<PlannedStep>& plan);

// The readable statements of every revision of a way up from an empty database, by id, from one run. A revision whose
// statements fail, and those behind it, have no entry; `failed` and `problem` say which and why.
struct ReadableChain {
    std::map<std::string, std::vector<std::string>, std::less<>> statements;
    std::string failed;
    std::string problem;
    std::string help;
};
ReadableChain readable_chain(const CompiledChain& chain, const Dialect& dialect, const std::vector<PlannedStep>& plan);

}  // namespace migrations
