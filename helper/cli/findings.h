#pragma once

#include <string>

#include "base/diagnostic.h"

namespace migrations {

// Findings as people and editors read them, to stderr. In a job of GitHub Actions also as the commands that show them at
// their lines of a pull request ("Workflow commands for GitHub Actions": error, warning, notice).
void print_findings(const Diagnostics& findings);
std::string findings_text(const Diagnostics& findings);

// Those commands, one a line. `workspace`: the folder of the repository, from which paths are relative; empty: unknown.
std::string github_annotations(const Diagnostics& findings, const std::string& workspace);

}  // namespace migrations
