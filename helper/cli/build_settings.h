#pragma once

#include "base/node.h"
#include "cli/project.h"

namespace migrations {

// Adds what CMake wrote into its project file (`build`) to the settings that were read from migrations.toml (`config`,
// null when the project has none: models alone). Throws Error usage, with the place in migrations.toml and both ways to
// mend it, where the two differ in what a shell needs as well: then a command would mean one thing here, another there.
void add_build(const Node& build, const Node* config, ProjectSettings& settings);

// The name of a project in this folder, where nobody gives it one.
std::string default_project_name(const std::string& folder);

// Fills in what neither file says: name, dialects, version table, namespace.
void complete(ProjectSettings& settings);

// Throws Error usage when the database that the settings name is of a dialect that the project does not have.
void require_known_dialect(const Node* config, const ProjectSettings& settings);

}  // namespace migrations
