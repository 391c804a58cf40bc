#include "revisions/targets.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

constexpr std::size_t longest_list = 12;

// "'a' and 'b'", "'a', 'b' and 'c'", "'a', 'b', ... and 30 more".
std::string listed(const RevisionList& revisions, std::string_view conjunction) {
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

// `advice`, and a line for each revision that says where it is.
std::string with_files(std::string advice, const RevisionList& revisions) {
    for (std::size_t i = 0; i < std::min(revisions.size(), longest_list); ++i) {
        const Revision& revision = *revisions[i];
        if (!revision.path.empty())
            advice += "\n" + quoted(revision.id) + " is in " + revision.path;
    }
    return advice;
}

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

[[noreturn]] void throw_malformed(std::string_view word) {
    throw Error(
        Exit::usage, quoted(word) + " names no revision",
        "give an id or its beginning, 'head', 'heads', 'base', or a count such as '+1', '-1' or "
        "'head-1'");
}

const Revision* the_head(const Graph& graph) {
    const RevisionList heads = graph.heads();
    if (heads.size() > 1) {
        throw Error(Exit::graph, "'head' is ambiguous: " + listed(heads, "and") + " are heads",
                    with_files("give one of them, or 'heads' for all", heads));
    }
    return heads.empty() ? nullptr : heads.front();
}

const Revision* by_id_or_prefix(const Graph& graph, const Target& target) {
    if (const Revision* revision = graph.find(target.name)) return revision;
    RevisionList candidates;
    for (const Revision* revision : graph.order()) {
        if (revision->id.starts_with(target.name)) candidates.push_back(revision);
    }
    if (candidates.size() > 1) throw_ambiguous(target, candidates, "give more of the id");
    if (candidates.size() == 1) return candidates.front();

    std::vector<std::string> ids{"head", "heads", "base"};
    for (const Revision* revision : graph.order()) ids.push_back(revision->id);
    const std::string near = did_you_mean(target.name, ids);
    throw Error(Exit::graph,
                "there is no revision " + quoted(target.name) + (near.empty() ? "" : "; " + near),
                "'migrations history' shows all revisions");
}

RevisionList walk_up(const Graph& graph, const Target& target, RevisionList at) {
    for (int step = 0; step < target.steps; ++step) {
        if (at.size() > 1) {
            throw_ambiguous(target, at, "count from one of them");
        }
        const RevisionList next = at.empty() ? graph.bases() : graph.children(*at.front());
        if (next.empty()) {
            throw Error(Exit::graph, quoted(target.word) + " goes beyond the last revision",
                        "'head' is the last one");
        }
        if (next.size() > 1) throw_ambiguous(target, next, "give one of them");
        at = next;
    }
    return at;
}

// The heads of a set of revisions: those without a child in it.
RevisionList heads_of(const Graph& graph, const RevisionList& all) {
    std::vector<bool> has_child(graph.size(), false);
    for (const Revision* revision : all) {
        for (const Revision* parent : graph.parents(*revision))
            has_child[graph.position(*parent)] = true;
    }
    RevisionList heads;
    for (const Revision* revision : all) {
        if (!has_child[graph.position(*revision)]) heads.push_back(revision);
    }
    return heads;
}

RevisionList resolve_target(const Graph& graph, const Target& target, const RevisionList& current) {
    if (target.counts_from_current()) {
        RevisionList applied = graph.ancestors(current);
        if (target.steps > 0) {
            for (const Revision* each : next_up(graph, target, current)) applied.push_back(each);
            return heads_of(graph, graph.ancestors(applied));
        }
        for (const Revision* each : next_down(graph, target, current)) std::erase(applied, each);
        return heads_of(graph, applied);
    }
    const RevisionList start = named(graph, target, current);
    return target.steps < 0 ? way_down(graph, target, start).end : walk_up(graph, target, start);
}

bool within(const Graph& graph, const RevisionList& some, const RevisionList& heads) {
    std::vector<bool> below(graph.size(), false);
    for (const Revision* revision : graph.ancestors(heads)) below[graph.position(*revision)] = true;
    return std::all_of(some.begin(), some.end(),
                       [&](const Revision* revision) { return below[graph.position(*revision)]; });
}

}  // namespace

void throw_ambiguous(const Target& target, const RevisionList& candidates,
                     const std::string& advice) {
    throw Error(Exit::graph,
                quoted(target.word) + " is ambiguous: it can be " + listed(candidates, "or"),
                with_files(advice, candidates));
}

Target parse_target(std::string_view word) {
    Target target{std::string(word), {}, 0};
    const std::size_t sign = word.find_first_of("+-");
    target.name = word.substr(0, sign);
    if (!std::all_of(target.name.begin(), target.name.end(), is_name_character)) {
        throw_malformed(word);
    }
    if (sign == std::string_view::npos) {
        if (target.name.empty()) throw_malformed(word);
        return target;
    }
    const std::string_view digits = word.substr(sign + 1);
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), target.steps);
    if (problem != std::errc() || end != digits.data() + digits.size() || target.steps < 1) {
        throw_malformed(word);
    }
    if (word[sign] == '-') target.steps = -target.steps;
    if (target.name == "current") target.name.clear();
    return target;
}

RevisionList named(const Graph& graph, const Target& target, const RevisionList& current) {
    if (target.name == "base") return {};
    if (target.name == "heads") return graph.heads();
    if (target.name == "current") return current;
    if (target.name == "head") {
        const Revision* head = the_head(graph);
        return head == nullptr ? RevisionList{} : RevisionList{head};
    }
    return {by_id_or_prefix(graph, target)};
}

WayDown way_down(const Graph& graph, const Target& target, const RevisionList& start) {
    WayDown way{{}, start};
    for (int step = 0; step > target.steps; --step) {
        if (way.end.size() > 1) throw_ambiguous(target, way.end, "count from one of them");
        if (way.end.empty()) {
            throw Error(Exit::graph, quoted(target.word) + " goes below the first revision",
                        "'base' is before the first one");
        }
        way.taken.push_back(way.end.front());
        way.end = graph.parents(*way.taken.back());
    }
    return way;
}

RevisionList resolve(const Graph& graph, std::string_view target, const RevisionList& current) {
    return resolve_target(graph, parse_target(target), current);
}

Range resolve_range(const Graph& graph, std::string_view range, const RevisionList* current) {
    const std::size_t colon = range.find(':');
    const bool whole = colon == std::string_view::npos;
    const std::string_view from = whole ? std::string_view{} : range.substr(0, colon);
    const std::string_view to = whole ? range : range.substr(colon + 1);
    if (to.find(':') != std::string_view::npos) {
        throw Error(Exit::usage, quoted(range) + " is no range", "write it as FROM:TO");
    }
    const auto side = [&](std::string_view word) {
        const Target target = parse_target(word);
        if (current == nullptr && (target.counts_from_current() || target.name == "current")) {
            throw Error(Exit::usage, quoted(word) + " counts from what a database holds",
                        "count from a revision instead: 'id+1', 'head-1'");
        }
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

}  // namespace migrations
