#pragma once

#include <string>
#include <vector>

#include "laws.h"

namespace migrations {

// The section `options` of a case, line by line:
//   fill users.email = 'x'           the fill of the operation that adds or alters the column
//   fill_expr users.email = lower(nick)
//   using users.age = age / 2        the `using` of an alter_column
//   replace status.closed = open     a replaced value of an alter_enum
//   sqlite_minimum = 3.40.0          for which scripts are rendered
//   empty logs                       a table that is not filled with rows
//   lost users.email                 values that need not survive
// What cannot be read, or names no operation, is a problem.
void use_options(const std::string& text, SchemaChange& change, Trial& trial,
                 std::vector<std::string>& problems);

}  // namespace migrations
