#pragma once

#include <string>
#include <vector>

#include "revisions/graph.h"

namespace migrations {

// What a revision that is about to be written says in down_revision and depends_on.

// The revisions that a new one follows. `heads`: words that name them (plan.h); none for the only
// head, "base" for a new base. Each must be a head, unless the new revision may begin a branch
// (`splice`). Throws Error graph: several heads and no word, no head, one above another.
RevisionList parents_of_new(const Graph& graph, const std::vector<std::string>& heads, bool splice);

// The revisions that a merge joins: two or more. Throws as parents_of_new().
RevisionList parents_of_merge(const Graph& graph, const std::vector<std::string>& words, bool splice);

// What is written for a word in depends_on: a label as it is, anything else as the id of the one
// revision that it names. Throws Error graph.
std::string dependency_of_new(const Graph& graph, const std::string& word);

}  // namespace migrations
