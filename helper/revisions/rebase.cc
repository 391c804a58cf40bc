#include "revisions/rebase.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "revisions/marks.h"
#include "revisions/targets.h"

namespace migrations {
namespace {

void require_apart(const Graph& graph, const Revision& head, const Revision& onto) {
    const auto refuse = [](const Revision& below, const Revision& above) {
        throw Error(Exit::graph,
                    "there is nothing to rebase: revision " + quoted(above.id) +
                        (&above == &below ? " is both sides"
                                          : " already stands on " + quoted(below.id)),
                    "give two heads; 'migrations heads' shows them");
    };
    if (marked(graph, graph.lineage({&head}))[graph.position(onto)]) refuse(onto, head);
    if (marked(graph, graph.lineage({&onto}))[graph.position(head)]) refuse(head, onto);
}

// What databases have applied cannot get another place.
void require_no_squash(const Rebase& rebase) {
    for (const Revision* each : rebase.moved) {
        if (each->replaces.empty()) continue;
        throw Error(Exit::graph,
                    "revision " + quoted(each->id) + " cannot be moved: it stands for revisions that databases have applied",
                    "rebase the other side, or merge the two");
    }
}

// What is not moved, and stands or depends on what is.
void require_alone(const Graph& graph, const Rebase& rebase, const Revision& onto) {
    const Marks moved = marked(graph, rebase.moved);
    const RevisionList with_users = unmarked(graph, standing_on(graph, graph.order(), moved), moved);
    if (with_users.empty()) return;
    const Marks below_onto = marked(graph, graph.ancestors({&onto}));
    for (const Revision* each : with_users) {
        if (!below_onto[graph.position(*each)]) continue;
        throw Error(Exit::graph,
                    "revision " + quoted(onto.id) + " cannot come before " +
                        quoted(rebase.moved.front()->id) + ": " + quoted(each->id) +
                        " depends on what would move",
                    "rebase the other side, or merge the two");
    }
    const RevisionList heads = heads_of(graph, with_users);
    throw Error(Exit::graph,
                "revisions from " + quoted(rebase.moved.front()->id) + " cannot be moved: " +
                    listed(heads, "and") + (heads.size() == 1 ? " stands" : " stand") + " on them too",
                with_files("merge these first, or merge instead of rebasing", heads));
}

}  // namespace

Rebase plan_rebase(const Graph& graph, const Revision& head, const Revision& onto) {
    require_apart(graph, head, onto);
    Rebase rebase;
    rebase.moved =
        unmarked(graph, graph.lineage({&head}), marked(graph, graph.lineage({&onto})));
    require_alone(graph, rebase, onto);
    require_no_squash(rebase);
    const Marks moved = marked(graph, rebase.moved);
    for (const Revision* each : rebase.moved) {
        std::vector<std::string> parents;
        for (const Revision* parent : graph.parents(*each)) {
            const bool stays = moved[graph.position(*parent)];
            const std::string& id = stays ? parent->id : onto.id;
            if (std::find(parents.begin(), parents.end(), id) == parents.end()) parents.push_back(id);
        }
        // What begins a base of its own follows `onto` as well.
        if (parents.empty()) parents.push_back(onto.id);
        if (parents != each->parents) rebase.changes.push_back({each, std::move(parents)});
    }
    return rebase;
}

}  // namespace migrations
