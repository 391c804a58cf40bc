#pragma once

#include <random>

#include <migrations/script.hpp>

#include "schema/schema.h"

namespace migrations {

// What one database has and the other has not, for schemas of that one alone.
//
// PostgreSQL: types of its own and arrays, domains, operator classes, gin, gist and brin, keys that are deferrable or take
// NULLs as equal, exclusion constraints over ranges, unlogged tables, materialized views. SQLite: declared types of any
// words, generated columns that are not stored, STRICT, WITHOUT ROWID, AUTOINCREMENT, virtual tables.

// Some for each table.
void add_traits(dialect language, Schema& schema, std::mt19937& random);

// Adds one, changes one, or leaves the schema as it is where the table that was chosen allows none.
void edit_traits(dialect language, Schema& schema, std::mt19937& random);

// Objects over the tables, as random_objects.h has them for both.
void add_objects(dialect language, Schema& schema, std::mt19937& random);

// Whether the database takes what validate() does: on PostgreSQL a foreign key leads to no key that is deferrable, and from
// no table whose rows outlive a crash to one whose rows do not.
bool takes_traits(dialect language, const Schema& schema);

}  // namespace migrations
