#pragma once

#include <string_view>

#include "revisions/graph.h"

namespace migrations {

// Revisions that become one.
struct Squash {
    RevisionList squashed;  // in order(); the last one gives the id
    Revision revision;      // with all their operations, one after the other
    RevisionList blocking;  // those whose indexes were made concurrently, and now keep writers out
};

// Makes one revision of a part of the graph. It keeps the id of the last one, so that what stands on it stands on it still,
// and databases that are there are at the head that they know; `replaces` says which revisions, in which form, it stands
// for. It follows what the part follows, has its labels and dependencies, and goes down when all of them do. `part` is in
// order(). Throws Error graph: fewer than two revisions, several heads in the part, something outside that stands on a
// revision in the middle of it or depends on one; refused where one runs outside a transaction and does more than make or
// drop indexes.
Squash plan_squash(const Graph& graph, const RevisionList& part);

// The part that "FIRST:LAST" names, both included: what leads from the one to the other. ":LAST", "base:LAST" and "LAST" are
// everything that LAST stands on. Throws Error as resolve_range() does, and graph where FIRST does not lead to LAST.
RevisionList part_of(const Graph& graph, std::string_view range);

// The graph with the squashed revisions replaced by `revision`. Throws Error graph where that is none.
Graph squashed_graph(const Graph& graph, const Squash& squash, Revision revision);

}  // namespace migrations
