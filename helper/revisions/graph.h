#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.h"
#include "revisions/cycles.h"
#include "revisions/revision.h"

namespace migrations {

// The revisions of a project as a directed acyclic graph. Knows no files and no database; takes any
// range of revisions in any order.
class Graph {
public:
    // Reports everything that is wrong with the graph at the files' places: duplicate ids (also by
    // letter case), missing parents and dependencies, one listed twice, a revision that is its own
    // parent, cycles (the whole cycle named), labels used twice or equal to an id. What can be kept
    // is kept: of two revisions with one id the older, and of a cycle all revisions, without the
    // edges that close it.
    Graph(std::vector<Revision> revisions, Diagnostics& diagnostics);

    // Revisions are handed out by address: a graph can be moved, not copied.
    Graph(Graph&&) = default;
    Graph& operator=(Graph&&) = default;
    Graph(const Graph&) = delete;
    Graph& operator=(const Graph&) = delete;

    // Parents and dependencies before those who need them; among equals by creation time, then id:
    // the same for everybody.
    const std::vector<const Revision*>& order() const { return order_; }
    // Revisions without children, and without parents, in order(). Dependencies are no parents.
    std::vector<const Revision*> heads() const;
    std::vector<const Revision*> bases() const;
    // Where the revision stands in order(). Precondition, here and below: a revision of this graph.
    std::size_t position(const Revision& revision) const;
    // Null when there is none.
    const Revision* find(std::string_view id) const;
    // In order().
    const std::vector<const Revision*>& children(const Revision& revision) const;
    // Those of its parents that exist, in the order of the file.
    const std::vector<const Revision*>& parents(const Revision& revision) const;
    // What must be applied before it: its parents, then what it depends on.
    const std::vector<const Revision*>& needs(const Revision& revision) const;

    // These revisions and everything that must be applied before them (parents and dependencies),
    // in order().
    std::vector<const Revision*> ancestors(const std::vector<const Revision*>& heads) const;

    // sha256 of the file's hash and the parents' chain hashes in the order of the file, one a line.
    const std::string& chain_hash(const Revision& revision) const;

    std::size_t size() const { return order_.size(); }

private:
    using Neighbours = std::vector<std::vector<const Revision*>>;

    void arrange(std::vector<Revision> revisions, const Edges& parents, const Edges& needs);

    // All by the position in order().
    std::vector<Revision> revisions_;
    std::vector<const Revision*> order_;
    Neighbours children_;
    Neighbours parents_;
    Neighbours needs_;
    std::vector<std::string> chain_hashes_;
    std::unordered_map<std::string_view, std::size_t> index_by_id_;
};

}  // namespace migrations
