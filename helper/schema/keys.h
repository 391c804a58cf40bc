#pragma once

#include <string>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Whether a foreign key can refer to these columns: a primary key, a unique that is not deferrable (PostgreSQL wants to know
// at once), or a unique index without condition consists of exactly them, in any order. `but_for` is a PrimaryKey, Unique or
// Index of the table that is not to be counted.
bool has_key(const Table& table, std::vector<std::string> columns, const void* but_for = nullptr);

// Why not, behind the names of the columns: "which is neither primary key nor unique".
std::string why_no_key(const Table& table, std::vector<std::string> columns);

// Whether the column may be in a primary key: a key holds no NULL. Only in SQLite it may (sqlite.org/quirks.html,
// section 5), so a column whose type is spelled out for SQLite may be null = true: it was taken from there. PostgreSQL
// makes it NOT NULL.
bool can_be_in_primary_key(const Column& column);

}  // namespace migrations
