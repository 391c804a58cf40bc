#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/source.h"
#include "cli/project.h"

namespace migrations {

// The model files of an import, where the project looks for models: one, or with `apart` one a table. Throws Error
// usage when the project names no place for a file, or for only one where several are wanted.
std::vector<SourceFile> model_files(const Schema& schema, bool apart, const ProjectSettings& settings);

// Files that an import has written: all, with their folders, or none. Unless they are kept they go again.
class NewFiles {
public:
    // In this order. Throws Error graph when one is there already, environment when it cannot be written.
    explicit NewFiles(const std::vector<SourceFile>& files);
    ~NewFiles();
    NewFiles(const NewFiles&) = delete;
    NewFiles& operator=(const NewFiles&) = delete;
    void keep() { made_.clear(); }

private:
    void take_away();

    std::vector<std::filesystem::path> made_;  // folders before what is in them
};

}  // namespace migrations
