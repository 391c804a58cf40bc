#pragma once

#include <string>
#include <vector>

namespace migrations {

// Something of a database that a Schema has no place for (Connection::left_out).
struct LeftOut {
    std::string kind;        // "policy", "row level security of table"
    std::string name;        // "own_rows on users"
    std::string table;       // the one that it belongs to and goes with, or ""
    std::string definition;  // differs when the thing has changed; for no one to read
    bool operator==(const LeftOut&) const = default;
};

// Whether it belongs to the server or to other schemas (grants, tablespaces, publications), and is no part of what a chain
// makes of its own schema.
bool is_of_the_server(const LeftOut& thing);

// "aggregate 'total(integer)' is new", "policy 'own_rows on users' has changed", "range type 'span' is gone": one line
// each, sorted by kind and name.
std::vector<std::string> differences(const std::vector<LeftOut>& before, const std::vector<LeftOut>& after);

}  // namespace migrations
