#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/move_database.h"

namespace migrations {

std::function<Exit()> declare_upgrade(CLI::App& app, Context& context) {
    auto options = std::make_shared<MoveOptions>();
    options->target = "head";
    app.add_option("target", options->target, "head, heads, an id or prefix, id+2, +1 (default: head)");
    app.add_option("--database", context.database, "URL of the database (default: migrations.toml, then DATABASE_URL)");
    app.add_flag("--create", context.create, "make the SQLite file when there is none");
    app.add_option("--lock-timeout", context.lock_timeout,
                   "seconds to wait for another process that has the database (default: 60)")
        ->check(CLI::Range(0.0, 86400.0));
    app.add_flag("--dry-run", options->dry_run, "print the statements for this database and change nothing");
    return [&context, options] {
        context.can_create = true;
        return move_database(context, *options, direction::up);
    };
}

}  // namespace migrations
