#pragma once

#include <string>
#include <vector>

#include "readers/toml_draft.h"

namespace migrations {

// The keys of a column: those of its own, and of the foreign key and the enum that it may declare.
std::vector<std::string> column_keys();

// An entry of [tables.T.columns]. The enum that it defines with `values` is appended to `enums`. A
// mistake leaves a column with its name, marked as broken.
ColumnDraft read_column(const Entry& entry, const std::string& table, std::vector<EnumDraft>& enums,
                        Diagnostics& diagnostics);

}  // namespace migrations
