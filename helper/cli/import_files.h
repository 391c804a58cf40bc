#pragma once

#include <string>
#include <vector>

#include "base/source.h"
#include "cli/project.h"

namespace migrations {

// The model files of an import, where the project looks for models: one, or with `apart` one a table. Throws Error
// usage when the project names no place for a file, or for only one where several are wanted.
std::vector<SourceFile> model_files(const Schema& schema, bool apart, const ProjectSettings& settings);

// Writes all of the files, with their folders, or none. Throws Error graph when one is there already, environment when
// it cannot be written.
void write_all(const std::vector<SourceFile>& files);

}  // namespace migrations
