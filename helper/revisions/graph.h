#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.h"
#include "revisions/revision.h"

namespace migrations {

struct Links;

using RevisionList = std::vector<const Revision*>;

// The revisions of a project as a directed acyclic graph. Knows no files and no database; takes any
// range of revisions in any order.
class Graph {
public:
    // Reports everything that is wrong with the graph at the files' places: duplicate ids (also by
    // letter case), missing parents and dependencies, one listed twice, a revision that is its own
    // parent or depends on itself, cycles (the whole cycle named), labels used twice or equal to an
    // id. What can be kept is kept: of two revisions with one id the older, and of a cycle all
    // revisions, without the edges that close it.
    Graph(std::vector<Revision> revisions, Diagnostics& diagnostics);

    // Revisions are handed out by address: a graph can be moved, not copied.
    Graph(Graph&&) = default;
    Graph& operator=(Graph&&) = default;
    Graph(const Graph&) = delete;
    Graph& operator=(const Graph&) = delete;

    // Parents and dependencies before those who need them; among equals by creation time, then id:
    // the same for everybody.
    const RevisionList& order() const { return order_; }
    // Revisions without children, and without parents, in order(). Dependencies are no parents.
    RevisionList heads() const;
    RevisionList bases() const;
    // The heads that no other revision depends on: applying these applies everything.
    RevisionList effective_heads() const;
    // Revisions with several children, in order().
    RevisionList branch_points() const;
    // Where the revision stands in order(). Precondition, here and below: a revision of this graph.
    std::size_t position(const Revision& revision) const;
    // Null when there is none.
    const Revision* find(std::string_view id) const;
    // In order().
    const RevisionList& children(const Revision& revision) const;
    // Those of its parents that exist, in the order of the file.
    const RevisionList& parents(const Revision& revision) const;
    // What it says that it depends on, by id or by label, in the order of the file.
    const RevisionList& dependencies(const Revision& revision) const;
    // What must be applied before it: its parents, then its other dependencies. Also those that are
    // below a parent or another dependency: a database may lack what comes between.
    const RevisionList& needs(const Revision& revision) const;
    // Whose needs it is, in order(): its children, and revisions that depend on it.
    const RevisionList& users(const Revision& revision) const;

    // The revision that says this branch label; null when there is none.
    const Revision* labelled(std::string_view label) const;
    // All branch labels, sorted.
    std::vector<std::string> all_labels() const;
    // The labels of the branches that it is on, sorted: its own, those of its ancestors, and those
    // of the revisions that it leads straight to, down to where branches part or meet (Branch).
    std::vector<std::string> labels(const Revision& revision) const;

    // The parent that leads to this revision alone; null where there is none, where branches meet
    // (several parents), and where they part (the parent has other children).
    const Revision* straight_below(const Revision& revision) const;

    // These revisions and everything that must be applied before them (parents and dependencies),
    // in order().
    RevisionList ancestors(const RevisionList& heads) const;
    // These revisions and their parents, parents' parents, ..., in order(): what is applied where a
    // version table holds these heads.
    RevisionList lineage(const RevisionList& heads) const;

    // sha256 of the file's hash and the parents' chain hashes in the order of the file, one a line.
    const std::string& chain_hash(const Revision& revision) const;

    std::size_t size() const { return order_.size(); }

private:
    using Neighbours = std::vector<RevisionList>;

    void arrange(Links links, const std::vector<std::size_t>& sorted);
    void add_needs();
    void spread_labels();
    RevisionList those_without(const Neighbours& others) const;
    RevisionList reached(const RevisionList& heads, const Neighbours& below) const;

    // All by the position in order().
    std::vector<Revision> revisions_;
    RevisionList order_;
    Neighbours children_;
    Neighbours parents_;
    Neighbours dependencies_;
    Neighbours needs_;
    Neighbours users_;
    std::vector<std::vector<std::string_view>> labels_;
    std::vector<std::string> chain_hashes_;
    std::unordered_map<std::string_view, std::size_t> by_id_;
    std::unordered_map<std::string_view, std::size_t> by_label_;
};

// Their ids, in their order.
std::vector<std::string> ids_in(const RevisionList& revisions);

}  // namespace migrations
