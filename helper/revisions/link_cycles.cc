#include "revisions/link_cycles.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/names.h"

namespace migrations {
namespace {

// Names beyond this many are left out of a message.
constexpr std::size_t longest_list = 12;

bool contains(const std::vector<std::size_t>& positions, std::size_t position) {
    return std::find(positions.begin(), positions.end(), position) != positions.end();
}

void erase_within(std::vector<std::size_t>& edges, const std::vector<std::size_t>& group) {
    std::erase_if(edges, [&](std::size_t to) {
        return std::binary_search(group.begin(), group.end(), to);
    });
}

// A cycle as people read it: upwards, from each revision to one that needs it. `way` ends where it
// began; `places` has a line for each revision, with the key that makes it part of the cycle.
struct Cycle {
    std::string way;
    std::string places;
    std::vector<std::string> dependencies;  // "'a' depends on 'b'"
    Location first_place;
    Location first_dependency;
};

// `nodes` leads from each revision to one that it needs.
Cycle describe(const Links& links, const std::vector<std::size_t>& nodes) {
    Cycle cycle;
    const std::size_t count = nodes.size();
    const auto id = [&](std::size_t node) { return quoted(links.revisions[node].id); };
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t node = nodes[(count - i) % count];  // upwards from the first one
        const std::size_t need = nodes[(count - i + 1) % count];
        const Revision& revision = links.revisions[node];
        const bool depends = !contains(links.parents[node], need);
        const Location place =
            place_in(revision, depends ? revision.depends_on_origin : revision.parents_origin);
        if (i == 0) cycle.first_place = place;
        std::string line = to_string(place) + ": " + id(node);
        if (depends) {
            if (cycle.dependencies.empty()) cycle.first_dependency = place;
            if (cycle.dependencies.size() < longest_list) {
                cycle.dependencies.push_back(id(node) + " depends on " + id(need));
            }
            line += " depends on " + id(need);
        }
        if (i < longest_list) {
            cycle.way += id(node) + " -> ";
            if (!to_string(place).empty()) cycle.places += "\n" + line;
        } else if (i == longest_list) {
            cycle.way += std::to_string(count - i) + " more -> ";
        }
    }
    cycle.way += id(nodes.front());
    return cycle;
}

}  // namespace

void break_cycles(Links& links, Diagnostics& diagnostics) {
    for (const std::vector<std::size_t>& group : cyclic_groups(links.parents)) {
        const Cycle cycle = describe(links, shortest_cycle(links.parents, group));
        diagnostics.push_back(
            error_at(cycle.first_place, "revision-cycle",
                     "revisions " + cycle.way + " form a cycle",
                     "one of them must have a parent outside the cycle, or none" + cycle.places));
        for (const std::size_t node : group) {
            erase_within(links.parents[node], group);
            erase_within(links.dependencies[node], group);
        }
    }
    const Edges needs = all_needs(links);
    for (const std::vector<std::size_t>& group : cyclic_groups(needs)) {
        const Cycle cycle = describe(links, shortest_cycle(needs, group));
        diagnostics.push_back(
            error_at(cycle.first_dependency, "dependency-cycle",
                     "revisions " + cycle.way +
                         " form a cycle: " + join(cycle.dependencies, ", "),
                     (cycle.dependencies.size() == 1 ? "take this one out of depends_on"
                                                     : "take one of these out of depends_on") +
                         cycle.places));
        for (const std::size_t node : group) erase_within(links.dependencies[node], group);
    }
}

}  // namespace migrations
