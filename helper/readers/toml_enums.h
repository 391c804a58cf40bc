#pragma once

#include <string>
#include <vector>

#include "readers/toml_draft.h"

namespace migrations {

// The keys of a column that belong to the enum that it defines with `values`.
extern const std::vector<std::string> inline_enum_keys;

// [enums.NAME], with these keys.
extern const std::vector<std::string> enum_keys;
EnumDraft read_enum(const Entry& entry, Diagnostics& diagnostics);

// The enum `<table>_<column>` of a column with `values`, which may have `native` and
// `renamed_values` too. Precondition: the column's node is a table and has `values`.
EnumDraft read_inline_enum(const Entry& column, const std::string& table, Diagnostics& diagnostics);

}  // namespace migrations
