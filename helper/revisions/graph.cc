#include "revisions/graph.h"

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
    arrange(std::move(links.revisions), links.parents, links.needs);
}

void Graph::arrange(std::vector<Revision> revisions, const Edges& parents, const Edges& needs) {
    const std::vector<std::size_t> sorted = sorted_by_needs(needs);
    std::vector<std::size_t> moved_to(sorted.size());
    revisions_.reserve(sorted.size());
    for (const std::size_t old : sorted) {
        moved_to[old] = revisions_.size();
        revisions_.push_back(std::move(revisions[old]));
    }

    const std::size_t count = revisions_.size();
    children_.resize(count);
    parents_.resize(count);
    needs_.resize(count);
    order_.reserve(count);
    chain_hashes_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Revision& revision = revisions_[i];
        order_.push_back(&revision);
        index_by_id_.emplace(revision.id, i);
        std::string chain = revision.file_hash + "\n";
        for (const std::size_t old : parents[sorted[i]]) {
            const std::size_t parent = moved_to[old];
            parents_[i].push_back(&revisions_[parent]);
            children_[parent].push_back(&revision);
            chain += chain_hashes_[parent] + "\n";
        }
        for (const std::size_t old : needs[sorted[i]]) {
            needs_[i].push_back(&revisions_[moved_to[old]]);
        }
        chain_hashes_.push_back(sha256(chain));
    }
}

std::vector<const Revision*> Graph::heads() const {
    std::vector<const Revision*> heads;
    for (std::size_t i = 0; i < order_.size(); ++i) {
        if (children_[i].empty()) heads.push_back(order_[i]);
    }
    return heads;
}

std::vector<const Revision*> Graph::bases() const {
    std::vector<const Revision*> bases;
    for (std::size_t i = 0; i < order_.size(); ++i) {
        if (parents_[i].empty()) bases.push_back(order_[i]);
    }
    return bases;
}

const Revision* Graph::find(std::string_view id) const {
    const auto found = index_by_id_.find(id);
    return found == index_by_id_.end() ? nullptr : order_[found->second];
}

const std::vector<const Revision*>& Graph::children(const Revision& revision) const {
    return children_[position(revision)];
}

const std::vector<const Revision*>& Graph::parents(const Revision& revision) const {
    return parents_[position(revision)];
}

const std::vector<const Revision*>& Graph::needs(const Revision& revision) const {
    return needs_[position(revision)];
}

std::vector<const Revision*> Graph::ancestors(const std::vector<const Revision*>& heads) const {
    std::vector<bool> wanted(size(), false);
    for (const Revision* head : heads) wanted[position(*head)] = true;
    std::size_t count = 0;
    // What a revision needs stands before it, so one pass from the end marks everything.
    for (std::size_t i = size(); i-- > 0;) {
        if (!wanted[i]) continue;
        ++count;
        for (const Revision* need : needs_[i]) wanted[position(*need)] = true;
    }
    std::vector<const Revision*> ancestors;
    ancestors.reserve(count);
    for (std::size_t i = 0; i < size(); ++i) {
        if (wanted[i]) ancestors.push_back(order_[i]);
    }
    return ancestors;
}

const std::string& Graph::chain_hash(const Revision& revision) const {
    return chain_hashes_[position(revision)];
}

std::size_t Graph::position(const Revision& revision) const {
    const auto found = index_by_id_.find(revision.id);
    if (found == index_by_id_.end()) {
        throw Error(Exit::internal, "revision '" + revision.id + "' is of another graph");
    }
    return found->second;
}

}  // namespace migrations
