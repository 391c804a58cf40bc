#pragma once

#include "cli/command.h"
#include "cli/commands/move_database.h"

namespace migrations {

// `downgrade --recorded`: takes back the revisions of the database that the files do not have, by the ways down that it
// recorded when they were applied. Asks first, since nobody can say what is lost on the way.
Exit take_back_recorded(const Context& context, const MoveOptions& options);

}  // namespace migrations
