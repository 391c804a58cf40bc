#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <migrations/script.hpp>

#include "revisions/graph.h"

namespace migrations {

struct PlannedStep {
    const Revision* revision = nullptr;
    direction way = direction::up;
    bool operator==(const PlannedStep&) const = default;
};

// `current`, here and below: the rows of a version table. What is applied is these revisions and
// their lineage; a revision on which one of them merely depends has its row, or is below another.

// The revisions that a word names:
//
//     head heads base current     base: none
//     3f2a9c0d1b7e 3f2a           an id, or its beginning where only one id begins so
//     +1 -2                       counted from `current`
//     3f2a+2 3f2a-1 head-1 base+1
//     left@head left@heads        on a branch (branch.h): of a label, or of a revision
//     left@base                   where the branch begins: what its first revision follows
//     left@+1 left@-2             counted on the branch, from what of it is applied
//     left@head-1 left@base+2
//     left@3f2a                   3f2a, which must be on the branch or below it
//
// Throws Error graph (exit 4: no such or an ambiguous revision, several heads; says which and what
// to do), usage (malformed), or state (a count from `current` that goes beyond the end).
RevisionList resolve(const Graph& graph, std::string_view target, const RevisionList& current);

// Whether a word counts from what a database is at: "current", "+1", "left@-2". Throws Error usage when it is malformed.
bool asks_database(std::string_view target);

// The same without a database, which makes such a word an Error usage.
RevisionList resolve_in_files(const Graph& graph, std::string_view target);

// What several words name together, each revision once. Throws Error as resolve(), and graph when
// one is an ancestor of another.
RevisionList resolve_apart(const Graph& graph, const std::vector<std::string>& words,
                           const RevisionList& current);

// The heads that a version table has to hold for the database to be at these targets: they, and
// what they depend on.
RevisionList stamp_heads(const Graph& graph, const std::vector<std::string>& words,
                         const RevisionList& current);

// The way from what is applied up to the target, parents and dependencies first; empty when there
// is nothing to do. "+2" is exactly two revisions: those that continue what is applied, or where
// there are none of these the only ones that are left. "left@+2" is two revisions of the branch,
// and what they need from elsewhere. Throws Error as resolve(); usage for "-1".
std::vector<PlannedStep> plan_upgrade(const Graph& graph, const RevisionList& current,
                                      std::string_view target);

// The way down to the target, children first: everything goes that stands on the target, and what
// depends on it; other branches stay. "left@root" takes back only what stands on root on that
// branch, "left@base" all of the branch. "id-2" takes back `id` and the one before, with all that
// stands on them. "-1" takes back the newest applied revision, "left@-1" the newest of the branch;
// where there are several that is ambiguous: Error graph. A target that is not applied is an Error
// state; "+1" is an Error usage.
std::vector<PlannedStep> plan_downgrade(const Graph& graph, const RevisionList& current,
                                        std::string_view target);

// "a:b" split at the colon; "b" and ":b" begin at base, "a:" ends at the heads. One side must lead
// to the other, up or down: Error graph otherwise. `current` is what is applied, for "current" and
// "+1"; null without a database, which makes these an Error usage.
struct Range {
    RevisionList from;  // heads; empty: base
    RevisionList to;
    bool operator==(const Range&) const = default;
};
Range resolve_range(const Graph& graph, std::string_view range,
                    const RevisionList* current = nullptr);

// The way from one end of a range to the other, up or down. Ends are complete: what they depend on
// is applied there too.
std::vector<PlannedStep> plan_range(const Graph& graph, const Range& range);

// What a history of a range shows, in order(): the revisions between its ends and the ends. A count
// that goes beyond the first or last revision ends there: "-100:current" is all that is applied.
// Throws Error as resolve_range().
RevisionList history_of(const Graph& graph, std::string_view range, const RevisionList* current);

}  // namespace migrations
