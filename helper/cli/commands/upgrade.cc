#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/move_database.h"
#include "cli/database_options.h"

namespace migrations {

std::function<Exit()> declare_upgrade(CLI::App& app, Context& context) {
    auto options = std::make_shared<MoveOptions>();
    options->target = "head";
    app.add_option("target", options->target, "head, heads, an id or prefix, id+2, +1 (default: head)");
    add_database_option(app, context);
    app.add_flag("--create", context.create, "make the SQLite file when there is none");
    add_lock_timeout_option(app, context);
    app.add_flag("--dry-run", options->dry_run, "print the statements for this database and change nothing");
    app.add_flag("--single-transaction", options->single_transaction,
                 "all revisions in one transaction: after a failure none of them is applied (default: each has its own)");
    app.add_option("--backup", options->backup, "SQLite: copy the database into this new file before anything is written")
        ->type_name("FILE");
    return [&context, options] {
        context.can_create = true;
        return move_database(context, *options, direction::up);
    };
}

}  // namespace migrations
