#pragma once

#include <string>
#include <vector>

#include "revisions/graph.h"

namespace migrations {

// What a rebase changes: one side of a fork is put on top of the other.
struct Rebase {
    // A revision whose down_revision changes, to what.
    struct Change {
        const Revision* revision = nullptr;
        std::vector<std::string> parents;
    };
    RevisionList moved;           // all of the side, in order(): their chain hashes change
    std::vector<Change> changes;  // those of them that followed a revision outside of the side
};

// Puts the revisions that are below `head` and not below `onto` on top of `onto`. Throws Error graph:
// one is above the other, another head stands on the side that would move, or `onto` needs a
// revision of that side.
Rebase plan_rebase(const Graph& graph, const Revision& head, const Revision& onto);

}  // namespace migrations
