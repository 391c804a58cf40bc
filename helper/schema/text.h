#pragma once

#include <optional>
#include <string>

#include "base/diagnostic.h"
#include "base/node.h"
#include "schema/schema.h"

namespace migrations {

// The parts of a schema as TOML and back, in the grammar of revision files. print() leaves out what has its default
// value, so that parse(print(x)) == x. parse() reports every mistake (unknown key with a suggestion, missing key,
// wrong kind) and still returns what it could read.
//
// Type is "decimal(12,2)", or a table { portable = "...", sqlite = "...", postgresql = "..." }; Sql is a string or
// { sqlite = "...", postgresql = "..." }; IndexKey is "column" or { column = ..., descending = true }. parse() takes
// shorter forms too: a key, constraint or index without `name` (names.h makes it), primary_key = ["a", "b"],
// generated = "expression" (stored), and the columns of an index as one string.

Node print(const Type& type);
Node print(const Sql& sql);
Node print(const Value& value);
Node print(const Column& column);
Node print(const Table& table);
Node print(const EnumType& type);
Node print(const Object& object);

std::optional<Type> parse_type(const Node& node, Diagnostics& diagnostics);
std::optional<Sql> parse_sql(const Node& node, Diagnostics& diagnostics);
// Strings, integers, floats, booleans, dates (as strings) and { null = true } for NULL; anything else is a mistake.
std::optional<Value> parse_value(const Node& node, Diagnostics& diagnostics);
Column parse_column(const Node& node, Diagnostics& diagnostics);
Table parse_table(const Node& node, Diagnostics& diagnostics);
EnumType parse_enum(const Node& node, Diagnostics& diagnostics);

// The whole schema as text: for `show`, tests and messages. Everything is sorted by name but the columns, which stay
// in their order: print(canonical(schema)) is the same text for equal schemas.
std::string print(const Schema& schema);

}  // namespace migrations
