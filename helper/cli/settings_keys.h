#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"
#include "cli/project.h"

// Readers of single keys of migrations.toml, which report what is wrong with a value.
namespace migrations {

// cli/settings_models.cc: the files that models are in.
void read_models_key(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics);

// cli/settings_files.cc: where the files of revisions are, how they are called, and what runs on new ones.
void read_revision_folders(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics);
void read_file_name(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics);
void read_time_zone(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics);
void read_after_write(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics);

// cli/settings_rules.cc: levels of lint rules, rows of the generated tests, what is none of the project's business, names of
// what the models give none.
void read_naming(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics);
void read_lint(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics);
std::vector<std::string> tests_keys();
void read_tests(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics);
std::vector<std::string> ignore_keys();
void read_ignore(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics);

}  // namespace migrations
