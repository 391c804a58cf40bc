#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/json.h"
#include "cli/revision_list.h"

namespace migrations {
namespace {

Exit run_heads(const Context& context, bool resolve_dependencies) {
    const Graph graph = chain_only(context, read_project(context.location));
    ListMarks marks;
    marks.effective = resolve_dependencies;
    print_list(context, graph, resolve_dependencies ? graph.effective_heads() : graph.heads(), marks);
    return Exit::ok;
}

Exit run_branches(const Context& context) {
    const Graph graph = chain_only(context, read_project(context.location));
    nlohmann::json list = nlohmann::json::array();
    for (const Revision* each : graph.branch_points()) {
        if (context.output.json) {
            list.push_back(as_json(*each, graph));
            nlohmann::json children = nlohmann::json::array();
            for (const Revision* child : graph.children(*each)) children.push_back(as_json(*child, graph));
            list.back()["children"] = children;
            continue;
        }
        print_list(context, graph, {each});
        for (const Revision* child : graph.children(*each)) print_out("    " + line_of(*child, graph) + "\n");
    }
    if (context.output.json) print_json({{"branches", list}});
    if (list.empty() && graph.branch_points().empty() && !context.output.json && !context.output.quiet) {
        print_error("note: the chain has no branches\n");
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_heads(CLI::App& app, Context& context) {
    auto resolve = std::make_shared<bool>(false);
    app.add_flag("--resolve-dependencies", *resolve, "leave out heads that another revision depends on");
    return [&context, resolve] { return run_heads(context, *resolve); };
}

std::function<Exit()> declare_branches(CLI::App&, Context& context) {
    return [&context] { return run_branches(context); };
}

}  // namespace migrations
