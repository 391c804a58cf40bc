#pragma once

#include <string>

#include "cli/project.h"

namespace migrations {

// What every command that writes a revision file needs.

// "2026-11-22T14:55:00Z"
std::string now_utc();

// The project's template for revision files, or the built-in one.
std::string template_text(const ProjectSettings& settings);

}  // namespace migrations
