#pragma once

#include <string>

#include "cli/command.h"
#include "cli/database_steps.h"

namespace migrations {

struct MoveOptions {
    std::string target;
    bool yes = false;
    bool dry_run = false;
    bool recorded = false;            // downgrade: those that the files do not have (cli/take_back.h)
    bool single_transaction = false;  // all revisions in one
    std::string backup;               // SQLite: file for a copy of the database before anything is written
};

// `upgrade` and `downgrade`: works out the way, checks that it may be gone, goes it, and says where the database is.
Exit move_database(const Context& context, const MoveOptions& options, direction way);

}  // namespace migrations
