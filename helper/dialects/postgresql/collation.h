#pragma once

#include <string>

#include "schema/schema.h"

namespace migrations::postgresql {

// The name of a column's collation, which may also stand in the text of its type; "" for that of the type itself. One in
// double quotes is SQL, as in "other"."name": it is not found by the search path.
std::string collation_of(const Column& column);

// A type's name (types.h) without its COLLATE clause.
std::string without_collation(const std::string& type_name);

// ` COLLATE "C"`, or "" for an empty name.
std::string collate_clause(const std::string& name);

// As reflect() has it; none for "".
Collation only_here(std::string name);

// Whether a column of this type can have a collation, as far as is known: types that are not our own may.
bool is_collatable(const std::string& type_name);

}  // namespace migrations::postgresql
