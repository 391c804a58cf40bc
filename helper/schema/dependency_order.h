#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace migrations {

// The names in an order in which each comes after all those that it needs; among several possible
// ones the alphabetically first is taken. Needs outside of `names` and of itself do not count.
// Where names need one another in a circle, the first of the circle goes before what it needs, so
// that the result is complete in any case.
std::vector<std::string> dependency_order(
    const std::set<std::string>& names, const std::map<std::string, std::set<std::string>>& needs);

}  // namespace migrations
