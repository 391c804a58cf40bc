#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/node.h"
#include "cli/project.h"

namespace migrations {

// The databases of migrations.toml: one whose keys stand at the top, or several in sections [databases.NAME], each with
// a chain of its own. What stands at the top then holds for all of them, unless a section says otherwise.
struct DatabaseSettings {
    ProjectSettings settings;
    Node keys;  // what holds for this one
};

// At least one, in file order. Throws Error usage with all that is wrong with the file, also with the sections that
// nobody asks for at the moment, and with chains that would get into each other's files.
std::vector<DatabaseSettings> read_databases(const std::filesystem::path& config, const Node& file);

// The one of the command line: -n, then MIGRATIONS_NAME, then `main`. `of_build`: the name that add_migrations() gave to
// the project, which tells more than all of these. Throws Error usage when there is none, or when it could be several.
DatabaseSettings choose_database(std::vector<DatabaseSettings> all, const ProjectLocation& location,
                                 const std::string& of_build = "");

}  // namespace migrations
