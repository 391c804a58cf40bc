#include "revisions/branch.h"

#include <utility>

namespace migrations {

Branch branch_of(const Graph& graph, std::string name, const Revision& holder) {
    Branch branch;
    branch.name = std::move(name);
    branch.holder = branch.first = &holder;
    branch.lineage = marked(graph, graph.lineage({&holder}));
    branch.members = marked(graph, {&holder});
    while (const Revision* below = graph.straight_below(*branch.first)) {
        branch.first = below;
        branch.members[graph.position(*below)] = true;
    }
    for (const Revision* each : graph.order()) {
        for (const Revision* parent : graph.parents(*each)) {
            if (!branch.members[graph.position(*parent)]) continue;
            branch.members[graph.position(*each)] = true;
            branch.lineage[graph.position(*each)] = true;
        }
    }
    return branch;
}

}  // namespace migrations
