#pragma once

#include <optional>
#include <string>

#include "schema/schema.h"

namespace migrations {

// Either a value, or why the text is none: "'many' is not an integer".
struct ParsedAnswer {
    std::optional<Value> value;
    std::string mistake;
};

// The value that a text of a person's means for a column of this type.
ParsedAnswer parse_answer(const std::string& text, const Type& type, const Schema& schema);

}  // namespace migrations
