#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/source.h"
#include "dialects/connection.h"
#include "schema/schema.h"

namespace migrations {

// What the tests' rows are, where the generator cannot find or must not choose them.
struct RowSettings {
    std::map<std::string, Location> empty_tables;  // no rows in these, on purpose; and where it is said
    std::string rows_file;                         // TOML with rows of the user's own
    unsigned seed = 1;
    int rows_per_table = 3;
};

struct RowReport {
    std::vector<std::string> filled;      // tables
    std::vector<std::string> left_empty;  // by settings
    std::vector<std::string> failed;      // "table 'x': no row was found that it accepts: ...": one line each
    std::vector<std::string> refused;     // "row 2 of 'x' in rows.toml:7:1: ...": rows of the user's own
};

// Fills every table of the database with rows that its constraints accept: those of the user's own, then rows built
// from types, keys, foreign keys (parents first; circles through NULLs or deferred keys), enum values and the literals
// of the CHECKs, by a bounded search that tries them on the database itself. Deterministic for a seed. Tables that have
// rows keep them. What a rows file says about tables and columns that the schema does not have is left out.
RowReport fill_tables(Connection& database, const Schema& schema, const RowSettings& settings);

// Tables and columns in the settings and the rows file that exist in none of these states of a chain. Throws Error
// graph for a file that cannot be read.
Diagnostics check_row_settings(const RowSettings& settings, const std::vector<Schema>& states);

// All rows of the given columns as text, sorted: what a round trip compares. Table -> rows.
using Contents = std::map<std::string, std::vector<Cells>>;
Contents contents(Connection& database, const std::map<std::string, std::vector<std::string>>& columns);

}  // namespace migrations
