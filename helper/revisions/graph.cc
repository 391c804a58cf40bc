#include "revisions/graph.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "revisions/links.h"

namespace migrations {
namespace {

// Positions so that needs come first, the lowest possible one at each place.
std::vector<std::size_t> sorted_by_needs(const Edges& needs) {
    Edges needed_by(needs.size());
    std::vector<std::size_t> open_needs(needs.size());
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < needs.size(); ++i) {
        open_needs[i] = needs[i].size();
        if (needs[i].empty()) ready.push(i);
        for (const std::size_t need : needs[i]) needed_by[need].push_back(i);
    }
    std::vector<std::size_t> sorted;
    sorted.reserve(needs.size());
    while (!ready.empty()) {
        const std::size_t next = ready.top();
        ready.pop();
        sorted.push_back(next);
        for (const std::size_t user : needed_by[next]) {
            if (--open_needs[user] == 0) ready.push(user);
        }
    }
    return sorted;
}

}  // namespace

Graph::Graph(std::vector<Revision> revisions, Diagnostics& diagnostics) {
    Links links = link_revisions(std::move(revisions), diagnostics);
    const std::vector<std::size_t> sorted = sorted_by_needs(all_needs(links));
    arrange(std::move(links), sorted);
    spread_labels();
}

void Graph::arrange(Links links, const std::vector<std::size_t>& sorted) {
    const std::size_t count = sorted.size();
    std::vector<std::size_t> moved_to(count);
    revisions_.reserve(count);
    order_.reserve(count);
    for (const std::size_t old : sorted) {
        moved_to[old] = revisions_.size();
        by_id_.emplace(revisions_.emplace_back(std::move(links.revisions[old])).id, moved_to[old]);
        order_.push_back(&revisions_.back());
    }
    for (const auto& [label, holder] : links.labels) {
        // The text must live as long as the graph.
        for (const std::string& own : revisions_[moved_to[holder]].branch_labels) {
            if (own == label) by_label_.emplace(own, moved_to[holder]);
        }
    }
    for (Neighbours* each : {&children_, &parents_, &dependencies_, &needs_, &users_}) {
        each->resize(count);
    }
    chain_hashes_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::string chain = revisions_[i].file_hash + "\n";
        for (const std::size_t old : links.parents[sorted[i]]) {
            const std::size_t parent = moved_to[old];
            parents_[i].push_back(order_[parent]);
            children_[parent].push_back(order_[i]);
            chain += chain_hashes_[parent] + "\n";
        }
        chain_hashes_.push_back(sha256(chain));
        for (const std::size_t old : links.dependencies[sorted[i]]) {
            dependencies_[i].push_back(order_[moved_to[old]]);
        }
    }
    add_needs();
}

void Graph::add_needs() {
    for (std::size_t i = 0; i < size(); ++i) {
        needs_[i] = parents_[i];
        for (const Revision* each : dependencies_[i]) {
            const bool parent = std::find(needs_[i].begin(), needs_[i].end(), each) != needs_[i].end();
            if (!parent) needs_[i].push_back(each);
        }
        for (const Revision* need : needs_[i]) users_[position(*need)].push_back(order_[i]);
    }
}

void Graph::spread_labels() {
    labels_.resize(size());
    for (const auto& [label, holder] : by_label_) {
        const Revision* at = order_[holder];
        labels_[holder].push_back(label);
        while (const Revision* below = straight_below(*at)) {
            labels_[position(*below)].push_back(label);
            at = below;
        }
    }
    for (std::size_t i = 0; i < size(); ++i) {
        std::vector<std::string_view>& labels = labels_[i];
        for (const Revision* parent : parents_[i]) {
            const std::vector<std::string_view>& inherited = labels_[position(*parent)];
            labels.insert(labels.end(), inherited.begin(), inherited.end());
        }
        std::sort(labels.begin(), labels.end());
        labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    }
}

const Revision* Graph::straight_below(const Revision& revision) const {
    const RevisionList& below = parents(revision);
    if (below.size() != 1 || children(*below.front()).size() != 1) return nullptr;
    return below.front();
}

RevisionList Graph::those_without(const Neighbours& others) const {
    RevisionList found;
    for (std::size_t i = 0; i < size(); ++i) {
        if (others[i].empty()) found.push_back(order_[i]);
    }
    return found;
}

RevisionList Graph::heads() const { return those_without(children_); }
RevisionList Graph::bases() const { return those_without(parents_); }
RevisionList Graph::effective_heads() const { return those_without(users_); }

RevisionList Graph::branch_points() const {
    RevisionList points;
    for (std::size_t i = 0; i < size(); ++i) {
        if (children_[i].size() > 1) points.push_back(order_[i]);
    }
    return points;
}

const Revision* Graph::find(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : order_[found->second];
}

const RevisionList& Graph::children(const Revision& revision) const {
    return children_[position(revision)];
}

const RevisionList& Graph::parents(const Revision& revision) const {
    return parents_[position(revision)];
}

const RevisionList& Graph::dependencies(const Revision& revision) const {
    return dependencies_[position(revision)];
}

const RevisionList& Graph::needs(const Revision& revision) const {
    return needs_[position(revision)];
}

const RevisionList& Graph::users(const Revision& revision) const {
    return users_[position(revision)];
}

const Revision* Graph::labelled(std::string_view label) const {
    const auto found = by_label_.find(label);
    return found == by_label_.end() ? nullptr : order_[found->second];
}

std::vector<std::string> Graph::all_labels() const {
    std::vector<std::string> labels;
    for (const auto& [label, holder] : by_label_) labels.emplace_back(label);
    std::sort(labels.begin(), labels.end());
    return labels;
}

std::vector<std::string> Graph::labels(const Revision& revision) const {
    const std::vector<std::string_view>& labels = labels_[position(revision)];
    return {labels.begin(), labels.end()};
}

RevisionList Graph::reached(const RevisionList& heads, const Neighbours& below) const {
    std::vector<bool> wanted(size(), false);
    for (const Revision* head : heads) wanted[position(*head)] = true;
    std::size_t count = 0;
    // What a revision needs stands before it, so one pass from the end marks everything.
    for (std::size_t i = size(); i-- > 0;) {
        if (!wanted[i]) continue;
        ++count;
        for (const Revision* each : below[i]) wanted[position(*each)] = true;
    }
    RevisionList reached;
    reached.reserve(count);
    for (std::size_t i = 0; i < size(); ++i) {
        if (wanted[i]) reached.push_back(order_[i]);
    }
    return reached;
}

RevisionList Graph::ancestors(const RevisionList& heads) const { return reached(heads, needs_); }
RevisionList Graph::lineage(const RevisionList& heads) const { return reached(heads, parents_); }

const std::string& Graph::chain_hash(const Revision& revision) const {
    return chain_hashes_[position(revision)];
}

std::size_t Graph::position(const Revision& revision) const {
    // One of ours is told by its address, without looking for its id.
    const std::less<const Revision*> before;
    const Revision* first = revisions_.data();
    if (!before(&revision, first) && before(&revision, first + revisions_.size())) {
        return static_cast<std::size_t>(&revision - first);
    }
    const auto found = by_id_.find(revision.id);
    if (found == by_id_.end()) {
        throw Error(Exit::internal, "revision '" + revision.id + "' is of another graph");
    }
    return found->second;
}

std::vector<std::string> ids_in(const RevisionList& revisions) {
    std::vector<std::string> ids;
    ids.reserve(revisions.size());
    for (const Revision* each : revisions) ids.push_back(each->id);
    return ids;
}

}  // namespace migrations
