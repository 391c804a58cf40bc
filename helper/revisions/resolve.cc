#include <algorithm>

#include "base/error.h"
#include "base/names.h"
#include "revisions/plan.h"
#include "revisions/targets.h"

namespace migrations {
namespace {

RevisionList resolve_target(const Graph& graph, const Target& target, const RevisionList& current) {
    const std::optional<Branch> on_branch = branch_named(graph, target);
    const Branch* branch = on_branch ? &*on_branch : nullptr;
    if (target.counts_from_current()) {
        RevisionList applied = graph.lineage(current);
        if (target.steps > 0) {
            RevisionList all = graph.ancestors(next_up(graph, target, branch, current));
            all.insert(all.end(), applied.begin(), applied.end());
            return heads_of(graph, graph.lineage(all));
        }
        const Marks taken = marked(
            graph, standing_on(graph, applied,
                               marked(graph, next_down(graph, target, branch, current))));
        return heads_of(graph, unmarked(graph, std::move(applied), taken));
    }
    const RevisionList start = named(graph, target, branch, current);
    return target.steps < 0 ? way_down(graph, target, branch, start).end
                            : way_up(graph, target, branch, start);
}

bool within(const Graph& graph, const RevisionList& some, const RevisionList& heads) {
    const Marks below = marked(graph, graph.ancestors(heads));
    return std::all_of(some.begin(), some.end(),
                       [&](const Revision* each) { return below[graph.position(*each)]; });
}

void require_no_database(std::string_view word) {
    if (!asks_database(word)) return;
    throw Error(Exit::usage, quoted(word) + " counts from what a database holds",
                "count from a revision instead: 'id+1', 'head-1'");
}

Range range_of(const Graph& graph, std::string_view range, const RevisionList* current,
               bool stops_at_ends) {
    const std::size_t colon = range.find(':');
    const bool whole = colon == std::string_view::npos;
    const std::string_view from = whole ? std::string_view{} : range.substr(0, colon);
    const std::string_view to = whole ? range : range.substr(colon + 1);
    if (to.find(':') != std::string_view::npos) {
        throw Error(Exit::usage, quoted(range) + " is no range", "write it as FROM:TO");
    }
    const auto side = [&](std::string_view word) {
        Target target = parse_target(word);
        target.stops_at_ends = stops_at_ends;
        if (current == nullptr) require_no_database(word);
        return resolve_target(graph, target, current == nullptr ? RevisionList{} : *current);
    };
    Range result;
    if (!from.empty()) result.from = side(from);
    result.to = to.empty() && !whole ? graph.heads() : side(to);
    if (!within(graph, result.from, result.to) && !within(graph, result.to, result.from)) {
        throw Error(Exit::graph,
                    listed(result.from, "and") + " and " + listed(result.to, "and") +
                        " are on different branches",
                    "one end of a range must be an ancestor of the other");
    }
    return result;
}

}  // namespace

RevisionList resolve(const Graph& graph, std::string_view target, const RevisionList& current) {
    return resolve_target(graph, parse_target(target), current);
}

bool asks_database(std::string_view word) {
    const Target target = parse_target(word);
    return target.counts_from_current() || target.name == "current";
}

RevisionList resolve_in_files(const Graph& graph, std::string_view target) {
    require_no_database(target);
    return resolve(graph, target, {});
}

RevisionList resolve_apart(const Graph& graph, const std::vector<std::string>& words,
                           const RevisionList& current) {
    RevisionList all;
    bool base = false;
    for (const std::string& word : words) {
        const RevisionList found = resolve(graph, word, current);
        base = base || found.empty();
        for (const Revision* each : found) {
            if (std::find(all.begin(), all.end(), each) == all.end()) all.push_back(each);
        }
    }
    const auto refuse = [](const std::string& below, const std::string& above) {
        throw Error(Exit::graph,
                    below + " and " + above + " are two targets, one above the other",
                    above + " stands on " + below + ": give it alone");
    };
    if (base && !all.empty()) refuse("'base'", quoted(all.front()->id));
    for (const Revision* above : all) {
        for (const Revision* below : graph.lineage({above})) {
            const bool both = below != above && std::find(all.begin(), all.end(), below) != all.end();
            if (both) refuse(quoted(below->id), quoted(above->id));
        }
    }
    return all;
}

RevisionList stamp_heads(const Graph& graph, const std::vector<std::string>& words,
                         const RevisionList& current) {
    return heads_of(graph, graph.ancestors(resolve_apart(graph, words, current)));
}

Range resolve_range(const Graph& graph, std::string_view range, const RevisionList* current) {
    return range_of(graph, range, current, false);
}

RevisionList history_of(const Graph& graph, std::string_view range, const RevisionList* current) {
    const Range ends = range_of(graph, range, current, true);
    const bool upwards = within(graph, ends.from, ends.to);
    const RevisionList& lower = upwards ? ends.from : ends.to;
    Marks left_out = marked(graph, graph.ancestors(lower));
    for (const Revision* each : lower) left_out[graph.position(*each)] = false;
    return unmarked(graph, graph.ancestors(upwards ? ends.to : ends.from), left_out);
}

std::vector<PlannedStep> plan_range(const Graph& graph, const Range& range) {
    const RevisionList below = graph.ancestors(range.from);
    const RevisionList above = graph.ancestors(range.to);
    std::vector<PlannedStep> plan;
    for (const Revision* each : unmarked(graph, above, marked(graph, below))) {
        plan.push_back({each, direction::up});
    }
    if (!plan.empty()) return plan;
    for (const Revision* each : unmarked(graph, below, marked(graph, above))) {
        plan.push_back({each, direction::down});
    }
    std::reverse(plan.begin(), plan.end());
    return plan;
}

}  // namespace migrations
