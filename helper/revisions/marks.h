#pragma once

#include <vector>

#include "revisions/graph.h"

namespace migrations {

// A set of a graph's revisions, by their positions.
using Marks = std::vector<bool>;

Marks marked(const Graph& graph, const RevisionList& revisions);
RevisionList unmarked(const Graph& graph, RevisionList revisions, const Marks& marks);

// Those of `all` on which none of `all` stands, dependencies aside: what the version table holds
// where exactly `all` is applied. A head that another one depends on has a row like any other, so
// that the table alone says what is applied, whatever becomes of depends_on in the files.
RevisionList heads_of(const Graph& graph, const RevisionList& all);

// Those of `all` (in order()) that are marked, and those that stand on them or depend on them, in
// order().
RevisionList standing_on(const Graph& graph, const RevisionList& all, const Marks& marks);

}  // namespace migrations
