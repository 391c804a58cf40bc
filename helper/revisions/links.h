#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "revisions/cycles.h"
#include "revisions/revision.h"

namespace migrations {

// The first step of a graph: what the ids and labels in revision files refer to. Revisions are
// named by their positions.
struct Links {
    std::vector<Revision> revisions;  // by creation time, then id; no id twice
    Edges parents;                    // in the order of the file
    Edges dependencies;               // in the order of the file, none twice
    std::vector<std::pair<std::string, std::size_t>> labels;  // and who says them; none twice
};

// Reports everything that Graph's constructor promises, sorted by place, and leaves out what cannot
// be kept: parents and dependencies together have no cycles.
Links link_revisions(std::vector<Revision> revisions, Diagnostics& diagnostics);

// Parents, then dependencies.
Edges all_needs(const Links& links);

// Where a key of the revision stands; the revision's own place when the key has none.
Location place_of(const Revision& revision);
Location place_in(const Revision& revision, const Origin& key);

}  // namespace migrations
