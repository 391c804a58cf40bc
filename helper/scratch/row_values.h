#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "schema/schema.h"

namespace migrations {

// SQL literals to try for a column in the row of this number (1-based), the most natural first. Numbers start at 1001
// and texts name their column, so that rows which a revision inserts do not meet them.
std::vector<std::string> natural_values(const Column& column, const Schema& schema, const Dialect& dialect, int row);

// Literals that the CHECK expressions which name the column suggest: their numbers and the neighbours of these, their
// strings, texts that match their LIKE and GLOB patterns, texts of the lengths that they mention.
std::vector<std::string> suggested_values(const Column& column, const Table& table, const Dialect& dialect, int row);

}  // namespace migrations
