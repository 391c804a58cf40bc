#pragma once

#include "cli/command.h"
#include "cli/project.h"

namespace migrations {

// A revision that is made from the difference to a live database begins with what that database has. It must be what the
// chain makes at the revisions `below`: otherwise the new one would change what other databases do not have. Throws Error:
// state where the database is elsewhere; not_clean where it is something else, with the differences.
void require_chain_in_database(const Context& context, const Project& project, const RevisionList& below);

}  // namespace migrations
