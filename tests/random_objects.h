#pragma once

#include <random>

#include "schema/schema.h"

namespace migrations {

// Views over the tables, views over views, triggers, and on PostgreSQL functions that those call; names and texts follow
// from the tables, so that a change of a table shows in what reads it.
std::vector<Object> random_objects(const Schema& schema, std::mt19937& random);

// An object that needs nothing: a view, or a function of PostgreSQL.
Object random_lone_object(std::mt19937& random);

}  // namespace migrations
