#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/move_database.h"
#include "cli/database_options.h"

namespace migrations {

std::function<Exit()> declare_downgrade(CLI::App& app, Context& context) {
    auto options = std::make_shared<MoveOptions>();
    app.add_option("target", options->target, "-1, base, an id or prefix, id-2")->required();
    add_database_option(app, context);
    app.add_flag("--yes", options->yes, "do not ask when values are lost");
    add_lock_timeout_option(app, context);
    app.add_flag("--dry-run", options->dry_run, "print the statements for this database and change nothing");
    app.add_flag("--single-transaction", options->single_transaction,
                 "all revisions in one transaction: after a failure none of them is taken back (default: each has its own)");
    return [&context, options] { return move_database(context, *options, direction::down); };
}

}  // namespace migrations
