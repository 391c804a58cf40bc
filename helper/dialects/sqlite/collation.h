#pragma once

#include <string>
#include <string_view>

#include "schema/schema.h"

namespace migrations::sqlite {

// Collations, which are a clause of a column or of an index key. Their names are in upper case, since letter case does
// not count.

// The one of a column, which may also stand in the text of its type; "" for BINARY.
std::string collation_of(const Column& column);

// A plain type (types.h) without its COLLATE clause.
std::string without_collation(const std::string& plain_type);

// " COLLATE NOCASE", or "" for an empty name.
std::string collate_clause(std::string_view name);

// SQLite's own: BINARY, NOCASE, RTRIM. Others exist in programs that define them.
bool is_known_collation(std::string_view name);

// As the schema that was read back has it; none for "".
Collation only_here(std::string name);

// A key of an index from its text, without DESC: `t COLLATE NOCASE`, in parentheses or not, is a column with a
// collation.
IndexKey read_key(std::string_view text);

// Takes away the collations of keys that are those of their columns, which is what they are without.
void drop_usual_collations(Table& table);

}  // namespace migrations::sqlite
