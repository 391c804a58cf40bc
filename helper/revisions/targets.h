#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "revisions/graph.h"

namespace migrations {

using RevisionList = std::vector<const Revision*>;

// A word that names revisions, taken apart: "3f2a+2" is {"3f2a", 2}, "-1" is {"", -1}, "head" is
// {"head", 0}.
struct Target {
    std::string word;  // as it was given, for messages
    std::string name;  // empty: counted from what is applied; so is "current" with a count
    int steps = 0;

    bool counts_from_current() const { return name.empty(); }
};

// Throws Error usage when the word is malformed.
Target parse_target(std::string_view word);

// A mistake of the user: Error graph that lists the candidates, and where they are behind the
// advice.
[[noreturn]] void throw_ambiguous(const Target& target, const RevisionList& candidates,
                                  const std::string& advice);

// The revisions with this name, without its count. Throws Error graph.
RevisionList named(const Graph& graph, const Target& target, const RevisionList& current);

// The way down from one revision, for {"id", -2}: the revisions that it takes back, and where it
// ends.
struct WayDown {
    RevisionList taken;
    RevisionList end;  // empty: base
};
WayDown way_down(const Graph& graph, const Target& target, const RevisionList& start);

// The next revisions to apply, or to take back, beyond what is applied: as many as the target
// counts. Throws Error: state where there are not so many, graph where the next one is not clear.
RevisionList next_up(const Graph& graph, const Target& target, const RevisionList& current);
RevisionList next_down(const Graph& graph, const Target& target, const RevisionList& current);

}  // namespace migrations
