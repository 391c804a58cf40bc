#pragma once

#include <map>
#include <string>
#include <vector>

#include "dialects/connection.h"
#include "schema/schema.h"

namespace migrations {

// What the tests' rows are, where the generator cannot find or must not choose them.
struct RowSettings {
    std::map<std::string, std::string> tables;  // "empty": no rows in this table, on purpose
    std::string rows_file;                      // SQL or TOML with rows of the user's own
    unsigned seed = 1;
    int rows_per_table = 3;
};

struct RowReport {
    std::vector<std::string> filled;      // tables
    std::vector<std::string> left_empty;  // by settings
    std::vector<std::string> failed;      // "table 'x': no row was found for CHECK (...)": one line each
};

// Fills every table of the database with rows that its constraints accept: built from types, keys, foreign keys
// (parents first; cycles through NULLs or deferred), enum values and the literals of the CHECKs, by a bounded search
// that tries them on the database itself. Deterministic for a seed. Tables that have rows keep them.
RowReport fill_tables(Connection& database, const Schema& schema, const RowSettings& settings);

// All rows of the given columns as text, sorted: what a round trip compares. Table -> rows.
using Contents = std::map<std::string, std::vector<Cells>>;
Contents contents(Connection& database, const std::map<std::string, std::vector<std::string>>& columns);

}  // namespace migrations
