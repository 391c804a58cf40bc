#pragma once

#include <string>

#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/writer.h"
#include "operations/operation.h"

namespace migrations::postgresql {

// CREATE TYPE ... AS ENUM
std::string create_type(const EnumType& type);

// Changes an enum in a way that ALTER TYPE cannot: the columns get another type, or text gets other values. Whatever holds on
// to the columns or to the type is taken away and made again with the text that it has.
void rewrite_enum(const AlterEnum& change, const Around& around, Writer& writer);

}  // namespace migrations::postgresql
