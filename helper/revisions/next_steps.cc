#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "revisions/targets.h"

namespace migrations {
namespace {

[[noreturn]] void throw_beyond(const Target& target, const Branch* branch, std::size_t found,
                               const std::string& rest, const std::string& everything) {
    const std::string wanted =
        count_of(static_cast<std::size_t>(std::abs(target.steps)), "revision");
    const std::string have = found == 0   ? "none is "
                             : found == 1 ? "only 1 is "
                                          : "only " + std::to_string(found) + " are ";
    const std::string of = branch == nullptr ? "" : " of branch " + quoted(branch->name);
    throw Error(Exit::state,
                quoted(target.word) + " asks for " + wanted + of + ", but " + have + rest,
                everything);
}

// Which of the revisions that count can be taken next, while they are taken one after another: those
// that no other one that is open stands before. Those that do not count are looked through.
class Frontier {
public:
    using Neighbours = const RevisionList& (Graph::*)(const Revision&) const;

    // `open`: what is not taken yet. `before` leads from a revision to those that must be taken
    // before it, `after` the other way; going through order() or against it, those before come first.
    Frontier(const Graph& graph, Marks open, const Branch* branch, Neighbours before,
             Neighbours after, bool backwards)
        : graph_(graph), open_(std::move(open)), branch_(branch), after_(after) {
        waits_for_.resize(graph.size());
        for (std::size_t i = 0; i < graph.size(); ++i) {
            const std::size_t at = backwards ? graph.size() - 1 - i : i;
            if (!open_[at]) continue;
            for (const Revision* each : (graph.*before)(*graph.order()[at])) {
                if (blocks(graph.position(*each))) ++waits_for_[at];
            }
            if (counts(at) && waits_for_[at] == 0) ready_.insert(at);
        }
    }

    const std::set<std::size_t>& ready() const { return ready_; }

    void take(std::size_t taken) {
        ready_.erase(taken);
        open_[taken] = false;
        std::vector<std::size_t> unblocked{taken};
        while (!unblocked.empty()) {
            const Revision& free = *graph_.order()[unblocked.back()];
            unblocked.pop_back();
            for (const Revision* each : (graph_.*after_)(free)) {
                const std::size_t at = graph_.position(*each);
                if (!open_[at] || --waits_for_[at] > 0) continue;
                if (counts(at)) {
                    ready_.insert(at);
                } else {
                    unblocked.push_back(at);
                }
            }
        }
    }

private:
    bool counts(std::size_t at) const { return branch_ == nullptr || branch_->members[at]; }
    bool blocks(std::size_t at) const { return open_[at] && (counts(at) || waits_for_[at] > 0); }

    const Graph& graph_;
    Marks open_;
    const Branch* branch_;
    Neighbours after_;
    std::vector<std::size_t> waits_for_;
    std::set<std::size_t> ready_;
};

// What is applied, while revisions are added to it together with all that they need.
class Applied {
public:
    Applied(const Graph& graph, const RevisionList& current)
        : graph_(graph), marks_(graph.size(), false), children_(graph.size(), 0) {
        for (const Revision* each : graph.lineage(current)) add(*each);
    }

    const Marks& marks() const { return marks_; }

    void add_with_needs(const Revision& revision) {
        RevisionList open{&revision};
        while (!open.empty()) {
            const Revision* next = open.back();
            open.pop_back();
            if (marks_[graph_.position(*next)]) continue;
            add(*next);
            const RevisionList& needs = graph_.needs(*next);
            open.insert(open.end(), needs.begin(), needs.end());
        }
    }

    // Whether the revision follows one on which nothing stands yet.
    bool continued_by(const Revision& revision) const {
        const RevisionList& parents = graph_.parents(revision);
        return std::any_of(parents.begin(), parents.end(), [&](const Revision* parent) {
            const std::size_t at = graph_.position(*parent);
            return marks_[at] && children_[at] == 0;
        });
    }

private:
    void add(const Revision& revision) {
        marks_[graph_.position(revision)] = true;
        for (const Revision* parent : graph_.parents(revision)) {
            ++children_[graph_.position(*parent)];
        }
    }

    const Graph& graph_;
    Marks marks_;
    std::vector<std::size_t> children_;
};

RevisionList at_positions(const Graph& graph, const std::vector<std::size_t>& positions) {
    RevisionList revisions;
    for (const std::size_t at : positions) revisions.push_back(graph.order()[at]);
    return revisions;
}

}  // namespace

RevisionList next_up(const Graph& graph, const Target& target, const Branch* branch,
                     const RevisionList& current) {
    Applied applied(graph, current);
    Marks open = applied.marks();
    open.flip();
    Frontier frontier(graph, std::move(open), branch, &Graph::needs, &Graph::users, false);
    RevisionList steps;
    while (steps.size() < static_cast<std::size_t>(target.steps)) {
        const std::set<std::size_t>& ready = frontier.ready();
        std::vector<std::size_t> candidates;
        std::copy_if(ready.begin(), ready.end(), std::back_inserter(candidates),
                     [&](std::size_t at) { return applied.continued_by(*graph.order()[at]); });
        if (candidates.empty()) candidates.assign(ready.begin(), ready.end());
        const std::string everything = quoted(branch == nullptr ? "heads" : branch->name + "@heads");
        if (candidates.empty() && target.stops_at_ends) break;
        if (candidates.empty()) {
            throw_beyond(target, branch, steps.size(), "left to apply", everything + " is everything");
        }
        if (candidates.size() > 1) {
            throw_ambiguous(target, at_positions(graph, candidates),
                            "give one of them, or " + everything + " for all");
        }
        steps.push_back(graph.order()[candidates.front()]);
        applied.add_with_needs(*steps.back());
        frontier.take(candidates.front());
    }
    return steps;
}

RevisionList next_down(const Graph& graph, const Target& target, const Branch* branch,
                       const RevisionList& current) {
    Frontier frontier(graph, marked(graph, graph.lineage(current)), branch, &Graph::users,
                      &Graph::needs, true);
    RevisionList steps;
    while (steps.size() < static_cast<std::size_t>(-target.steps)) {
        const std::vector<std::size_t> newest(frontier.ready().begin(), frontier.ready().end());
        if (newest.empty() && target.stops_at_ends) break;
        if (newest.empty()) {
            throw_beyond(target, branch, steps.size(), "applied",
                         quoted(branch == nullptr ? "base" : branch->name + "@base") +
                             " takes back everything");
        }
        if (newest.size() > 1) {
            const RevisionList candidates = at_positions(graph, newest);
            throw_ambiguous(target, candidates,
                            "say which: '" + candidates.front()->id +
                                "-1' takes back that one; or give the revision to go down to");
        }
        steps.push_back(graph.order()[newest.front()]);
        frontier.take(newest.front());
    }
    return steps;
}

}  // namespace migrations
