#pragma once

#include <optional>
#include <string>

namespace migrations {

// A value, as text, of a type of PostgreSQL whose values have a form that no other type has: addresses, ranges, bits,
// geometry, ... Nothing for all other types. For row 0 it is the one that comes nearest to nothing ("0.0.0.0", "empty");
// the others, from 1 on, differ from row to row where the type has so many values, and ranges do not overlap.
std::optional<std::string> formed_value(const std::string& type_name, int row);

}  // namespace migrations
