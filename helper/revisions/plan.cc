#include "revisions/plan.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "revisions/targets.h"

namespace migrations {
namespace {

std::vector<PlannedStep> steps_of(const RevisionList& revisions, direction way) {
    std::vector<PlannedStep> steps;
    steps.reserve(revisions.size());
    for (const Revision* revision : revisions) steps.push_back({revision, way});
    return steps;
}

// The children of `target`, on the branch where there is one, that are no part of it; everything
// for base. (Nothing for "left@current" where nothing of the branch is applied.)
Marks above(const Graph& graph, const RevisionList& target, const Branch* branch) {
    if (target.empty()) return Marks(graph.size(), branch == nullptr);
    Marks above(graph.size(), false);
    const Marks below = marked(graph, graph.ancestors(target));
    for (const Revision* revision : target) {
        for (const Revision* child : graph.children(*revision)) {
            const std::size_t at = graph.position(*child);
            if (!below[at] && (branch == nullptr || branch->lineage[at])) above[at] = true;
        }
    }
    return above;
}

// What a way down takes back, but for what stands on it, and where it leads to.
struct Descent {
    Marks roots;
    RevisionList end;
};

Descent descent(const Graph& graph, const Target& target, const Branch* branch,
                const RevisionList& current) {
    if (target.counts_from_current()) {
        return {marked(graph, next_down(graph, target, branch, current)), {}};
    }
    RevisionList start = named(graph, target, branch, current);
    if (target.steps < 0) {
        WayDown way = way_down(graph, target, branch, start);
        return {marked(graph, way.taken), std::move(way.end)};
    }
    // A branch that is not applied is taken back already, whatever is below it.
    if (branch != nullptr && target.name == "base" && target.steps == 0) {
        return {marked(graph, {branch->first}), {}};
    }
    RevisionList end = way_up(graph, target, branch, std::move(start));
    return {above(graph, end, branch), end};
}

}  // namespace

std::vector<PlannedStep> plan_upgrade(const Graph& graph, const RevisionList& current,
                                      std::string_view word) {
    const Target target = parse_target(word);
    RevisionList wanted;
    if (target.counts_from_current()) {
        if (target.steps < 0) {
            throw Error(Exit::usage, quoted(word) + " leads down",
                        "run: migrations downgrade " + std::string(word));
        }
        const std::optional<Branch> branch = branch_named(graph, target);
        wanted = next_up(graph, target, branch ? &*branch : nullptr, current);
    } else {
        wanted = resolve(graph, word, current);
    }
    const Marks applied = marked(graph, graph.lineage(current));
    return steps_of(unmarked(graph, graph.ancestors(wanted), applied), direction::up);
}

std::vector<PlannedStep> plan_downgrade(const Graph& graph, const RevisionList& current,
                                        std::string_view word) {
    const Target target = parse_target(word);
    if (target.counts_from_current() && target.steps > 0) {
        throw Error(Exit::usage, quoted(word) + " leads up",
                    "run: migrations upgrade " + std::string(word));
    }
    const std::optional<Branch> branch = branch_named(graph, target);
    const Descent way = descent(graph, target, branch ? &*branch : nullptr, current);
    const RevisionList applied = graph.lineage(current);
    for (const Revision* revision : unmarked(graph, way.end, marked(graph, applied))) {
        throw Error(
            Exit::state, "revision " + quoted(revision->id) + " is not applied",
            "a downgrade leads to a revision that is; 'migrations current' shows the newest, "
            "'migrations upgrade " +
                revision->id + "' leads up to this one");
    }
    RevisionList taken = standing_on(graph, applied, way.roots);
    std::reverse(taken.begin(), taken.end());
    return steps_of(taken, direction::down);
}

}  // namespace migrations
