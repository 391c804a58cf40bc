#pragma once

#include <functional>
#include <string>

#include "cli/command.h"
#include "cli/import_files.h"
#include "cli/project.h"
#include "dialects/connection.h"

namespace migrations {

// Throws Error state when the database records a revision already: it has a project. `revision`: what to stamp later.
void require_unrecorded(Connection& database, const Project& project, const std::string& revision);

// Records in the database that it is at a revision of the project, which an import has written. `look` is called with the
// open database first, and throws when it is not any more what it was. Throws Error; the files are kept then where it is
// in doubt whether the revision was recorded.
void stamp_imported(const Context& context, const DatabaseUrl& url, const std::string& revision, NewFiles& files,
                    const std::function<void(Connection&)>& look);

}  // namespace migrations
