#pragma once

#include <filesystem>
#include <vector>

#include "base/source.h"
#include "cli/project.h"

namespace migrations {

// What makes editors that use taplo complete and check the files of a project: its JSON Schemas, in json-schema/ beside
// migrations.toml, and .taplo.toml in the folder that the editor opens, which says what files they are for. Paths in it are
// relative, so that all of it can be committed. Of a .taplo.toml that is there, only what was written here before is written
// anew. Throws Error usage for files of the project outside of the folder, which taplo cannot name; refused where the file is
// no TOML, or would be none.
std::vector<SourceFile> taplo_files(const std::vector<ProjectSettings>& databases, const std::filesystem::path& folder);

}  // namespace migrations
