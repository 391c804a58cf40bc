#pragma once

#include "base/diagnostic.h"
#include "operations/operation.h"
#include "sql/script.h"

namespace migrations::postgresql {

// Dialect::render_on(): statements for PostgreSQL 15, most of which 12 to 18 take as well.
Script render_on(Schema& schema, const Operations& operations, Diagnostics& diagnostics);

}  // namespace migrations::postgresql
