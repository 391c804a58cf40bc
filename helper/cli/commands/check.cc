#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/json.h"

namespace migrations {
namespace {

Exit run(const Context& context) {
    const Project project = load_project(read_project(context.location));
    const CheckResult result = check_project(project, Strictness::error, Strictness::error);
    if (context.output.json) {
        print_json({{"exit", static_cast<int>(result.exit)},
                    {"clean", result.exit == Exit::ok},
                    {"revisions", project.graph.size()},
                    {"findings", as_json(result.findings)}});
        return result.exit;
    }
    print_error(to_string(result.findings));
    if (result.exit == Exit::ok && !context.output.quiet) {
        print_out(project.settings.name + ": " + count_of(project.graph.size(), "revision") +
                  ", all reviewed; " +
                  (project.settings.has_models() ? "models and migrations agree" : "there are no models to compare with") +
                  "\n");
    }
    return result.exit;
}

}  // namespace

std::function<Exit()> declare_check(CLI::App&, Context& context) {
    return [&context] { return run(context); };
}

}  // namespace migrations
