#pragma once

#include <random>
#include <string>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Random values for the laws. The same seed gives the same values; a test prints its seed when it
// fails.

// Below `limit`, which is at least 1.
std::size_t random_below(std::mt19937& random, std::size_t limit);
bool one_in(std::mt19937& random, std::size_t count);

template <class Vector>
auto& any_of(std::mt19937& random, Vector& things) {
    return things[random_below(random, things.size())];
}

// A schema of one to five tables that validate() accepts and both databases can make: all types,
// keys, foreign keys with actions and cycles, indexes with expressions, conditions and descending
// keys, checks, enums, generated and numbered columns, comments, names that need quotes. No
// deferrable uniques, which SQLite does not have.
Schema random_schema(std::mt19937& random);

// A different schema, after one to six random edits, valid again; renames look like a drop and an
// addition.
Schema mutated(const Schema& schema, std::mt19937& random);

// Parts, for tests that make operations. What they name is not in use in the schema or table yet.
std::string random_name(std::mt19937& random);  // may need quotes; at most 63 bytes
std::string random_text(
    std::mt19937& random);  // any text: quotes, line ends, other scripts; may be empty
Type random_type(const Schema& schema, std::mt19937& random);
Value random_value(const Type& type, const Schema& schema, std::mt19937& random);
Column random_column(const Schema& schema, const Table& table, std::mt19937& random);
EnumType random_enum(const Schema& schema, std::mt19937& random);
Table random_table(const Schema& schema, std::mt19937& random);

// Parts of a table with at least one column; their names are empty or new. `valid` is false when
// the columns of the table do not allow one.
struct RandomParts {
    bool valid = false;
    Unique unique;
    Index index;
    Check check;
    ForeignKey foreign_key;
};
RandomParts random_unique(const Table& table, std::mt19937& random);
RandomParts random_index(const Table& table, std::mt19937& random);
RandomParts random_check(const Table& table, std::mt19937& random);
RandomParts random_foreign_key(const Schema& schema, const Table& table, std::mt19937& random);

}  // namespace migrations
