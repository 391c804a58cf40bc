#include "revisions/marks.h"

#include <algorithm>

namespace migrations {

Marks marked(const Graph& graph, const RevisionList& revisions) {
    Marks marks(graph.size(), false);
    for (const Revision* each : revisions) marks[graph.position(*each)] = true;
    return marks;
}

RevisionList unmarked(const Graph& graph, RevisionList revisions, const Marks& marks) {
    std::erase_if(revisions,
                  [&](const Revision* each) { return marks[graph.position(*each)]; });
    return revisions;
}

RevisionList heads_of(const Graph& graph, const RevisionList& all) {
    Marks has_child(graph.size(), false);
    for (const Revision* each : all) {
        for (const Revision* parent : graph.parents(*each)) {
            has_child[graph.position(*parent)] = true;
        }
    }
    return unmarked(graph, all, has_child);
}

RevisionList standing_on(const Graph& graph, const RevisionList& all, const Marks& marks) {
    Marks standing(graph.size(), false);
    RevisionList found;
    for (const Revision* each : all) {
        const RevisionList& needs = graph.needs(*each);
        const bool stands = std::any_of(needs.begin(), needs.end(), [&](const Revision* need) {
            return standing[graph.position(*need)];
        });
        if (!stands && !marks[graph.position(*each)]) continue;
        standing[graph.position(*each)] = true;
        found.push_back(each);
    }
    return found;
}

}  // namespace migrations
