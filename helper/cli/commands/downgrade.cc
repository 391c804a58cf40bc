#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/move_database.h"
#include "cli/database_options.h"
#include "cli/take_back.h"

namespace migrations {

std::function<Exit()> declare_downgrade(CLI::App& app, Context& context) {
    auto options = std::make_shared<MoveOptions>();
    CLI::Option* target = app.add_option("target", options->target, "-1, base, an id or prefix, id-2");
    CLI::Option* recorded = app.add_flag(
        "--recorded", options->recorded, "instead of a target: take back the revisions that the files do not have, as the database recorded it");
    add_database_option(app, context);
    app.add_flag("--yes", options->yes, "do not ask when values are lost");
    add_lock_timeout_option(app, context);
    app.add_flag("--dry-run", options->dry_run, "print the statements for this database and change nothing");
    app.add_flag("--single-transaction", options->single_transaction,
                 "all revisions in one transaction: after a failure none of them is taken back (default: each has its own)");
    return [&context, options, target, recorded] {
        if (recorded->count() == 0 && target->count() == 0) {
            throw Error(Exit::usage, "target is required", "see 'migrations downgrade --help'");
        }
        if (recorded->count() == 0) return move_database(context, *options, direction::down);
        if (target->count() > 0 || options->dry_run) {
            throw Error(Exit::usage, std::string("--recorded does not go with ") + (options->dry_run ? "--dry-run" : "a target"));
        }
        return take_back_recorded(context, *options);
    };
}

}  // namespace migrations
