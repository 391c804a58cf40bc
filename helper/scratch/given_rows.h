#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "schema/schema.h"

namespace migrations {

// A row of the user's rows file:
//   [[users]]
//   id   = 1
//   nick = "ada"
struct GivenRow {
    struct Cell {
        std::string column;
        Value value;
        Location location;
    };
    std::vector<Cell> cells;
    Location location;
};

struct GivenTable {
    std::string name;
    Location location;
    std::vector<GivenRow> rows;
};

// Throws Error graph with all mistakes of the file. No path: no rows.
std::vector<GivenTable> read_given_rows(const std::string& path);

// A rows file serves all revisions of a chain, so that it may name what one of them lacks; what none of them has (a
// table, a column, a value of an enum), in none of the `states`, is a mistake.
Diagnostics check_given_rows(const std::vector<GivenTable>& given, const std::vector<Schema>& states);

// "table 'userz' exists at no revision" with a suggestion as help, at the place; nothing when one of the states has it.
Diagnostics check_table_name(const std::string& name, const Location& location, const std::vector<Schema>& states);

}  // namespace migrations
