#pragma once

#include "diff/table_changes.h"

namespace migrations {

ColumnChanges compare_columns(const Table& before, const Table& after, const Renames& renames,
                              const std::set<std::string>& routines);

// True when the expression, in any dialect, names one of the columns.
bool mentions(const Sql& sql, const std::set<std::string>& columns);

}  // namespace migrations
