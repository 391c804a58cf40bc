#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/names.h"
#include "schema/schema.h"

namespace migrations {

// Random values for the laws. The same seed gives the same values; a test prints its seed when it
// fails.

// Below `limit`, which is at least 1.
std::size_t random_below(std::mt19937& random, std::size_t limit);
bool one_in(std::mt19937& random, std::size_t count);

template <class Vector>
auto& any_of(std::mt19937& random, Vector& things) {
    return things[random_below(random, things.size())];
}

// One to `most` of them, in any order; none of none.
std::vector<std::string> some_of(std::vector<std::string> names, std::size_t most,
                                 std::mt19937& random);

std::string random_name(std::mt19937& random);  // may need quotes; at most 63 bytes
std::string random_text(
    std::mt19937& random);  // any text: quotes, line ends, other scripts; may be empty
Type random_type(const Schema& schema, std::mt19937& random);
Value random_value(const Type& type, const Schema& schema, std::mt19937& random);
EnumType random_enum(const Schema& schema, std::mt19937& random);  // its name is new

// How an expression may spell a column.
std::string spelled(const std::string& name, std::mt19937& random);

template <class Vector>
bool taken(const Vector& things, const std::string& name) {
    return std::any_of(things.begin(), things.end(),
                       [&](const auto& each) { return equals_ignoring_case(each.name, name); });
}

// A random name, with a number where it is taken.
template <class Vector>
std::string free_name(const Vector& things, std::mt19937& random) {
    const std::string first = random_name(random);
    std::string name = first;
    for (int number = 2; taken(things, name); ++number) {
        name = first.substr(0, 60) + std::to_string(number);
    }
    return name;
}

}  // namespace migrations
