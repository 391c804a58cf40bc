#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.h"
#include "revisions/graph.h"
#include "schema/schema.h"
#include "sql/script.h"

// How revisions are rendered that are not on one line: other branches may be applied where a revision is, or not.
namespace migrations {

// The schemas that revisions find: what their needs leave, and nothing of other branches. Each is kept only as long as a
// revision that comes needs it. To be asked in order().
class Foundations {
public:
    Foundations(const Graph& graph, Diagnostics& diagnostics) : graph_(graph), diagnostics_(diagnostics) {}

    Schema below(const Revision& revision);
    void leaves(const Revision& revision, Schema schema);

private:
    struct Left {
        Schema schema;
        std::ptrdiff_t users;  // revisions to come that need this one alone
    };

    Schema joined(const RevisionList& needs);

    const Graph& graph_;
    Diagnostics& diagnostics_;
    std::unordered_map<const Revision*, Left> left_;
    std::set<std::string> said_;
};

// Whether the revisions are on more than one line.
bool has_branches(const Graph& graph);

// What the revisions that are neither below a revision nor above it change.
class OtherBranches {
public:
    explicit OtherBranches(const Graph& graph);

    // Says of the rebuilds in a script of the revision whether others may change their tables too.
    void mark(Script& script, const Revision& revision) const;

private:
    std::set<std::string> tables_of_others(const Revision& revision) const;

    const Graph& graph_;
    std::vector<std::set<std::string>> touched_;  // tables by the revision's position
};

}  // namespace migrations
