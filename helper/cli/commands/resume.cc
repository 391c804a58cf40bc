#include <CLI/CLI.hpp>
#include <memory>
#include <migrations/applied.hpp>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/progress.h"
#include "cli/json.h"

namespace migrations {
namespace {

struct Options {
    bool retry = false;
    bool skip = false;
};

// What the journal says has begun.
std::vector<PlannedStep> begun_in(const recorded& record, const Project& project) {
    std::vector<PlannedStep> plan;
    for (const unfinished_move& each : record.unfinished) {
        const Revision* revision = project.graph.find(each.revision);
        if (revision == nullptr) {
            Error error(Exit::state, "revision " + migrations::quoted(each.revision) + " has begun and is not finished, and is not in " +
                                         project.settings.folder,
                        "take the version of the project that has it, and run the same command again");
            error.state = "revision " + migrations::quoted(each.revision) + " is partly " +
                          (each.way == direction::up ? "applied" : "taken back");
            throw error;
        }
        plan.push_back({revision, each.way});
    }
    return plan;
}

Exit run(const Context& context, const Options& options) {
    const Project project = sound_chain(context.location, Reviews::read, Values::given);
    const std::unique_ptr<Connection> database = open_database(context, project.settings);
    const recorded record = read_record(*database, project);
    const std::vector<const Revision*> heads = current_heads(project, record);
    const std::vector<PlannedStep> plan = begun_in(record, project);
    if (plan.empty()) {
        if (context.output.json) {
            print_json({{"from", head_ids(record.heads)}, {"to", head_ids(record.heads)}, {"applied", 0}});
        } else if (!context.output.quiet) {
            print_out("the database is at " + ids_of(heads) + ": no revision is half done\n");
        }
        return Exit::ok;
    }
    require_reviewed(context, project, plan);
    require_runnable(plan, project.graph, database->language());
    const CompiledChain chain = compile_chain(project, database->language());
    migrations::options how = run_options(context, "migrations resume");
    if (options.retry) how.unknown = migrations::options::unknown_step::retry;
    if (options.skip) how.unknown = migrations::options::unknown_step::skip;
    Progress progress(context, plan, database->language(), project.settings.version_table);
    progress.follow(how);
    const std::vector<move> moves = chain.moves(plan);
    const outcome result = database->run(chain.chain(), {moves.data(), moves.size()}, how);
    require_done(result, project);
    return report_moved(context, result);
}

}  // namespace

std::function<Exit()> declare_resume(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    add_database_option(app, context);
    CLI::Option* retry = app.add_flag("--retry-step", options->retry,
                                      "run the step again that was started, if nothing tells whether it worked");
    app.add_flag("--skip-step", options->skip, "count that step as done: it worked, or was completed by hand")->excludes(retry);
    add_lock_timeout_option(app, context);
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
