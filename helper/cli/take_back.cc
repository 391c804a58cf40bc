#include "cli/take_back.h"

#include <migrations/newer_chain.hpp>

#include "base/names.h"
#include "cli/functions.h"
#include "cli/terminal.h"

namespace migrations {
namespace {

void require_permission(const Context& context, const MoveOptions& options, slice<move> moves) {
    if (options.yes) return;
    std::vector<std::string> ids;
    for (const move& each : moves) ids.emplace_back(each.what->id);
    const std::string what = "taking back what the files do not have (" + join(ids, ", ") + ") may lose what it has written";
    if (interactive() && !context.output.json) {
        const std::string answer = lower(trim(ask(what + ". Go on? [y/N] ")));
        if (answer == "y" || answer == "yes") return;
    }
    Error error(Exit::refused, what, "give --yes to do it");
    error.state = "the database is unchanged";
    throw error;
}

}  // namespace

Exit take_back_recorded(const Context& context, const MoveOptions& options) {
    Parts parts;
    parts.models = false;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, false);
    std::unique_ptr<Connection> database = open_database(context, project.settings);
    const recorded record = read_record(*database, project);
    const CompiledChain chain = compile_chain(project, database->language());
    if (!is_newer(chain_index(chain.chain()), record.heads)) {
        Error error(Exit::state, "the database is at no revision that the files do not have", "name a target: migrations downgrade -1");
        error.state = "the database is unchanged";
        throw error;
    }
    const newer_chain newer(chain.chain(), record);
    require_done(newer.problem(), project);
    if (call_functions(newer.moves())) {
        Error error(Exit::refused, "the way back of what the files do not have calls functions in C++, which only the program of its version has",
                    "take it back with that one, or get the files");
        error.state = "the database is unchanged";
        throw error;
    }
    require_permission(context, options, newer.moves());
    migrations::options how = run_options(context, "migrations downgrade");
    how.single_transaction = options.single_transaction;
    const outcome result = database->run(newer.chain(), newer.moves(), how);
    require_done(result, project);
    return report_moved(context, result);
}

}  // namespace migrations
