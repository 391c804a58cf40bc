#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <set>
#include <string>

#include "base/error.h"
#include "base/names.h"
#include "revisions/targets.h"

namespace migrations {
namespace {

[[noreturn]] void throw_beyond(const Target& target, std::size_t found, const std::string& rest,
                               const std::string& help) {
    const std::string wanted =
        count_of(static_cast<std::size_t>(std::abs(target.steps)), "revision");
    const std::string have = found == 0   ? "none is "
                             : found == 1 ? "only 1 is "
                                          : "only " + std::to_string(found) + " are ";
    throw Error(Exit::state,
                "'" + target.word + "'" + " asks for " + wanted + ", but " + have + rest, help);
}

}  // namespace

RevisionList next_up(const Graph& graph, const Target& target, const RevisionList& current) {
    const RevisionList& order = graph.order();
    std::vector<bool> applied(graph.size(), false);
    std::vector<std::size_t> applied_children(graph.size(), 0);
    Edges needed_by(graph.size());
    std::vector<std::size_t> open_needs(graph.size(), 0);
    std::set<std::size_t> ready;
    const auto mark = [&](std::size_t i) {
        applied[i] = true;
        for (const Revision* parent : graph.parents(*order[i])) {
            ++applied_children[graph.position(*parent)];
        }
    };
    for (const Revision* revision : graph.ancestors(current)) mark(graph.position(*revision));
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (applied[i]) continue;
        for (const Revision* need : graph.needs(*order[i])) {
            if (applied[graph.position(*need)]) continue;
            ++open_needs[i];
            needed_by[graph.position(*need)].push_back(i);
        }
        if (open_needs[i] == 0) ready.insert(i);
    }
    const auto continues = [&](std::size_t i) {
        const RevisionList& parents = graph.parents(*order[i]);
        return std::any_of(parents.begin(), parents.end(), [&](const Revision* parent) {
            return applied_children[graph.position(*parent)] == 0;
        });
    };

    RevisionList steps;
    while (steps.size() < static_cast<std::size_t>(target.steps)) {
        std::vector<std::size_t> candidates;
        std::copy_if(ready.begin(), ready.end(), std::back_inserter(candidates), continues);
        if (candidates.empty()) candidates.assign(ready.begin(), ready.end());
        if (candidates.empty()) {
            throw_beyond(target, steps.size(), "left to apply", "'heads' is everything");
        }
        if (candidates.size() > 1) {
            RevisionList revisions;
            for (const std::size_t i : candidates) revisions.push_back(order[i]);
            throw_ambiguous(target, revisions, "give one of them, or 'heads' for all");
        }
        const std::size_t next = candidates.front();
        steps.push_back(order[next]);
        ready.erase(next);
        mark(next);
        for (const std::size_t user : needed_by[next]) {
            if (--open_needs[user] == 0) ready.insert(user);
        }
    }
    return steps;
}

RevisionList next_down(const Graph& graph, const Target& target, const RevisionList& current) {
    const RevisionList& order = graph.order();
    const RevisionList applied = graph.ancestors(current);
    std::vector<std::size_t> users(graph.size(), 0);
    for (const Revision* revision : applied) {
        for (const Revision* need : graph.needs(*revision)) ++users[graph.position(*need)];
    }
    std::set<std::size_t> newest;
    for (const Revision* revision : applied) {
        if (users[graph.position(*revision)] == 0) newest.insert(graph.position(*revision));
    }

    RevisionList steps;
    while (steps.size() < static_cast<std::size_t>(-target.steps)) {
        if (newest.empty()) {
            throw_beyond(target, steps.size(), "applied", "'base' takes back everything");
        }
        if (newest.size() > 1) {
            RevisionList revisions;
            for (const std::size_t i : newest) revisions.push_back(order[i]);
            throw_ambiguous(target, revisions,
                            "say which: '" + revisions.front()->id +
                                "-1' takes back that one; or give the revision to go down to");
        }
        const Revision* revision = order[*newest.begin()];
        newest.clear();
        steps.push_back(revision);
        for (const Revision* need : graph.needs(*revision)) {
            if (--users[graph.position(*need)] == 0) newest.insert(graph.position(*need));
        }
    }
    return steps;
}

}  // namespace migrations
