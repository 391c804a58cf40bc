#pragma once

#include "base/diagnostic.h"
#include "schema/schema.h"

namespace migrations {

// Everything that is wrong with a schema whatever the database: tables, columns, constraints and indexes named twice
// (also when only letter case differs), empty or over-long names (63 bytes), keys and indexes of columns that do not
// exist, foreign keys to nothing, to a column that is neither primary key nor unique, or of another type, enums that
// do not exist or have no or equal values, a default that its type cannot hold, NULL in a
// primary key, a table without columns, two defaults, generated columns with a default, an autoincrement column that
// is not the integer primary key; objects whose SQL makes something else, triggers on nothing, numbers that no sequence has,
// views and functions that need one another. All at once, at the
// origins that the schema carries.
Diagnostics validate(const Schema& schema);

}  // namespace migrations
