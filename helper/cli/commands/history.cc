#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/json.h"
#include "operations/replay.h"
#include "revisions/outline.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

struct Options {
    std::string range;
};

// The graph; with the operations of the revisions only where they are printed, since reading them takes most of the
// time on a long chain. What is wrong with a file or with the graph is said by whoever reads the files as a whole.
Graph chain_only(const Context& context) {
    const ProjectSettings settings = read_project(context.location);
    if (context.output.json || context.output.verbose == 0) {
        if (std::optional<std::vector<Revision>> outlines = read_outlines(settings.revisions)) {
            Diagnostics problems;
            Graph graph(std::move(*outlines), problems);
            if (problems.empty()) return graph;
        }
    }
    Parts parts;
    parts.models = false;
    parts.ledger = false;
    Project project = load_project(settings, parts);
    require_sound(project, false);
    return std::move(project.graph);
}

std::string line_of(const Revision& revision, const Graph& graph) {
    const std::string below = revision.parents.empty() ? "<base>" : join(revision.parents, ", ");
    std::string marks;
    if (graph.children(revision).empty()) marks += " (head)";
    if (graph.children(revision).size() > 1) marks += " (branchpoint)";
    if (revision.parents.size() > 1) marks += " (mergepoint)";
    return below + " -> " + revision.id + marks + (revision.message.empty() ? "" : "  " + revision.message);
}

void print_revision_block(const Revision& revision, const Graph& graph) {
    print_out(line_of(revision, graph) + "\n");
    print_out("    file     " + revision.path + "\n");
    if (!revision.created.empty()) print_out("    created  " + revision.created + "\n");
    for (const Operation& operation : revision.upgrade) print_out("    " + summary(operation) + "\n");
    print_out("\n");
}

void print_list(const Context& context, const Graph& graph, const RevisionList& revisions) {
    if (context.output.json) {
        nlohmann::json list = nlohmann::json::array();
        for (const Revision* each : revisions) list.push_back(as_json(*each, graph));
        print_json({{"revisions", list}});
        return;
    }
    for (const Revision* each : revisions) {
        if (context.output.verbose > 0) {
            print_revision_block(*each, graph);
        } else {
            print_out(line_of(*each, graph) + "\n");
        }
    }
}

Exit run_history(const Context& context, const Options& options) {
    const Graph graph = chain_only(context);
    RevisionList listed = graph.order();
    if (!options.range.empty()) {
        const Range range = resolve_range(graph, options.range);
        const auto below = graph.ancestors(range.from);
        const std::set<const Revision*> left_out(below.begin(), below.end());
        listed.clear();
        for (const Revision* each : graph.ancestors(range.to)) {
            if (left_out.count(each) == 0) listed.push_back(each);
        }
    }
    std::reverse(listed.begin(), listed.end());
    print_list(context, graph, listed);
    if (listed.empty() && !context.output.json && !context.output.quiet) print_error("note: no revision yet\n");
    return Exit::ok;
}

Exit run_heads(const Context& context) {
    const Graph graph = chain_only(context);
    print_list(context, graph, graph.heads());
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_history(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("range", options->range, "FROM:TO; either may be left out (default: everything)");
    return [&context, options] { return run_history(context, *options); };
}

std::function<Exit()> declare_heads(CLI::App&, Context& context) {
    return [&context] { return run_heads(context); };
}

}  // namespace migrations
