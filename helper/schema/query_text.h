#pragma once

#include <set>
#include <string>
#include <string_view>

namespace migrations {

// What a query of PostgreSQL says, or a statement with queries in it.

// Whether it says "*", "t.*" or NATURAL JOIN, which stand for the columns that there are when a view is made: one that comes
// later is none of the view. Not so count(*).
bool spreads_columns(std::string_view sql);

// What it reads from or writes to (FROM, JOIN, INTO, UPDATE), by bare names in lower case; but for what it names itself (WITH).
std::set<std::string> relations_in(std::string_view sql);

// What it calls, by bare names in lower case: names before a parenthesis.
std::set<std::string> calls_in(std::string_view sql);

}  // namespace migrations
