#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "codegen/compiled.h"
#include "scratch/scratch.h"

namespace migrations {

// Databases on their way to the head, kept for the other tests of the chain, which would otherwise each begin at base: the tests of
// n revisions would apply n²/2 of them.
//
// A kept database is known by the hash of all SQL that was run on it and of this program, so that none is taken for another. The
// Scratch says where they are kept; where that is nowhere, there are none.
class Checkpoints {
public:
    // `way`: the revisions to be applied, parents before children.
    Checkpoints(Scratch& scratch, const CompiledChain& chain, const Dialect& dialect, const RevisionList& way);

    // A new database to which the first `applied` of the revisions are applied already.
    struct Start {
        std::unique_ptr<Connection> database;
        std::size_t applied = 0;
    };
    Start start();

    // How many revisions to have applied before the next keep().
    std::size_t next(std::size_t applied) const;
    // Keeps a copy of the database, to which so many are applied, where that is one to be kept. The connection is made anew.
    void keep(std::unique_ptr<Connection>& database, std::size_t applied);

private:
    Scratch& scratch_;
    const Dialect& dialect_;
    std::size_t length_;
    std::size_t step_;                // between two that are kept
    std::vector<std::string> names_;  // of what is kept after `step_` revisions, after twice as many, ...
    std::set<std::string> kept_;      // those that are there
};

}  // namespace migrations
