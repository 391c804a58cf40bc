#pragma once

#include <string>

#include "revisions/marks.h"

namespace migrations {

// What stands before '@' in "left@head": a line of development. A branch begins behind the point
// where branches part or meet, with the first revision that leads straight to the one that carries
// the label, and goes on with all that descends from it, through merges too.
struct Branch {
    std::string name;                  // as it was given
    const Revision* holder = nullptr;  // carries the label, or is the revision that was named
    const Revision* first = nullptr;
    Marks members;
    Marks lineage;  // the members and what they come from: ancestors, dependencies aside
};

Branch branch_of(const Graph& graph, std::string name, const Revision& holder);

}  // namespace migrations
