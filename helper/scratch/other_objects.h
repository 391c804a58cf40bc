#pragma once

#include <map>
#include <string>
#include <vector>

#include "dialects/connection.h"

namespace migrations {

// What a database holds for which Schema has no place, each with its definition: "policy 'own_rows of users'". Raw SQL
// alone makes and drops it.
using OtherObjects = std::map<std::string, std::string>;
OtherObjects other_objects(Connection& database);

// "aggregate 'total' is new", "policy 'own_rows of users' has changed", "type 'point3' is gone": one line each.
std::vector<std::string> differences(const OtherObjects& before, const OtherObjects& after);

}  // namespace migrations
