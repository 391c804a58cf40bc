#pragma once

#include "cli/project.h"
#include "dialects/connection.h"

namespace migrations {

// Whether a database of which nothing is recorded holds something, and nothing but what [ignore] of the project names:
// tables, views, sequences and the like by `tables`, types by `enums`. The runner refuses a database that is not empty,
// since it may be another one than was meant; what is ignored says nothing about that.
bool holds_only_ignored(Connection& database, const recorded& record, const ProjectSettings& settings);

}  // namespace migrations
