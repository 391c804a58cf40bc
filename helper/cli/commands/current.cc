#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_steps.h"
#include "cli/json.h"

namespace migrations {
namespace {

struct Options {
    bool check_heads = false;
};

Exit run(const Context& context, const Options& options) {
    Parts parts;
    parts.models = false;
    parts.ledger = false;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, false);
    const std::unique_ptr<Connection> database = open_database(context, project.settings);
    const recorded record = read_record(*database, project);
    const std::vector<const Revision*> current = current_heads(project, record);
    const std::vector<PlannedStep> pending = plan_upgrade(project.graph, current, "heads");

    if (context.output.json) {
        nlohmann::json rows = nlohmann::json::array();
        for (const Revision* each : current) rows.push_back(as_json(*each, project.graph));
        print_json({{"database", database->label()}, {"current", rows}, {"pending", pending.size()}});
    } else if (current.empty()) {
        print_out("base\n");
    } else {
        for (const Revision* each : current) {
            print_out(each->id + (project.graph.children(*each).empty() ? " (head)" : "") +
                      (each->message.empty() ? "" : "  " + each->message) + "\n");
        }
    }
    if (!context.output.json && !context.output.quiet && !record.version_table && !record.empty) {
        print_error("note: nothing is recorded, but the database is not empty: it holds '" + join(record.objects, "', '") +
                    "'; 'migrations stamp REVISION' records where it is\n");
    } else if (!context.output.json && !context.output.quiet && !pending.empty()) {
        print_error("note: " + count_of(pending.size(), "revision") + " to apply: migrations upgrade\n");
    }
    return options.check_heads && !pending.empty() ? Exit::not_clean : Exit::ok;
}

}  // namespace

std::function<Exit()> declare_current(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("--database", context.database, "URL of the database (default: migrations.toml, then DATABASE_URL)");
    app.add_flag("--check-heads", options->check_heads, "exit 3 when there is something to apply");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
