#pragma once

#include <string>
#include <vector>

#include "readers/toml_draft.h"

namespace migrations {

// The keys of an entry of [tables].
std::vector<std::string> table_keys();

// An entry of [tables]: a table, or with `table = false` a data-only model. The enums that its
// columns define are appended to `enums`.
ModelDraft read_table(const Entry& entry, std::vector<EnumDraft>& enums, Diagnostics& diagnostics);

}  // namespace migrations
