#pragma once

#include <string>

#include "cli/command.h"
#include "cli/project.h"

namespace migrations {

// Whether a revision may be written anew: it is the only head, nothing else builds on it, git has not committed it,
// and it holds no operation written by hand. Throws Error refused otherwise, unless `sure`.
void require_amendable(const Project& project, const Revision& revision, bool sure);

// If a database is named and holds this revision, takes it back there by the down script that the database recorded
// when it was applied: the file may have changed since. True when it did. Throws Error as a downgrade does.
bool take_back_draft(const Context& context, const Project& project, const Revision& revision);

}  // namespace migrations
