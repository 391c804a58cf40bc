#pragma once

#include <string>

#include "chains/old_chain.h"
#include "dialects/dialect.h"

namespace migrations {

// Takes off the transaction that is around a whole script: BEGIN in front and COMMIT at the end, and beside them what
// SQLite needs for it (PRAGMA foreign_keys, which the runner sets itself). The script is then one that runs in a
// transaction, whatever the tool was told. True when there was one. Transaction control elsewhere, and SQL that the dialect
// cannot read, is a finding at its place.
bool drop_outer_transaction(OldScript& script, const Dialect& dialect, Diagnostics& findings);

}  // namespace migrations
