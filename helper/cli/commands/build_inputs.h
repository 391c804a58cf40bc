#pragma once

#include <string>
#include <vector>

#include "cli/project.h"

namespace migrations {

// What a step of the build is made of, for the build tool: files, and the folders in which a new file counts.

// The settings and the revisions: what the list of tests is made of.
std::vector<std::string> chain_inputs(const Project& project);

// And the models, whose schema the compiled-in migrations name.
std::vector<std::string> embed_inputs(const Project& project);

// And the review ledger: what the check looks at.
std::vector<std::string> check_inputs(const Project& project);

// The same, but for what the build itself makes of headers, as a text that changes when they do, with a line for each file:
// its hash and its path. Files that cannot be
// read have a line too. Much faster than reading the project, and no mistake in it matters.
std::string chain_fingerprint(const ProjectSettings& settings);
std::string check_fingerprint(const ProjectSettings& settings);

}  // namespace migrations
