#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/findings.h"
#include "cli/json.h"

namespace migrations {
namespace {

std::string heads_of(const Graph& graph) {
    const RevisionList heads = graph.heads();
    return heads.empty() ? "" : std::string(heads.size() > 1 ? ", heads " : ", head ") + join(ids_in(heads), ", ");
}

Exit run(const Context& context) {
    Parts parts;
    parts.models = false;
    parts.ledger = false;
    const Project project = load_project(read_project(context.location), parts);
    Diagnostics findings = chain_findings(project);
    // A revision that hangs in the air is no head of its own.
    if (!has_errors(findings)) findings = several_heads(project);
    const Exit exit = has_errors(findings) ? exit_of(findings) : Exit::ok;
    if (context.output.json) {
        print_json({{"exit", static_cast<int>(exit)},
                    {"valid", exit == Exit::ok},
                    {"revisions", project.graph.size()},
                    {"heads", ids_in(project.graph.heads())},
                    {"findings", as_json(findings)}});
        return exit;
    }
    print_findings(findings);
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
