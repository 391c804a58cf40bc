#pragma once

#include <string>

#include "schema/schema.h"

namespace migrations {

// Why a value cannot be stored in a column of the type: the wrong kind ("is a string, not an
// integer"), out of range, too long, none of the enum's values. "" when it can, as far as can be
// told without a database; NULL and verbatim types always pass. Used for defaults; the text
// continues a sentence whose subject is the value.
std::string value_mistake(const Value& value, const Type& type, const Schema& schema);

}  // namespace migrations
