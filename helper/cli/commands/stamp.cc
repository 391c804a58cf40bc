#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/json.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

struct Options {
    std::vector<std::string> targets = {"head"};
    bool yes = false;
};

Exit run(const Context& context, const Options& options) {
    Parts parts;
    parts.models = false;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, false);
    // Before the database is made: a wrong word leaves nothing behind.
    const bool asks = std::any_of(options.targets.begin(), options.targets.end(),
                                  [](const std::string& each) { return asks_database(each); });
    RevisionList targets;
    if (!asks) targets = stamp_heads(project.graph, options.targets, {});
    const std::unique_ptr<Connection> database = open_database(context, project.settings);
    if (asks) {
        targets = stamp_heads(project.graph, options.targets, current_heads(project, read_record(*database, project)));
    }
    std::vector<std::string_view> ids;
    for (const Revision* each : targets) ids.push_back(each->id);
    const CompiledChain chain = compile_chain(project, database->language());
    const outcome result = database->stamp(chain.chain(), {ids.data(), ids.size()}, options.yes,
                                           run_options(context, "migrations stamp"));
    require_done(result, project);
    if (context.output.json) {
        print_json({{"from", result.from}, {"to", result.to}});
    } else if (!context.output.quiet) {
        print_out("the database is recorded to be at " + ids_of(targets) + "; nothing was run\n");
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_stamp(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("targets", options->targets, "head, base, ids or prefixes (default: head)");
    add_database_option(app, context);
    app.add_flag("--create", context.create, "make the SQLite file when there is none");
    add_lock_timeout_option(app, context);
    app.add_flag("--yes", options->yes, "replace what the database records, also revisions that the files do not have");
    return [&context, options] {
        context.can_create = true;
        return run(context, *options);
    };
}

}  // namespace migrations
