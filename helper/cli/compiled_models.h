#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"
#include "cli/project.h"

namespace migrations {

// What a build has read of C++ headers (`migrations build read`): the models as the compiler left them in an object file,
// and hashes of the headers and of all other files that models are in, by which a shell notices that it has to be read again.
std::string compiled_models_text(std::string_view object, const std::vector<std::string>& headers,
                                 const std::vector<std::string>& files);

// The models of a project: TOML files and what a build has read of headers. `problems` is told of a file that cannot be
// read, of headers that were never compiled or have changed since, and of mistakes in the models. After a problem with a
// file as a whole the model is empty: what is in that file would seem to be missing.
Model read_project_models(const ProjectSettings& settings, Diagnostics& problems);

}  // namespace migrations
