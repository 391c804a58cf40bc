#pragma once

#include "diff/renames.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// New enums and those with other values. `base` has the new names of tables and enums already. A
// default that its enum loses is dropped first: PostgreSQL cannot convert it; the comparison of the
// tables finds the new one missing.
Operations compare_enums(const Schema& base, const Schema& to, const RenameHints& hints);

// The enums that `to` does not have, to be dropped when nothing uses them any more.
Operations drops_of_enums(const Schema& base, const Schema& to);

}  // namespace migrations
