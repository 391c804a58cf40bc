#pragma once

#include "schema/schema.h"

namespace migrations::postgresql {

// Dialect::normalize(): the schema as reflect() reads it back. Types are Verbatim with the text of
// type_name(); enums that are kept as text have become CHECKs; defaults are SQL text; what only
// SQLite has is gone.
Schema normalize(const Schema& schema);

}  // namespace migrations::postgresql
