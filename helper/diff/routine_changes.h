#pragma once

#include <set>
#include <string>

#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// PostgreSQL drops no function as long as the check, default, generated column or index of a table calls it. What calls one
// that is made anew goes before it and comes again after it. `routines` are names in lower case.

// The defaults of the tables of `base` that call one of them; the comparison of the tables then finds the new ones missing.
// `base` has the new names of tables already, and the old ones of columns.
Operations drops_of_calling_defaults(const Schema& base, const Schema& to, const std::set<std::string>& routines);

// Whether a check, exclusion constraint, index or generated column of the table calls one of them.
bool calls_any(const Table& table, const std::set<std::string>& routines);

}  // namespace migrations
