#pragma once

#include <string>
#include <vector>

#include "dialects/connection.h"
#include "dialects/postgresql/reflect.h"

namespace migrations::postgresql {

// Connection::left_out for PostgreSQL, for the current schema: one query, left_out_query, in which
// a new kind is a SELECT more.
std::vector<LeftOut> left_out(const Query& query, const std::vector<std::string>& ignored);

// kind, name, table that it belongs to or NULL, definition or NULL
extern const char* const left_out_query;

}  // namespace migrations::postgresql
