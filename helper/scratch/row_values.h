#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "schema/schema.h"

namespace migrations {

// SQL literals to try for a column in the row of this number (1-based), the most natural first. Numbers start at 1001
// and texts name their column, so that rows which a revision inserts do not meet them.
std::vector<std::string> natural_values(const Column& column, const Schema& schema, const Dialect& dialect, int row);

// Those that the CHECKs and generated columns make worth trying which have to do with the column.
std::vector<std::string> suggested_literals(const Column& column, const Table& table, const Dialect& dialect, int row);

// Values far above and far below the natural ones: what one column needs to be greater or less than another.
std::vector<std::string> other_values(const Column& column, const Dialect& dialect, int row);

}  // namespace migrations
