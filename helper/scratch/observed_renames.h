#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dialects/connection.h"
#include "diff/renames.h"

namespace migrations {

// What things are called, by what stays when they are renamed: PostgreSQL's numbers of tables, columns, enums and their
// values. Empty on SQLite, which has none.
struct NamesByNumber {
    std::map<std::string, std::string> tables;
    std::map<std::pair<std::string, std::string>, std::string> columns;  // (table, column)
    std::map<std::string, std::string> enums;
    std::map<std::pair<std::string, std::string>, std::string> values;   // (enum, value)
};

NamesByNumber names_by_number(Connection& database);

// What was renamed between two looks at a database: what has another name under the same number; on SQLite what the
// statements in between say (ALTER TABLE ... RENAME).
RenameHints observed_renames(const NamesByNumber& before, const NamesByNumber& after);
RenameHints stated_renames(const std::vector<std::string>& statements);

}  // namespace migrations
