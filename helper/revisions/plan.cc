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

std::vector<bool> marked(const Graph& graph, const RevisionList& revisions) {
    std::vector<bool> marks(graph.size(), false);
    for (const Revision* revision : revisions) marks[graph.position(*revision)] = true;
    return marks;
}

// What must be taken back when `roots` are: these and everything applied that needs them, children
// first.
RevisionList taken_with(const Graph& graph, const RevisionList& applied, std::vector<bool> roots) {
    RevisionList taken;
    for (const Revision* revision : applied) {
        const RevisionList& needs = graph.needs(*revision);
        const bool stands_on_root =
            std::any_of(needs.begin(), needs.end(),
                        [&](const Revision* need) { return roots[graph.position(*need)]; });
        if (stands_on_root) roots[graph.position(*revision)] = true;
        if (roots[graph.position(*revision)]) taken.push_back(revision);
    }
    std::reverse(taken.begin(), taken.end());
    return taken;
}

// The children of `target` that are no part of it; everything for base.
std::vector<bool> roots_above(const Graph& graph, const RevisionList& target) {
    if (target.empty()) return std::vector<bool>(graph.size(), true);
    std::vector<bool> roots(graph.size(), false);
    const std::vector<bool> below = marked(graph, graph.ancestors(target));
    for (const Revision* revision : target) {
        for (const Revision* child : graph.children(*revision)) {
            if (!below[graph.position(*child)]) roots[graph.position(*child)] = true;
        }
    }
    return roots;
}

}  // namespace

std::vector<PlannedStep> plan_upgrade(const Graph& graph, const RevisionList& current,
                                      std::string_view word) {
    const Target target = parse_target(word);
    if (target.counts_from_current()) {
        if (target.steps < 0) {
            throw Error(Exit::usage, quoted(word) + " leads down",
                        "run: migrations downgrade " + std::string(word));
        }
        return steps_of(next_up(graph, target, current), direction::up);
    }
    const std::vector<bool> applied = marked(graph, graph.ancestors(current));
    RevisionList wanted = graph.ancestors(resolve(graph, word, current));
    std::erase_if(wanted, [&](const Revision* each) { return applied[graph.position(*each)]; });
    return steps_of(wanted, direction::up);
}

std::vector<PlannedStep> plan_downgrade(const Graph& graph, const RevisionList& current,
                                        std::string_view word) {
    const Target target = parse_target(word);
    if (target.counts_from_current()) {
        if (target.steps > 0) {
            throw Error(Exit::usage, quoted(word) + " leads up",
                        "run: migrations upgrade " + std::string(word));
        }
        return steps_of(next_down(graph, target, current), direction::down);
    }

    RevisionList end;
    std::vector<bool> roots;
    if (target.steps < 0) {
        WayDown way = way_down(graph, target, named(graph, target, current));
        end = std::move(way.end);
        roots = marked(graph, way.taken);
    } else {
        end = resolve(graph, word, current);
        roots = roots_above(graph, end);
    }

    const RevisionList applied = graph.ancestors(current);
    const std::vector<bool> is_applied = marked(graph, applied);
    for (const Revision* revision : end) {
        if (is_applied[graph.position(*revision)]) continue;
        throw Error(
            Exit::state, "revision " + quoted(revision->id) + " is not applied",
            "a downgrade leads to a revision that is; 'migrations current' shows the newest, "
            "'migrations upgrade " +
                revision->id + "' leads up to this one");
    }
    return steps_of(taken_with(graph, applied, std::move(roots)), direction::down);
}

}  // namespace migrations
