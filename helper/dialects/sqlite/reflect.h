#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace migrations::sqlite {

// Reading a schema back from the texts that SQLite stores in sqlite_schema.
struct StoredTable {
    std::string name;
    std::string sql;                   // CREATE TABLE ...
    std::vector<std::string> indexes;  // CREATE INDEX ... of this table
};

// The schema that the texts describe, columns in their order, all else sorted by name: every type is Verbatim and in one
// spelling; collations are in upper case, and those of index keys left out where their columns have the same; defaults
// are expressions; constraints without a name are called as unnamed() says. ON CONFLICT clauses are passed over. Throws Error environment for a text that cannot be read.
Schema reflect(const std::vector<StoredTable>& tables);

// The schema as reflect() shows it when its tables were made by create_table_text():
// Dialect::normalize for SQLite.
Schema normalize(const Schema& schema);

}  // namespace migrations::sqlite
