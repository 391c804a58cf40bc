#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schema/schema.h"

namespace migrations::sqlite {

// What the portable types are on SQLite. A portable type is stored as exactly INTEGER, REAL, TEXT
// or BLOB, since any further word may change the affinity and with it the values
// (sqlite.org/datatype3.html, 3.1); what the type promises beyond that is a CHECK of the column.

// The declared type: "TEXT", or the verbatim text for SQLite, which may end in a COLLATE clause
// ("TEXT COLLATE NOCASE"). Empty for a type that has no text for SQLite.
std::string type_name(const Type& type);

// A type's text in one spelling, so that == compares: upper case, single blanks, none beside
// parentheses and commas.
std::string plain_type(std::string_view text);

// INTEGER, REAL, TEXT, BLOB or NUMERIC: the affinity of a declared type
// (sqlite.org/datatype3.html, 3.1).
std::string affinity(std::string_view declared);

// The expression that every value of the column satisfies because of its type, or "": verbatim
// types have none.
std::string type_check(const Column& column, const Schema& schema);

// A value as a literal for a column of this type. Booleans are 1 and 0, decimals text; the string
// of a blob is its bytes, or hexadecimal digits behind "\x". Dates and times are stored in one form,
// "2024-12-31T23:59:59.000000Z" for a timestamptz, which is in UTC; uuids in lower case.
std::string literal(const Value& value, const Type& type);

// What stands behind DEFAULT: a literal, or an expression in parentheses. Nothing when the column
// has no default. The portable words `now` and `uuid` become expressions that fit the column's
// type.
std::optional<std::string> default_text(const Column& column);

// An expression of the user's for this type, in parentheses; the portable words `now` and `uuid`
// become what fits.
std::string expression_text(const Sql& expression, const Type& type);

// Whether SQLite numbers the rows of this column: the only primary key column of a table with
// rowids, declared INTEGER (sqlite.org/lang_createtable.html, section 5).
bool is_rowid_alias(const Table& table, const Column& column);

// The expression that turns a value of one type into the other, given the expression of the old
// value. "" when the new column's affinity does all that is needed: the runtime then compares each
// value with what became of it, which it cannot do for an expression
// (migrations/sqlite_rebuild.hpp).
std::string conversion(const std::string& value, const Type& from, const Type& to);

}  // namespace migrations::sqlite
