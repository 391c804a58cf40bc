#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Columns whose values have those of a domain inside: arrays of it, arrays of a domain over it, domains over an array of it,
// rows of a table with such a column. PostgreSQL does not look into them, and so refuses a new CHECK or NOT NULL of the
// domain as long as there are any (get_rels_with_domain() in src/backend/commands/typecmds.c).
struct HoldingColumn {
    const Table* table = nullptr;
    const Column* column = nullptr;
    std::string bare_type;  // which can hold the same values without any domain: "integer[]"; "" when there is none
};
std::vector<HoldingColumn> columns_holding(const Schema& schema, std::string_view domain);

// Whether the domain is the type of a column, or is inside of the values of one.
bool has_columns(const Schema& schema, std::string_view domain);

}  // namespace migrations
