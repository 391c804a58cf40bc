#pragma once

#include <set>
#include <string>

#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// Native enums and domains that go while something of another kind takes their name, which PostgreSQL has only once. Columns
// that stay would have to change from the one to the other in one step: they become text first, and the type goes early.
struct TakenTypes {
    std::set<std::string> names;
    Operations columns_leave;
    Operations enums_dropped;
};

// `before` has the new names of tables and enums already.
TakenTypes taken_types(const Schema& before, const Schema& after);

// Whether a column of the table has one of these types.
bool has_type(const Table& table, const std::set<std::string>& types);

}  // namespace migrations
