#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"
#include "cli/project.h"

namespace migrations {

// The keys of migrations.toml and of the project file that CMake writes (cli/settings.cc lists them), read into
// settings. Every unknown key and wrong value is a Diagnostic at its place.
void read_settings_file(const Node& file, ProjectSettings& settings, Diagnostics& diagnostics);
void read_project_file(const Node& file, ProjectSettings& settings, Diagnostics& diagnostics);

// The keys of migrations.toml, but for `databases` (cli/databases.h).
std::vector<std::string> settings_keys();

// The folder with initdb and postgres that CMake names for tests (Migrations_POSTGRESQL_BINDIR); empty: none.
std::string postgresql_bindir(const ProjectLocation& location);

}  // namespace migrations
