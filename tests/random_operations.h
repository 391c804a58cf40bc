#pragma once

#include <random>

#include "operations/operation.h"

namespace migrations {

// An operation of any kind on a schema with at least one table; most fit the schema, some do not.
Operation random_operation(const Schema& schema, std::mt19937& random);

// Up to `count` operations that fit one after the other. Those on rows and raw SQL are left out.
Operations random_changes(Schema schema, std::size_t count, std::mt19937& random);

}  // namespace migrations
