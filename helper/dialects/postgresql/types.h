#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

// What types, values and defaults are in PostgreSQL. Pure functions.
namespace migrations::postgresql {

// The key of PostgreSQL's texts in an Sql value and in Type::verbatim.
inline constexpr std::string_view dialect_name = "postgresql";

// The type's name as format_type() prints it: "character varying(320)", "timestamp with time zone".
// Native enums are always in double quotes ("mood", or "mood"[] for an array), others are "text".
// "" when the type has no text for PostgreSQL.
std::string type_name(const Type& type, const Schema& schema);

// A type name that a person wrote, as format_type() prints it: "varchar (20)" is "character
// varying(20)". Names that are no built-in type stay as they are.
std::string canonical_type_name(std::string_view name);

// The name without its length, precision or scale: "character varying", "timestamp with time zone".
std::string base_type_name(std::string_view type_name);

// A value as a literal. A bytea is "\x" and hexadecimal digits, or else the bytes of its text. A
// point in time without an offset is taken as UTC when the type has a time zone, since the server
// would take that of the session.
std::string literal(const Value& value, const Type& type);

// The SQL text of an expression that gives a value of this type. The portable words become what
// they mean: `now` is the moment in UTC, `uuid` a random one.
std::string value_expression(const Sql& sql, const Type& type);
// True for `now` and `uuid`: they use no other column.
bool is_portable_word(const Sql& sql);

// What stands behind DEFAULT, or nothing: a default of NULL is none.
std::optional<std::string> default_text(const Column& column);

// The enum of a column when its values are kept as text with a CHECK, else null.
const EnumType* checked_enum(const Column& column, const Schema& schema);
// The enum of a column whose type is a native one, or an array of it; else null.
const EnumType* native_enum(const Column& column, const Schema& schema);

// The CHECKs that enums kept as text bring with them, in the order of the columns.
std::vector<Check> enum_checks(const Table& table, const Schema& schema);
// The one of a column that has one.
Check enum_check(const std::string& table, const Column& column, const EnumType& type);

// The name that the server gives the sequence of an identity column, where that is free.
std::string sequence_name(const std::string& table, const std::string& column);

// Whether NULL can be stored: no column of the primary key and no identity can.
bool accepts_null(const Column& column, const Table& table);

}  // namespace migrations::postgresql
