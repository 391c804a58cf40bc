#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/json.h"

namespace migrations {
namespace {

std::string heads_of(const Graph& graph) {
    std::vector<std::string> ids;
    for (const Revision* each : graph.heads()) ids.push_back(each->id);
    return ids.empty() ? "" : ", head " + ids.front();
}

Exit run(const Context& context) {
    Parts parts;
    parts.models = false;
    parts.ledger = false;
    const Project project = load_project(read_project(context.location), parts);
    Diagnostics findings = chain_findings(project);
    // A revision that hangs in the air is no head of its own.
    if (!has_errors(findings)) findings = several_heads(project);
    const Exit exit = has_errors(findings) ? Exit::graph : Exit::ok;
    if (context.output.json) {
        nlohmann::json ids = nlohmann::json::array();
        for (const Revision* each : project.graph.heads()) ids.push_back(each->id);
        print_json({{"exit", static_cast<int>(exit)},
                    {"valid", exit == Exit::ok},
                    {"revisions", project.graph.size()},
                    {"heads", ids},
                    {"findings", as_json(findings)}});
        return exit;
    }
    print_error(to_string(findings));
    if (exit == Exit::ok && !context.output.quiet) {
        print_out(project.settings.name + ": " + count_of(project.graph.size(), "revision") + heads_of(project.graph) +
                  "; the chain is valid\n");
    }
    return exit;
}

}  // namespace

std::function<Exit()> declare_validate(CLI::App&, Context& context) {
    return [&context] { return run(context); };
}

}  // namespace migrations
