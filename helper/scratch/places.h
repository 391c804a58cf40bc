#pragma once

#include <vector>

#include "base/source.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// Where the thing that an operation is about was written: its column, constraint, index, enum or table in the first of these
// schemas that has it with a place; `elsewhere` when none has. Schemas that a server showed know no places.
Location place_of(const Operation& operation, const std::vector<const Schema*>& schemas, const Location& elsewhere);

}  // namespace migrations
