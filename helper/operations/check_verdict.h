#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schema/value.h"

namespace migrations {

// Whether a CHECK accepts a value of a column, worked out without a database. Nothing where that
// cannot be told: the expression looks at another column, calls more than length(), upper(), lower()
// and trim(), or the dialects do not agree (a decimal, which SQLite compares as text). Understood
// are AND, OR, NOT, comparisons with literals, BETWEEN, IN, LIKE and IS NULL.
std::optional<bool> check_verdict(std::string_view expression, const std::string& column,
                                  const Value& value);

}  // namespace migrations
