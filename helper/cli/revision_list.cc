#include "cli/revision_list.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/names.h"
#include "cli/json.h"
#include "operations/replay.h"
#include "revisions/outline.h"

namespace migrations {
namespace {

bool contains(const RevisionList& list, const Revision& revision) {
    return std::find(list.begin(), list.end(), &revision) != list.end();
}

std::string marks_of(const Revision& revision, const Graph& graph, const ListMarks& marks) {
    std::string text;
    const std::vector<std::string> labels = graph.labels(revision);
    if (!labels.empty()) text += " (" + join(labels, ", ") + ")";
    if (graph.children(revision).empty()) {
        const bool effective = marks.effective || contains(graph.effective_heads(), revision);
        text += effective ? " (head)" : " (head, another depends on it)";
    }
    if (graph.children(revision).size() > 1) text += " (branchpoint)";
    if (revision.parents.size() > 1) text += " (mergepoint)";
    if (contains(marks.current, revision)) text += " (current)";
    return text;
}


}  // namespace

Graph chain_only(const Context& context, const ProjectSettings& settings) {
    if (context.output.json || context.output.verbose == 0) {
        if (std::optional<std::vector<Revision>> outlines = read_outlines(settings.revision_folders)) {
            Diagnostics problems;
            Graph graph(std::move(*outlines), problems);
            if (problems.empty()) return graph;
        }
    }
    // What is wrong with a file or with the graph is said by whoever reads the files as a whole.
    Parts parts;
    parts.models = false;
    parts.ledger = false;
    Project project = load_project(settings, parts);
    require_sound(project, false);
    return std::move(project.graph);
}

std::string line_of(const Revision& revision, const Graph& graph, const ListMarks& marks) {
    std::string below = revision.parents.empty() ? "<base>" : join(revision.parents, ", ");
    if (!revision.depends_on.empty()) below += " (" + join(revision.depends_on, ", ") + ")";
    return below + " -> " + revision.id + marks_of(revision, graph, marks) +
           (revision.message.empty() ? "" : "  " + revision.message);
}

std::string block_of(const Revision& revision, const Graph& graph, const ListMarks& marks) {
    std::string text = line_of(revision, graph, marks) + "\n    file     " + revision.path + "\n";
    if (!revision.created.empty()) text += "    created  " + revision.created + "\n";
    for (const Operation& operation : revision.upgrade) text += "    " + summary(operation) + "\n";
    return text;
}

void print_list(const Context& context, const Graph& graph, const RevisionList& revisions, const ListMarks& marks) {
    if (context.output.json) {
        nlohmann::json list = nlohmann::json::array();
        for (const Revision* each : revisions) {
            list.push_back(as_json(*each, graph));
            list.back()["labels"] = graph.labels(*each);
            list.back()["depends_on"] = each->depends_on;
            if (marks.indicates_current) list.back()["current"] = contains(marks.current, *each);
        }
        print_json({{"revisions", list}});
        return;
    }
    for (const Revision* each : revisions) {
        if (context.output.verbose > 0) {
            print_out(block_of(*each, graph, marks) + "\n");
        } else {
            print_out(line_of(*each, graph, marks) + "\n");
        }
    }
}

}  // namespace migrations
