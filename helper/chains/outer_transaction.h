#pragma once

#include <string>

#include "chains/old_chain.h"
#include "dialects/dialect.h"

namespace migrations {

// Takes off what the runner does itself: the transaction that is around a whole script, BEGIN in front and COMMIT at the
// end, and PRAGMA foreign_keys of SQLite in front and at the end. A script that had a transaction is then one that runs in
// one, whatever the tool was told; one that is told to run alone keeps its pragmas. What it was, for people: "its BEGIN and
// COMMIT", "its PRAGMA foreign_keys"; "" for nothing. Transaction control elsewhere, and SQL that the dialect cannot read,
// is a finding at its place.
std::string drop_outer_transaction(OldScript& script, const Dialect& dialect, Diagnostics& findings);

}  // namespace migrations
