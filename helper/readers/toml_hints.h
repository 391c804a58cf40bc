#pragma once

#include "diff/renames.h"
#include "readers/toml_draft.h"

namespace migrations {

// The renames that the models state. The enum of a column with `values` follows the renames of its
// table and column.
RenameHints rename_hints(const Drafts& drafts, Diagnostics& diagnostics);

}  // namespace migrations
