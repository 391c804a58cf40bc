#pragma once

#include <map>
#include <string>

#include "operations/operation.h"

namespace migrations::postgresql {

// What rows with an old value of an enum get instead.
using ValueMapping = std::map<std::string, std::string>;

ValueMapping mapping_of(const AlterEnum& change);

// The expression, a value as text, mapped: "c"::text, or a CASE.
std::string mapped(const std::string& value, const ValueMapping& mapping);

// The same for the elements of an array.
std::string mapped_elements(std::string values, const ValueMapping& mapping);

}  // namespace migrations::postgresql
