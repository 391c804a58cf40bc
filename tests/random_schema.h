#pragma once

#include <random>
#include <string>

#include "random_tables.h"
#include "random_values.h"

namespace migrations {

// A schema of one to five tables that validate() accepts and both databases can make: all types,
// keys, foreign keys with actions and cycles, indexes with expressions, conditions and descending
// keys, checks, enums, generated and numbered columns, comments, names that need quotes. No
// deferrable uniques, which SQLite does not have.
Schema random_schema(std::mt19937& random);

// A different schema, after one to six random edits, valid again; renames look like a drop and an
// addition.
Schema mutated(const Schema& schema, std::mt19937& random);

// Whether validate() accepts it, and SQLite: there a numbered column is the whole primary key.
bool is_possible(const Schema& schema);

// Removes a column with everything that uses it, as far as the table itself goes. The name by value: the caller may pass
// that of the column itself.
void remove_column(Table& table, const std::string name);

}  // namespace migrations
