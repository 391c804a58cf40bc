#pragma once

#include "cli/command.h"

namespace migrations {

// The options of the commands that work on a database: --database, and --lock-timeout where they
// take the lock.
void add_database_option(CLI::App& app, Context& context,
                         const char* what = "URL of the database (default: migrations.toml, then DATABASE_URL)");
// The same, for a command that does something of its own with it.
void add_database_option(CLI::App& app, std::string& database, const char* what);
void add_lock_timeout_option(CLI::App& app, Context& context);

}  // namespace migrations
