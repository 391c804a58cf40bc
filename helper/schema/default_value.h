#pragma once

#include <string>

#include "schema/schema.h"

namespace migrations {

// Why a value cannot be stored in a column of the type: the wrong kind ("is a string, not an
// integer"), out of range, not finite, too long, no date that exists, no uuid, no JSON, none of the
// enum's values. "" when it can, as far as can be told without a database; NULL and verbatim types
// always pass. For defaults, fills and rows; the text continues a sentence whose subject is the
// value.
std::string value_mistake(const Value& value, const Type& type, const Schema& schema);

// The same where the column may be NOT NULL: then NULL is a mistake too.
std::string value_mistake(const Value& value, const Column& column, const Schema& schema);

// Why an expression cannot give values of the type: it is the portable word `now` or `uuid`, and
// the type holds neither times nor uuids nor text ("is a time, which int32 cannot hold"). "" for
// everything else, which only a database can tell.
std::string expression_mistake(const Sql& expression, const Type& type);

}  // namespace migrations
