#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "dialects/dialect.h"
#include "revisions/revision.h"

namespace migrations {

// What is wrong with the raw SQL of a revision, up and down, in any of these dialects, at the operations' places. No
// database is asked. Rules: "sql-syntax"; "transaction-control" (BEGIN, COMMIT, ...: the runner's own business);
// "no-transaction" (VACUUM, CREATE INDEX CONCURRENTLY, ... in a revision with a transaction); "effects-missing" (DDL, DO,
// CALL, ... in an `execute` that does not say what it does to the schema); "sql-missing" (effects, and no text for one of
// the dialects).
Diagnostics raw_sql_findings(const Revision& revision, const std::vector<const Dialect*>& dialects);

}  // namespace migrations
