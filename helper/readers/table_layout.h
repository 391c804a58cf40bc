#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// How a table is written in a model: which keys, constraints and indexes stand at their column
// (`unique = true`), and which names are left out because the reader chooses the same.
struct TableLayout {
    // Everything is named, in the order in which the reader puts it together: what stands at columns
    // comes first. `automatic` says that the name is not written.
    Table table;
    bool key_at_column = false;
    std::size_t uniques_at_columns = 0;  // the first so many of the table; likewise below
    std::size_t foreign_keys_at_columns = 0;
    std::size_t checks_at_columns = 0;
    std::vector<std::string> check_columns;  // at which those stand
    std::size_t indexes_at_columns = 0;
};

// `schema` is the one that the table is of.
TableLayout layout_of(const Table& table, const Schema& schema);

// Whether the reader makes the column an identity when nothing is said (`identity = ...`).
bool implies_identity(const Column& column, const Table& table);

}  // namespace migrations
