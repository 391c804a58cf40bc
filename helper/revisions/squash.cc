#include "revisions/squash.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "revisions/marks.h"
#include "revisions/plan.h"
#include "revisions/targets.h"

namespace migrations {
namespace {

constexpr const char* nothing_done = "nothing was written";

template <class Value>
void add_once(std::vector<Value>& to, const Value& value) {
    if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
}

const Revision& only_head(const Graph& graph, const RevisionList& part) {
    if (part.size() < 2) {
        throw Error(Exit::graph,
                    part.empty() ? "there is no revision in this range"
                                 : "there is only revision " + quoted(part.front()->id) + " in this range",
                    "give the first and the last of several: migrations squash FIRST:LAST");
    }
    const RevisionList heads = heads_of(graph, part);
    if (heads.size() == 1) return *heads.front();
    throw Error(Exit::graph, "the range ends at several revisions: " + listed(heads, "and"),
                with_files("merge them first, or squash one side", heads));
}

// What is not squashed, and stands or depends on what is, must do so on the last one alone.
void require_closed(const Graph& graph, const RevisionList& part, const Revision& last) {
    const Marks inside = marked(graph, part);
    for (const Revision* each : part) {
        if (each == &last) continue;
        for (const Revision* user : graph.users(*each)) {
            if (inside[graph.position(*user)]) continue;
            const RevisionList& children = graph.children(*each);
            const bool child = std::find(children.begin(), children.end(), user) != children.end();
            throw Error(Exit::graph,
                        "revision " + quoted(user->id) + (child ? " stands on " : " depends on ") + quoted(each->id) +
                            ", which would be in the middle of what is squashed",
                        with_files("end the range at " + quoted(each->id) + ", or begin it behind", {user}));
        }
    }
}

bool is_about_indexes(const Operations& operations) {
    return std::all_of(operations.begin(), operations.end(), [](const Operation& each) {
        return std::holds_alternative<CreateIndex>(each.change) || std::holds_alternative<DropIndex>(each.change);
    });
}

// What a value of the command line may change, would be written down for good.
void require_no_variables(const RevisionList& part) {
    for (const Revision* each : part) {
        if (each->variables.empty()) continue;
        throw Error(Exit::refused, "revision " + quoted(each->id) + " has [variables], and cannot be joined with others",
                    with_files("squash what comes before it, and what comes after it", {each}));
    }
}

// The program of the build knows the revisions as they are, and could not prove the new one.
void require_no_functions(const RevisionList& part) {
    const auto calls = [](const Operations& way) {
        return std::any_of(way.begin(), way.end(), [](const Operation& each) { return std::holds_alternative<CallFunction>(each.change); });
    };
    for (const Revision* each : part) {
        if (!calls(each->upgrade) && !calls(each->downgrade)) continue;
        throw Error(Exit::refused, "revision " + quoted(each->id) + " calls a function in C++, and cannot be joined with others",
                    with_files("squash what comes before it, and what comes after it", {each}));
    }
}

// Indexes can be made in a transaction as well; what else needs to be outside one cannot be joined with others.
void require_transactions(const RevisionList& part) {
    for (const Revision* each : part) {
        if (each->transactional || (is_about_indexes(each->upgrade) && is_about_indexes(each->downgrade))) continue;
        throw Error(Exit::refused,
                    "revision " + quoted(each->id) + " runs outside a transaction, and cannot be joined with others",
                    with_files("squash what comes before it, and what comes after it", {each}));
    }
}

// In a transaction nothing is concurrent; true when something was.
bool append(Operations& to, const Operations& more) {
    bool was_concurrent = false;
    for (Operation each : more) {
        auto* create = std::get_if<CreateIndex>(&each.change);
        auto* drop = std::get_if<DropIndex>(&each.change);
        bool* concurrently = create != nullptr ? &create->concurrently : drop != nullptr ? &drop->concurrently : nullptr;
        if (concurrently != nullptr) was_concurrent = std::exchange(*concurrently, false) || was_concurrent;
        to.push_back(std::move(each));
    }
    return was_concurrent;
}

}  // namespace

Squash plan_squash(const Graph& graph, const RevisionList& part) {
    const Revision& last = only_head(graph, part);
    require_closed(graph, part, last);
    require_transactions(part);
    require_no_variables(part);
    require_no_functions(part);
    const Marks inside = marked(graph, part);

    Squash squash;
    squash.squashed = part;
    Revision& one = squash.revision;
    one.id = last.id;
    one.created = last.created;
    one.path = last.path;
    one.message = "squash " + part.front()->id + " to " + last.id;
    one.compatible = std::all_of(part.begin(), part.end(), [](const Revision* each) { return each->compatible; });
    RevisionList dependencies;
    RevisionList parents;
    for (const Revision* each : part) {
        for (const Revision* parent : graph.parents(*each)) {
            if (!inside[graph.position(*parent)]) add_once(parents, parent);
        }
        for (const Revision* needed : graph.dependencies(*each)) {
            if (!inside[graph.position(*needed)]) add_once(dependencies, needed);
        }
        for (const std::string& label : each->branch_labels) add_once(one.branch_labels, label);
        for (const std::string& name : each->lost) add_once(one.lost, name);
        for (const ReplacedRevision& replaced : each->replaces) add_once(one.replaces, replaced);
        add_once(one.replaces, ReplacedRevision{each->id, each->ops_hash});
        if (append(one.upgrade, each->upgrade)) squash.blocking.push_back(each);
        if (one.irreversible.empty() && !each->irreversible.empty()) one.irreversible = each->id + ": " + each->irreversible;
    }
    // A parent below another one would be a second way to the same.
    for (const Revision* parent : heads_of(graph, graph.ancestors(parents))) {
        if (std::find(parents.begin(), parents.end(), parent) != parents.end()) one.parents.push_back(parent->id);
    }
    const Marks below = marked(graph, graph.ancestors(parents));
    for (const Revision* needed : dependencies) {
        if (!below[graph.position(*needed)]) one.depends_on.push_back(needed->id);
    }
    if (one.irreversible.empty()) {
        for (auto each = part.rbegin(); each != part.rend(); ++each) append(one.downgrade, (*each)->downgrade);
    }
    return squash;
}

RevisionList part_of(const Graph& graph, std::string_view range) {
    const Range ends = resolve_range(graph, range);
    const RevisionList all = graph.lineage(ends.to);
    if (ends.from.empty()) return all;
    RevisionList part;
    Marks behind = marked(graph, ends.from);
    for (const Revision* each : all) {
        for (const Revision* parent : graph.parents(*each)) {
            if (behind[graph.position(*parent)]) behind[graph.position(*each)] = true;
        }
        if (behind[graph.position(*each)]) part.push_back(each);
    }
    if (!part.empty()) return part;
    throw Error(Exit::graph, listed(ends.from, "and") + " does not lead to " + listed(ends.to, "and"),
                "write the older one first: migrations squash FIRST:LAST");
}

Graph squashed_graph(const Graph& graph, const Squash& squash, Revision revision) {
    const Marks gone = marked(graph, squash.squashed);
    std::vector<Revision> revisions;
    for (const Revision* each : graph.order()) {
        if (!gone[graph.position(*each)]) revisions.push_back(*each);
    }
    revisions.push_back(std::move(revision));
    Diagnostics problems;
    Graph after(std::move(revisions), problems);
    if (!has_errors(problems)) return after;
    Error error(Exit::graph, std::move(problems));
    error.help = nothing_done;
    throw error;
}

}  // namespace migrations
