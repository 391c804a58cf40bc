#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "schema/type.h"
#include "schema/value.h"

namespace migrations {

// What a type or default that a database shows may be in portable terms: guesses, for the dialect to prove.

// The first integers in a text, in order; as many as a type or its CHECK may have.
std::vector<int> integers_in(std::string_view text);

// Types that a column may be of, those that promise most first. `numbers` may be lengths and precisions.
std::vector<PortableType> possible_types(const std::vector<int>& numbers);

// Defaults that may be what the database shows: a value, or a portable word.
std::vector<std::variant<Value, Sql>> possible_defaults(const std::string& shown);

}  // namespace migrations
