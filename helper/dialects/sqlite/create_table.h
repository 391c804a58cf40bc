#pragma once

#include <string>
#include <string_view>

#include "schema/schema.h"

namespace migrations::sqlite {

// The CREATE TABLE text of a table, without a semicolon: one column or constraint a line, every
// name quoted. SQLite stores it as it is, and what ALTER TABLE makes of it (ADD, DROP, RENAME) has
// the same tokens as the text of the table that replay() makes.
std::string create_table_text(const Table& table, const Schema& schema);

// The definition of a column, the same in CREATE TABLE and in ADD COLUMN. The integer primary key
// is written with its column, since only there it may be AUTOINCREMENT.
std::string column_text(const Column& column, const Table& table, const Schema& schema);

// CREATE UNIQUE INDEX "ix" ON "users" ("team_id", (lower(email)) DESC) WHERE active
std::string create_index_text(const std::string& table, const Index& index);

// The same without what only PostgreSQL has.
Unique plain(Unique unique);
ForeignKey plain(ForeignKey key);
Check plain(Check check);
Index plain(Index index);

// Constraints without a name exist in databases that others made, and as the CHECKs of types. The
// schema that is read back calls them by what they are, in lower case and one spelling, so that
// each has a name of its own: "unnamed length(email) <= 320". is_unnamed() of schema/names.h is true
// for such a name.
std::string unnamed(std::string_view what);

// An expression without the parentheses around all of it, and without blanks around those.
std::string without_parentheses(std::string_view expression);

}  // namespace migrations::sqlite
