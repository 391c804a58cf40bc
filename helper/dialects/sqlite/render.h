#pragma once

#include "dialects/dialect.h"

namespace migrations::sqlite {

// Dialect::render for SQLite.
Script render(const Schema& before, const Operations& operations, const RenderOptions& options,
              Diagnostics& diagnostics);

}  // namespace migrations::sqlite
