#pragma once

#include <migrations/create_table.hpp>

#include "schema/schema.h"

namespace migrations::sqlite {

// A table by its CREATE TABLE, without what other statements say: its indexes, and what REFERENCES without columns
// means. Types and expressions are as they are written; a constraint without a name is `unnamed` (schema/names.h).
Table read_table(const table_text& text);

}  // namespace migrations::sqlite
