#pragma once

#include <filesystem>
#include <string>

#include "cli/project.h"

namespace migrations {

// Whether a path is the folder or something in it. Both are absolute and normal.
bool is_inside(const std::filesystem::path& path, const std::filesystem::path& folder);

// The path of the file for a new revision. The folder is `wanted`, which must be one of the project's or inside of one
// (Error usage names them); where that is empty, the one that the first parent is in, else the first.
std::string path_of_new(const Revision& revision, const ProjectSettings& settings, const Graph* graph = nullptr,
                        const std::string& wanted = {});

}  // namespace migrations
