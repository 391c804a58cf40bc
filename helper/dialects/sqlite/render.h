#pragma once

#include "dialects/dialect.h"

namespace migrations::sqlite {

// Dialect::render_on for SQLite.
Script render_on(Schema& schema, const Operations& operations, const RenderOptions& options,
                 Diagnostics& diagnostics);

}  // namespace migrations::sqlite
