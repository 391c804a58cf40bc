#pragma once

#include "operations/operation.h"
#include "schema/dialect_names.h"

namespace migrations {

// Fewer operations with the same result on a schema like `before`: consecutive changes of the schema become their
// difference, where nothing that is there before them has rows that would go another way (a fill, a rename, another type,
// something dropped). Operations that change rows stay, in their places between the others.
Operations condensed(const Operations& operations, const Schema& before, const DialectNames& dialects = all_dialect_names());

}  // namespace migrations
