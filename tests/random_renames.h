#pragma once

#include <random>

#include "diff/renames.h"

namespace migrations {

// Gives new names to some of what both schemas have (tables, columns, enums and their values) in `after`, wherever it is
// mentioned there but in objects, and says so as the models would.
RenameHints rename_some(const Schema& before, Schema& after, std::mt19937& random);

}  // namespace migrations
