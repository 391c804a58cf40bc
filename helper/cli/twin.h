#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dialects/connection.h"

namespace migrations {

// A SQLite database in memory with all that the schema of `live` stores, in its own words, and without rows, but for
// those of the tables in `with_rows` (those of them that there are). `live` is only read.
std::unique_ptr<Connection> twin_of(Connection& live, const std::vector<std::string>& with_rows);

// The tables in which the runtime keeps its records: "migrations_version", "migrations_history", "migrations_journal".
std::vector<std::string> bookkeeping_tables(const std::string& version_table);

}  // namespace migrations
