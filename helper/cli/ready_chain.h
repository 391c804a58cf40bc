#pragma once

#include <string>
#include <vector>

#include "chains/old_chain.h"
#include "dialects/dialect.h"
#include "scratch/walk.h"

namespace migrations {

// A migration of another tool, ready to be run.
struct ReadyMigration {
    OldMigration old;
    SqlStep step;
    std::string without;       // what was taken off the way up: "its BEGIN and COMMIT"; "" for nothing
    std::string back_without;  // likewise the way back
};

// Takes the chain apart by the dialect's grammar. Throws Error graph with all that it cannot read, all transaction control
// that is not around a whole script, and all that reaches beyond a scratch database (scratch/reach.h).
// `named_server`: somebody else keeps the scratch server.
std::vector<ReadyMigration> ready_to_run(OldChain chain, const Dialect& dialect, bool named_server,
                                         Diagnostics& warnings);

}  // namespace migrations
