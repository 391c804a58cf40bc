#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace migrations {

// The files by which a build tool knows that a step was done.
struct StepFiles {
    std::string stamp;
    std::string dependencies;  // for Ninja
};

// Writes them, and with --json what was done. Ninja gets a dependency file and asks whether the stamp changed: an equal one
// keeps its time, and nothing that comes after is done again. Make gets none, and goes by times alone.
void finish_step(const Context& context, const StepFiles& files, const std::vector<std::string>& inputs,
                 const std::string& content);

}  // namespace migrations
