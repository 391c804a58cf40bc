#pragma once

#include "diff/effective.h"
#include "diff/foreign_keys.h"
#include "operations/operation.h"

namespace migrations {

// Drops what has a name that is needed elsewhere before its own turn, under the old names of tables. Names of tables, keys and
// indexes belong to the whole schema; sequences, domains and native enums share them. `steps` then knows what is gone. `enums`
// are the operations that make enums.
Operations free_names(TableSteps& steps, const EffectiveRenames& renames, const Operations& enums);

}  // namespace migrations
