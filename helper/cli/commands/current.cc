#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/json.h"
#include "cli/revision_list.h"

namespace migrations {
namespace {

struct Options {
    bool check_heads = false;
};

Exit run(const Context& context, const Options& options) {
    const Project project = sound_chain(context.location);
    const std::unique_ptr<Connection> database = open_database(context, project.settings);
    const recorded record = read_record(*database, project);
    const std::vector<const Revision*> current = current_heads(project, record);
    const std::vector<PlannedStep> pending = plan_upgrade(project.graph, current, "heads");

    if (context.output.json) {
        nlohmann::json rows = nlohmann::json::array();
        for (const Revision* each : current) rows.push_back(as_json(*each, project.graph));
        nlohmann::json unfinished = nlohmann::json::array();
        for (const unfinished_move& each : record.unfinished) {
            unfinished.push_back({{"revision", each.revision}, {"command", "migrations resume"}});
        }
        print_json({{"database", database->label()},
                    {"current", rows},
                    {"pending", pending.size()},
                    {"unfinished", unfinished}});
    } else if (current.empty()) {
        print_out("base\n");
    } else if (context.output.verbose > 0) {
        print_list(context, project.graph, current);
    } else {
        for (const Revision* each : current) {
            print_out(each->id + (project.graph.children(*each).empty() ? " (head)" : "") +
                      (each->message.empty() ? "" : "  " + each->message) + "\n");
        }
    }
    for (const unfinished_move& each : record.unfinished) {
        if (context.output.json) break;
        print_error("warning: the " + std::string(each.way == direction::up ? "upgrade" : "downgrade") + " of revision " +
                    each.revision + " has begun and is not finished\nnote: run: migrations resume\n");
    }
    if (!context.output.json && !context.output.quiet && !record.version_table && !record.empty) {
        print_error("note: nothing is recorded, but the database is not empty: it holds '" + join(record.objects, "', '") +
                    "'; 'migrations stamp REVISION' records where it is\n");
    } else if (!context.output.json && !context.output.quiet && !pending.empty()) {
        print_error("note: " + count_of(pending.size(), "revision") + " to apply: migrations upgrade\n");
    }
    if (!options.check_heads) return Exit::ok;
    if (!record.unfinished.empty()) return Exit::partial;
    return pending.empty() ? Exit::ok : Exit::not_clean;
}

}  // namespace

std::function<Exit()> declare_current(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    add_database_option(app, context);
    app.add_flag("--check-heads", options->check_heads, "exit 3 when there is something to apply, 8 when a revision is half applied");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
