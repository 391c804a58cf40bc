#pragma once

#include <string>

#include "cli/command.h"
#include "cli/project.h"

namespace migrations {

// What `import FOLDER` was told.
struct FolderOptions {
    std::string folder;
    std::string layout;  // --layout, or empty
    std::string dialect;
    std::string irreversible;  // --irreversible "why"
    std::string tool_table;
    bool split = false;
    bool stamp = false;
    std::string stamp_url;  // empty: the database of the project
};

// Makes revisions and models of a folder in which another tool keeps its migrations, and with `stamp` the tool's record in a
// database ours. All or nothing is written. Precondition: the project has neither models nor revisions.
Exit import_folder(const Context& context, const Project& project, const FolderOptions& options);

}  // namespace migrations
