#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/move_database.h"

namespace migrations {

std::function<Exit()> declare_downgrade(CLI::App& app, Context& context) {
    auto options = std::make_shared<MoveOptions>();
    app.add_option("target", options->target, "-1, base, an id or prefix, id-2")->required();
    app.add_option("--database", context.database, "URL of the database (default: migrations.toml, then DATABASE_URL)");
    app.add_flag("--yes", options->yes, "do not ask when values are lost");
    app.add_option("--lock-timeout", context.lock_timeout,
                   "seconds to wait for another process that has the database (default: 60)")
        ->check(CLI::Range(0.0, 86400.0));
    app.add_flag("--dry-run", options->dry_run, "print the statements for this database and change nothing");
    return [&context, options] { return move_database(context, *options, direction::down); };
}

}  // namespace migrations
