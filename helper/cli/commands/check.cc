#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/database_check.h"
#include "cli/database_options.h"
#include "cli/findings.h"
#include "cli/json.h"
#include "cli/settings.h"

namespace migrations {
namespace {

// The rest of the line that says that all is well.
std::string reviewed_and_equal(const Project& project) {
    return std::string("all reviewed; ") +
           (project.settings.has_models() ? "models and migrations agree" : "no models to compare with (the build may have them: -B)");
}

// Asks servers, when the files are in order. Adds what they say to the result, and to `praise` what was compared.
void check_on_servers(const Context& context, const std::string& database, const Project& project, CheckResult& result,
                      std::string& praise) {
    if (result.exit == Exit::graph || result.exit == Exit::environment) return;
    Scratch scratch({}, postgresql_bindir(context.location));
    Diagnostics found;
    if (database == "scratch") {
        if (!project.settings.has_models()) {
            throw Error(Exit::usage, "there are no models to compare the chain with",
                        "to compare a database with the chain: --database URL");
        }
        std::vector<std::string> names;
        for (const Dialect* dialect : project.settings.dialects) {
            const Diagnostics more = models_against_chain(scratch, project, *dialect);
            found.insert(found.end(), more.begin(), more.end());
            names.emplace_back(dialect->name());
        }
        praise = "; the head is what the models say to " + join(names, " and ");
    } else {
        Context named = context;
        named.database = database;
        const std::unique_ptr<Connection> connection = open_database(named, project.settings);
        found = database_against_chain(scratch, project, *connection);
        praise = "; the database is what the chain leaves at its revision";
    }
    if (has_errors(found) && result.exit == Exit::ok) result.exit = Exit::not_clean;
    result.findings.insert(result.findings.end(), found.begin(), found.end());
}

Exit run(const Context& context, const std::string& database) {
    const Project project = load_project(read_project(context.location));
    CheckResult result = check_project(project, Strictness::error, Strictness::error);
    std::string praise;
    if (!database.empty()) check_on_servers(context, database, project, result, praise);
    if (context.output.json) {
        print_json({{"exit", static_cast<int>(result.exit)},
                    {"clean", result.exit == Exit::ok},
                    {"revisions", project.graph.size()},
                    {"findings", as_json(result.findings)}});
        return result.exit;
    }
    print_findings(result.findings);
    if (result.exit == Exit::ok && !context.output.quiet) {
        print_out(project.settings.name + ": " + count_of(project.graph.size(), "revision") + ", " +
                  reviewed_and_equal(project) + praise + "\n");
    }
    return result.exit;
}

}  // namespace

std::function<Exit()> declare_check(CLI::App& app, Context& context) {
    auto database = std::make_shared<std::string>();
    add_database_option(app, *database,
                        "URL: compare that database with the chain too; 'scratch': chain and models on scratch databases");
    return [&context, database] { return run(context, *database); };
}

}  // namespace migrations
