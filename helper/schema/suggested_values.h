#pragma once

#include <string>
#include <vector>

#include "schema/type.h"
#include "schema/value.h"

namespace migrations {

// Values of a type that the text of CHECKs and other expressions makes worth trying, the likeliest first: its literals,
// what lies between two of them, what comes just before and after each, texts that its patterns match, texts and blobs
// of the lengths that it names. Nothing is evaluated, so that any of them may still be refused. The values differ with
// `row` (1-based) where they can.
std::vector<Value> suggested_values(const PortableType& type, const std::vector<std::string>& expressions, int row);

// The portable type that comes nearest to a type name of a database; Text where none does.
PortableType nearest_portable(const std::string& type_name);

}  // namespace migrations
