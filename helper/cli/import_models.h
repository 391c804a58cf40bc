#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/source.h"
#include "cli/project.h"
#include "readers/model_print.h"
#include "scratch/scratch.h"

namespace migrations {

// The models of a database that is there, and what was proved about them.
struct ImportedModels {
    std::vector<SourceFile> files;
    Schema schema;  // what the files say, with the names that the database has for what they do not name
};

// How printed models become files with paths.
using ModelFiles = std::function<std::vector<SourceFile>(const Schema& schema)>;

// Models for what was reflected, after two proofs: read again they are the schema that was printed, and a scratch
// database that is made from them shows what was reflected. A default that the server shows otherwise than it was
// lifted is written word for word. Throws Error: graph for what the model files, or a dialect of the project, cannot
// say, at its place in the files; not_clean, with the operations, for what would not come out the same.
ImportedModels prove_models(const Schema& reflected, const Dialect& dialect, const ModelFiles& print,
                            const ProjectSettings& settings, Scratch& scratch);

}  // namespace migrations
