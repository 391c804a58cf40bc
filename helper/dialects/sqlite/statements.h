#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"

namespace migrations::sqlite {

// The statements of a text, without their semicolons and without comments around them. A CREATE
// TRIGGER goes on to the END behind a semicolon (sqlite.org/c3ref/complete.html).
std::vector<std::string> split_statements(std::string_view sql);

// Dialect::classify for SQLite, by the leading words of each statement.
Dialect::RawSql classify(std::string_view sql);

}  // namespace migrations::sqlite
