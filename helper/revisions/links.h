#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "revisions/cycles.h"
#include "revisions/revision.h"

namespace migrations {

// The first step of a graph: what the ids in revision files refer to. Revisions are named by their
// positions.
struct Links {
    std::vector<Revision> revisions;  // by creation time, then id; no id twice
    Edges parents;                    // in the order of the file
    Edges needs;                      // parents, then dependencies; without cycles
};

// Reports everything that Graph's constructor promises, sorted by place, and leaves out what cannot
// be kept.
Links link_revisions(std::vector<Revision> revisions, Diagnostics& diagnostics);

}  // namespace migrations
