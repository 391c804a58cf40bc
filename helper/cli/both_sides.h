#pragma once

#include <string>
#include <vector>

#include "revisions/graph.h"

namespace migrations {

// Something that two sides of a fork change, each without knowing of the other.
struct Overlap {
    std::string subject;  // "users.email", "users"
    const Revision* one = nullptr;
    const Revision* other = nullptr;
    bool whole_table = false;  // a side makes, drops or renames the table that the other changes
    bool operator==(const Overlap&) const = default;
};

// What the sides below these heads have in common: the same column, constraint, index, enum or object; or a table that
// one side drops or renames while the other changes it. What two heads both stand on belongs to neither side.
std::vector<Overlap> overlaps(const Graph& graph, const RevisionList& heads);

// "both change users.email: b3 (revisions/b3.toml:5:1) and c4 (...)": a line each.
std::string told(const std::vector<Overlap>& overlaps);

}  // namespace migrations
