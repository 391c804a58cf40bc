#pragma once

#include <vector>

#include "cli/project.h"
#include "codegen/compiled.h"
#include "revisions/plan.h"
#include "scratch/program.h"
#include "scratch/scratch.h"

namespace migrations {

// The program with the functions that revisions call, as the build says.
Program program_of(const ProjectSettings& settings);

// Has the moves of a chain that calls functions made by that program on scratch databases. Throws Error refused when there
// is none, or it is not built.
void use_functions(Scratch& scratch, const Project& project, const CompiledChain& chain);

// Warnings about functions that a build knows nothing of: nobody could run the revisions that call them but a program.
Diagnostics function_findings(const Project& project);

// Throws Error refused where a step calls a function, which nobody but a program can do.
void require_no_functions(const std::vector<PlannedStep>& plan);

}  // namespace migrations
