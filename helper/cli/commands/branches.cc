#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/json.h"
#include "cli/revision_list.h"

namespace migrations {
namespace {

Exit run(const Context& context) {
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

std::function<Exit()> declare_branches(CLI::App&, Context& context) {
    return [&context] { return run(context); };
}

}  // namespace migrations
