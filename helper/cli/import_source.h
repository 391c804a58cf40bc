#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "scratch/scratch.h"

namespace migrations {

// What `import` reads: a database, or a file of SQL that is run on a scratch database.
struct ImportSource {
    const Dialect* dialect = nullptr;
    std::string label;                    // for people, without password
    std::optional<DatabaseUrl> database;  // nothing for a file of SQL
    Schema schema;                        // as reflected
    std::vector<LeftOut> left_out;
};

// Reads it, and changes nothing in it. `dialect`: --dialect, or empty. Throws Error: usage when it is no source, or of
// no dialect of the project; state when there is nothing in it; and as opening, reading and running do.
ImportSource read_import_source(const std::string& text, const std::string& dialect, const Context& context,
                                const ProjectSettings& settings, Scratch& scratch);

}  // namespace migrations
