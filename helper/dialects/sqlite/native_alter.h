#pragma once

#include "dialects/dialect.h"
#include "operations/operation.h"

namespace migrations::sqlite {

// Oldest versions with each form; DROP COLUMN of 3.35.0 to 3.35.4 could corrupt the database.
inline constexpr int rename_column_since = 3025000;
inline constexpr int drop_column_since = 3035005;

// Whether ALTER TABLE ADD COLUMN can do this to a table with rows, all of it: no primary key,
// nothing computed for rows that exist, and a CHECK that they are certain to satisfy. `after` is
// the table with the column.
bool can_add_column(const AddColumn& change, const Table& after, const Schema& schema,
                    const RenderOptions& options);

// Whether ALTER TABLE DROP COLUMN can do this: nothing but the column's own definition and indexes
// that are dropped first mention it. `before` is the table with the column, `after` without.
bool can_drop_column(const DropColumn& change, const Table& before, const Table& after,
                     const RenderOptions& options);

}  // namespace migrations::sqlite
