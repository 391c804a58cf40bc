#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "revisions/branch.h"
#include "revisions/graph.h"

namespace migrations {

// A word that names revisions, taken apart: "3f2a+2" is {"", "3f2a", 2}, "-1" is {"", "", -1},
// "left@head-1" is {"left", "head", -1}, "left@+2" is {"left", "", 2}.
struct Target {
    std::string word;    // as it was given, for messages
    std::string branch;  // what stands before '@': a label, an id or a prefix of one
    std::string name;    // empty: counted from what is applied; so is "current" with a count
    int steps = 0;
    bool stops_at_ends = false;  // a count that leads beyond the last revision ends there, without an error

    bool counts_from_current() const { return name.empty(); }
};

// Throws Error usage when the word is malformed.
Target parse_target(std::string_view word);

// The branch that the target speaks of; nothing when it speaks of none. Throws Error graph.
std::optional<Branch> branch_named(const Graph& graph, const Target& target);

// A mistake of the user: Error graph that lists the candidates, and where they are behind the
// advice.
[[noreturn]] void throw_ambiguous(const Target& target, const RevisionList& candidates,
                                  const std::string& advice);

// The revisions with this name, without its count: on the branch where there is one. "base" is
// empty, and "left@base" too where nothing is below the branch. Throws Error graph.
RevisionList named(const Graph& graph, const Target& target, const Branch* branch,
                   const RevisionList& current);

// The way up from `start`, for {"id", 2}: where it ends.
RevisionList way_up(const Graph& graph, const Target& target, const Branch* branch,
                    RevisionList start);

// The way down, for {"id", -2}: the revisions that it takes back, and where it ends.
struct WayDown {
    RevisionList taken;
    RevisionList end;  // empty: base
};
WayDown way_down(const Graph& graph, const Target& target, const Branch* branch,
                 const RevisionList& start);

// The next revisions to apply, or to take back, beyond what is applied: as many as the target
// counts; of a branch, only its revisions count, and what they need or what stands on them comes
// along uncounted. Throws Error: state where there are not so many, graph where the next one is not
// clear.
RevisionList next_up(const Graph& graph, const Target& target, const Branch* branch,
                     const RevisionList& current);
RevisionList next_down(const Graph& graph, const Target& target, const Branch* branch,
                       const RevisionList& current);

// "'a', 'b' and 'c'", at most twelve of them; "base" for none.
std::string listed(const RevisionList& revisions, std::string_view conjunction);
// `advice`, and a line for each revision that says where it is.
std::string with_files(std::string advice, const RevisionList& revisions);

}  // namespace migrations
