#pragma once

#include "base/diagnostic.h"
#include "cli/settings.h"
#include "schema/schema.h"

namespace migrations {

// What the project's databases cannot hold of the models (an exclusion constraint on SQLite, a name of 64 bytes on
// PostgreSQL), each at the place of its table in the models.
Diagnostics dialect_limits(const Schema& models, const ProjectSettings& settings);

// What they cannot make of a schema that they hold (another type of a domain that columns have), at the places of the
// operations. Open questions are not among it.
Diagnostics change_limits(const Schema& from, const Operations& operations, const ProjectSettings& settings);

}  // namespace migrations
