#pragma once

#include <set>
#include <string>

#include "schema/schema.h"

namespace migrations {

// The functions that PostgreSQL, which alone has any in a schema, would not drop as long as something calls them. Names are
// in lower case: too many do no harm.

// Whether the expression calls one of them.
bool calls(const Sql& sql, const std::set<std::string>& routines);

// Whether the expression has one of these names, of types or sequences: 'a'::mood, nextval('numbers').
bool names_any(const Sql& sql, const std::set<std::string>& names);

// What checks, exclusion constraints, indexes, generated columns and defaults of the table call.
std::set<std::string> calls_of(const Table& table);

}  // namespace migrations
