#pragma once

#include "readers/toml_draft.h"
#include "schema/names.h"

namespace migrations {

// What follows from the columns: the table's columns, and the primary key, uniques, checks and
// indexes that columns declare, before those of the table itself. A single integer primary key
// without default and foreign key becomes an identity, unless `identity` is given. After
// inherit_columns().
void assemble_tables(Drafts& drafts, Diagnostics& diagnostics);

// Puts the foreign keys into the tables, with the columns that they refer to (the other table's
// primary key when none are given), then names what has no name. After assemble_tables().
void resolve_foreign_keys(Drafts& drafts, const NamingConvention& naming, Diagnostics& diagnostics);

}  // namespace migrations
