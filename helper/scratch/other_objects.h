#pragma once

#include <map>
#include <string>
#include <vector>

#include "dialects/connection.h"

namespace migrations {

// What a database holds beside tables, indexes and enums, each with its definition: "view 'authors'". Schema has no place
// for it, so that raw SQL alone makes and drops it.
using OtherObjects = std::map<std::string, std::string>;
OtherObjects other_objects(Connection& database);

// "view 'authors' is new", "trigger 'touch' has changed", "function 'f()' is gone": one line each.
std::vector<std::string> differences(const OtherObjects& before, const OtherObjects& after);

}  // namespace migrations
