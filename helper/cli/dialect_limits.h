#pragma once

#include "base/diagnostic.h"
#include "cli/settings.h"
#include "schema/schema.h"

namespace migrations {

// What the project's databases cannot hold of the models (an exclusion constraint on SQLite, a name of 64 bytes on
// PostgreSQL), each at the place of its table in the models.
Diagnostics dialect_limits(const Schema& models, const ProjectSettings& settings);

}  // namespace migrations
