#pragma once

#include <string>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/project.h"
#include "operations/operation.h"

namespace migrations {

// What the models want and the chain does not have.
struct Drift {
    Schema chain;           // at the heads
    Schema models;          // with the chain's names where nobody chose one (adopt_names)
    Operations operations;  // chain -> models; empty: no drift
};

// Precondition: the project is sound (require_sound with models).
Drift find_drift(const Project& project);

// What is wrong with the chain alone: files, the graph, operations that do not fit, raw SQL without effects, losses that
// nobody allowed. `at_head`, if given, becomes the schema at the heads; it is empty where revisions are missing.
Diagnostics chain_findings(const Project& project, Schema* at_head = nullptr);

// The errors of models and chain that differ, each at the line of the model, and how to write the missing revision.
// `at_head` is the schema at the heads. Precondition: the project is sound and has no stray heads.
Diagnostics drift_findings(const Project& project, Schema at_head);

// Whether heads are there that nobody meant: two sides were written at the same time. Lines that stay apart have a label each
// that no other has; one may do without, and so may those on which a revision depends.
bool has_stray_heads(const Graph& graph);

// The error of a chain with such heads, or nothing.
Diagnostics several_heads(const Project& project);

// What `check` says, the build and ctest alike.
struct CheckResult {
    Diagnostics findings;
    Exit exit = Exit::ok;  // the worst: graph, integrity, not_clean, ok
};

// Everything that keeps a build from being right: the graph, the models, drift, several heads, revisions that were
// edited after their review or never reviewed. Warnings where `drift` and `review` say so; an edited revision is
// always an error.
CheckResult check_project(const Project& project, Strictness drift, Strictness review);

// How to run a command on this project, for messages: the CMake target in a build, else the command line.
//   "cmake --build \"/b\" --target blog_db_review" or "migrations review"
std::string command_for(const ProjectSettings& settings, const std::string& target, const std::string& command);

}  // namespace migrations
