#pragma once

#include <string>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Whether a foreign key can refer to these columns: a primary key, a unique, or a unique index
// without condition consists of exactly them, in any order. `but_for` is a PrimaryKey, Unique or
// Index of the table that is not to be counted.
bool has_key(const Table& table, std::vector<std::string> columns, const void* but_for = nullptr);

}  // namespace migrations
