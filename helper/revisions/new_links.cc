#include "revisions/new_links.h"

#include "base/error.h"
#include "base/names.h"
#include "revisions/plan.h"
#include "revisions/targets.h"

namespace migrations {
namespace {

// A new revision is written for all databases.
RevisionList named_together(const Graph& graph, const std::vector<std::string>& words) {
    for (const std::string& word : words) (void)resolve_in_files(graph, word);
    return resolve_apart(graph, words, {});
}

void require_heads(const Graph& graph, const RevisionList& revisions) {
    for (const Revision* each : revisions) {
        const RevisionList& children = graph.children(*each);
        if (children.empty()) continue;
        throw Error(Exit::graph,
                    "revision " + quoted(each->id) + " is not a head: " + listed(children, "and") +
                        (children.size() == 1 ? " follows it" : " follow it"),
                    "follow a head ('migrations heads'), or begin a new branch there with --splice");
    }
}

}  // namespace

RevisionList parents_of_new(const Graph& graph, const std::vector<std::string>& heads, bool splice) {
    if (heads.empty()) {
        const RevisionList all = graph.heads();
        if (all.size() > 1) {
            throw Error(Exit::graph, "the chain has several heads: " + listed(all, "and"),
                        with_files("say which one the new revision follows: --head " +
                                       all.front()->id + ", or merge them: migrations merge",
                                   all));
        }
        return all;
    }
    const RevisionList parents = named_together(graph, heads);
    if (!splice) require_heads(graph, parents);
    return parents;
}

RevisionList parents_of_merge(const Graph& graph, const std::vector<std::string>& words, bool splice) {
    const RevisionList parents = named_together(graph, words);
    if (parents.size() < 2) {
        throw Error(Exit::graph,
                    parents.empty() ? "there is nothing to merge"
                                    : "there is nothing to merge with " + quoted(parents.front()->id),
                    "a merge joins two or more revisions; 'migrations heads' shows the heads");
    }
    if (!splice) require_heads(graph, parents);
    return parents;
}

std::string dependency_of_new(const Graph& graph, const std::string& word) {
    if (graph.labelled(word) != nullptr) return word;
    const RevisionList found = resolve_in_files(graph, word);
    if (found.size() != 1) {
        throw Error(Exit::graph, quoted(word) + " is " + listed(found, "and") + ", and no single revision",
                    "a dependency is a revision id or a branch label");
    }
    return found.front()->id;
}

}  // namespace migrations
