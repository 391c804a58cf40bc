#include "cli/database_options.h"

#include <CLI/CLI.hpp>
#include <string>

namespace migrations {

void add_database_option(CLI::App& app, Context& context, const char* what) {
    add_database_option(app, context.database, what);
}

void add_database_option(CLI::App& app, std::string& database, const char* what) {
    // An empty text comes from a variable that is not set. It must not mean the database of the settings.
    app.add_option("--database", database, what)->check([](const std::string& text) {
        return text.empty() ? std::string("is empty: name a database, or leave the option out") : std::string();
    });
}

void add_lock_timeout_option(CLI::App& app, Context& context) {
    app.add_option("--lock-timeout", context.lock_timeout,
                   "seconds to wait for another process that has the database, up to 86400 (default: 60)")
        ->type_name("SECONDS")
        // Without a name, or it would become part of the help's "SECONDS".
        ->check(CLI::Range(0.0, 86400.0).name(""));
}

}  // namespace migrations
