#pragma once

#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// Puts what makes a table call a function behind the operation that makes that function, and what ends it ahead of the one that
// drops it. A function that reads tables when it is made, or takes rows of one, comes after the tables and goes before
// them; so a table that is created or dropped has its checks, exclusion constraints, indexes and defaults that call such a
// function added later, or dropped first. Only PostgreSQL has functions. The operations fit `before`.
Operations in_call_order(Operations operations, const Schema& before);

}  // namespace migrations
