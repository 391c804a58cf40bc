#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/output.h"
#include "cli/project.h"
#include "dialects/connection.h"

namespace CLI {
class App;
}

namespace migrations {

// What every command gets: the options that all have.
struct Context {
    ProjectLocation location;
    std::string database;  // --database; else migrations.toml, else DATABASE_URL
    bool create = false;   // --create: make a missing SQLite file
    bool can_create = false;  // the command has --create
    double lock_timeout = 60;  // --lock-timeout, seconds
    OutputOptions output;
};

// A command: declares its options on the subcommand and returns what runs it. The table is in commands.cc.
struct Command {
    const char* name;
    const char* group;      // heading in --help: "Everyday", "Databases", "Chain", "Build"
    const char* summary;    // one line
    const char* examples;   // shown at the end of --help, each line a command that works
    std::function<Exit()> (*declare)(CLI::App& app, Context& context);
    bool of_every_database = false;  // -n all runs it for each
};

const std::vector<Command>& commands();

// A database URL with its variables and the values of -x expanded; its password is kept secret from then on. Throws Error
// usage.
DatabaseUrl read_url(const std::string& text, const VariableValues& values = {});

// Opens the database that the context and the project name. Throws Error usage when none is named.
std::unique_ptr<Connection> open_database(const Context& context, const ProjectSettings& settings);
// Whether it is an SQLite file that --create is about to make: until then nothing is known of it, and it is empty.
bool is_to_be_created(const Context& context, const ProjectSettings& settings);
DatabaseUrl database_url(const Context& context, const ProjectSettings& settings);

// The dialect called `name`, or the only one of the project, or that of its database. Throws Error usage.
const Dialect& choose_dialect(const std::string& name, const Context& context, const ProjectSettings& settings);
// The dialect called `name`; without a name, all of the project. Throws Error usage.
std::vector<const Dialect*> chosen_dialects(const std::string& name, const Context& context, const ProjectSettings& settings);

// Turns what the runtime returned into an Error unless it is done. `place`: of what failed; without it, the revision.
void require_done(const outcome& result, const Project& project, const Location& place = {});

}  // namespace migrations
