#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// The columns of a table that a database names when it refuses a row, by its message: those of the constraint, and for
// a generated one those that it is computed from. Empty when the message names nothing (a trigger's, say).
std::vector<std::string> blamed_columns(const std::string& message, const Table& table, std::string_view dialect);

// The columns of the table that an expression looks at, through generated ones too.
std::vector<std::string> columns_in(const std::string& expression, const Table& table, std::string_view dialect);

}  // namespace migrations
