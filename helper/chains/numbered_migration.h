#pragma once

#include "chains/file_version.h"
#include "chains/old_chain.h"

namespace migrations {

// A migration as its name tells it, without its scripts. `version`: the number as the tool's table has it.
OldMigration numbered_migration(const NumberedName& name, std::string version);

}  // namespace migrations
