#pragma once

#include <string>
#include <string_view>

#include "schema/dialect_names.h"
#include "schema/schema.h"

namespace migrations {

// What is written in two ways and is the same to both databases, so that neither a model that spells it otherwise nor
// a database that somebody made by hand differs in it.

// The types are the same but for the spelling of names: "varchar (20)" and "character varying(20)" of PostgreSQL,
// letters and blanks of SQLite.
bool same_type(const Type& one, const Type& other);

// A type name of PostgreSQL that a person wrote, as format_type() prints it: "varchar (20)" is "character
// varying(20)". Names that are no built-in type stay as they are.
std::string canonical_postgresql_type(std::string_view name);

// The name in lower case and with single blanks outside of double quotes, none around parentheses, brackets and commas.
std::string tidied_type(std::string_view name);

// The defaults give every new row the same: NULL and none; the value 5 and the expressions 5, +5 and 0x5; true, 't'::boolean, and 1
// where SQLite keeps a number; 'x' and 'x'::text; now(), CURRENT_TIMESTAMP and transaction_timestamp(). Columns of different
// types have different defaults, unless both are written alike. It must hold in each of these dialects.
bool same_default(const Column& one, const Column& other, const DialectNames& dialects = all_dialect_names());

}  // namespace migrations
