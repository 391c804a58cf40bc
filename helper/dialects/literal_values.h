#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// The values that an SQL literal may stand for in a column of the type, best first: 'text', 12,
// -0.5, true, NULL. None for any other expression. Which of them it is, the dialect's own literal()
// decides: a value is right when it is written as that text again.
std::vector<Value> literal_values(std::string_view text, const Type& type);

// The text of 'it''s', or nothing when this is no string literal.
std::optional<std::string> string_of_literal(std::string_view text);

}  // namespace migrations
