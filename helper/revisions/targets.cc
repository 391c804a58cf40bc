#include "revisions/targets.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "revisions/replaced.h"

namespace migrations {
namespace {

constexpr std::size_t longest_list = 12;

RevisionList with_prefix(const Graph& graph, std::string_view prefix) {
    RevisionList found;
    for (const Revision* each : graph.order()) {
        if (each->id.starts_with(prefix)) found.push_back(each);
    }
    return found;
}

RevisionList on(const Graph& graph, const Marks& marks, RevisionList revisions) {
    std::erase_if(revisions,
                  [&](const Revision* each) { return !marks[graph.position(*each)]; });
    return revisions;
}

const Revision* by_id_or_prefix(const Graph& graph, const Target& target, const Branch* branch) {
    if (const Revision* revision = graph.find(target.name)) return revision;
    if (const Revision* holder = graph.labelled(target.name)) {
        throw Error(Exit::graph, quoted(target.name) + " is a branch label, and no revision",
                    "say which revision of the branch: '" + target.name + "@head', '" +
                        target.name + "@base', or " + quoted(holder->id) +
                        ", which carries the label");
    }
    RevisionList candidates = with_prefix(graph, target.name);
    if (branch != nullptr && candidates.size() > 1) {
        RevisionList there = on(graph, branch->lineage, candidates);
        if (!there.empty()) candidates = std::move(there);
    }
    if (candidates.size() > 1) throw_ambiguous(target, candidates, "give more of the id");
    if (candidates.size() == 1) return candidates.front();
    if (const Revision* into = squashed_into(graph, target.name)) {
        throw Error(Exit::graph,
                    "revision " + quoted(target.name) + " was squashed into " + quoted(into->id),
                    "name " + quoted(into->id) + ", or a revision before or after it");
    }

    std::vector<std::string> names = ids_in(graph.order());
    names.insert(names.end(), {"head", "heads", "base"});
    const std::string near = did_you_mean(target.name, names);
    throw Error(Exit::graph,
                "there is no revision " + quoted(target.name) + (near.empty() ? "" : "; " + near),
                "'migrations history' shows all revisions");
}

RevisionList heads_named(const Graph& graph, const Target& target, const Branch* branch) {
    RevisionList heads = graph.heads();
    if (branch != nullptr) heads = on(graph, branch->members, std::move(heads));
    if (target.name == "head" && heads.size() > 1) {
        const std::string prefix = branch == nullptr ? "" : branch->name + "@";
        throw Error(Exit::graph,
                    quoted(prefix + "head") + " is ambiguous: " + listed(heads, "and") +
                        " are heads",
                    with_files("give one of them, or " + quoted(prefix + "heads") + " for all",
                               heads));
    }
    return heads;
}

void require_on_branch(const Graph& graph, const Branch& branch, const Revision& revision) {
    if (branch.lineage[graph.position(revision)]) return;
    throw Error(Exit::graph,
                "revision " + quoted(revision.id) + " is not on branch " + quoted(branch.name),
                "the branch begins with " + quoted(branch.first->id) +
                    (branch.first == branch.holder ? "" : " and leads to " +
                                                              quoted(branch.holder->id)));
}

}  // namespace

std::string listed(const RevisionList& revisions, std::string_view conjunction) {
    if (revisions.empty()) return "base";
    const std::size_t shown = std::min(revisions.size(), longest_list);
    const std::size_t left = revisions.size() - shown;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < shown; ++i) names.push_back(quoted(revisions[i]->id));
    if (left > 0) names.push_back(std::to_string(left) + " more");
    if (names.size() == 1) return names.front();
    const std::string last = names.back();
    names.pop_back();
    return join(names, ", ") + " " + std::string(conjunction) + " " + last;
}

std::string with_files(std::string advice, const RevisionList& revisions) {
    for (std::size_t i = 0; i < std::min(revisions.size(), longest_list); ++i) {
        const Revision& revision = *revisions[i];
        if (!revision.path.empty())
            advice += "\n" + quoted(revision.id) + " is in " + revision.path;
    }
    return advice;
}

void throw_ambiguous(const Target& target, const RevisionList& candidates,
                     const std::string& advice) {
    throw Error(Exit::graph,
                quoted(target.word) + " is ambiguous: it can be " + listed(candidates, "or"),
                with_files(advice, candidates));
}

std::optional<Branch> branch_named(const Graph& graph, const Target& target) {
    const std::string& name = target.branch;
    if (name.empty()) return std::nullopt;
    if (const Revision* holder = graph.labelled(name)) return branch_of(graph, name, *holder);
    if (const Revision* holder = graph.find(name)) return branch_of(graph, name, *holder);
    const RevisionList candidates = with_prefix(graph, name);
    if (candidates.size() > 1) throw_ambiguous(target, candidates, "give more of the id");
    if (candidates.size() == 1) return branch_of(graph, name, *candidates.front());

    std::vector<std::string> names = graph.all_labels();
    for (const Revision* each : graph.order()) names.push_back(each->id);
    const std::string near = did_you_mean(name, names);
    throw Error(Exit::graph,
                "there is no branch " + quoted(name) + (near.empty() ? "" : "; " + near),
                "before '@' stands a branch label or the id of a revision");
}

RevisionList named(const Graph& graph, const Target& target, const Branch* branch,
                   const RevisionList& current) {
    if (target.name == "base") {
        return branch == nullptr ? RevisionList{} : graph.parents(*branch->first);
    }
    if (target.name == "head" || target.name == "heads") return heads_named(graph, target, branch);
    if (target.name == "current") {
        if (branch == nullptr) return current;
        return heads_of(graph, on(graph, branch->members, graph.lineage(current)));
    }
    const Revision* revision = by_id_or_prefix(graph, target, branch);
    if (branch != nullptr) require_on_branch(graph, *branch, *revision);
    return {revision};
}

RevisionList way_up(const Graph& graph, const Target& target, const Branch* branch,
                    RevisionList start) {
    RevisionList at = std::move(start);
    for (int step = 0; step < target.steps; ++step) {
        RevisionList next;
        if (branch != nullptr && step == 0 && target.name == "base") {
            next = {branch->first};
        } else {
            if (at.size() > 1) throw_ambiguous(target, at, "count from one of them");
            next = at.empty() ? graph.bases() : graph.children(*at.front());
            if (branch != nullptr) next = on(graph, branch->lineage, std::move(next));
        }
        if (next.empty() && target.stops_at_ends) return at;
        if (next.empty()) {
            const std::string of = branch == nullptr ? "" : " of branch " + quoted(branch->name);
            const std::string head = branch == nullptr ? "head" : branch->name + "@heads";
            throw Error(Exit::graph, quoted(target.word) + " goes beyond the last revision" + of,
                        quoted(head) + " is the last one");
        }
        if (next.size() > 1) throw_ambiguous(target, next, "give one of them");
        at = std::move(next);
    }
    return at;
}

WayDown way_down(const Graph& graph, const Target& target, const Branch* branch,
                 const RevisionList& start) {
    WayDown way{{}, start};
    for (int step = 0; step > target.steps; --step) {
        const auto stays = [&](const Revision* each) {
            return branch->members[graph.position(*each)];
        };
        if (way.end.empty() ||
            (branch != nullptr && std::none_of(way.end.begin(), way.end.end(), stays))) {
            if (target.stops_at_ends) return way;
            const std::string of = branch == nullptr ? "" : " of branch " + quoted(branch->name);
            const std::string base = branch == nullptr ? "base" : branch->name + "@base";
            throw Error(Exit::graph, quoted(target.word) + " goes below the first revision" + of,
                        quoted(base) + " is before the first one");
        }
        if (way.end.size() > 1) throw_ambiguous(target, way.end, "count from one of them");
        way.taken.push_back(way.end.front());
        way.end = graph.parents(*way.taken.back());
        // Through a merge the way goes on along the branch.
        if (branch == nullptr || way.taken.back() == branch->first) continue;
        way.end = on(graph, branch->members, std::move(way.end));
    }
    return way;
}

}  // namespace migrations
