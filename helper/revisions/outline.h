#pragma once

#include <optional>
#include <string>
#include <vector>

#include "revisions/revision.h"

namespace migrations {

// The revisions of a folder without their operations: id, parents, message, path and file hash. A fraction of the
// work of read_revisions(), and all that is needed to see that a database is at the head and that nothing below it was
// edited. Nothing when any file is not plainly in order; read_revisions() then says why.
std::optional<std::vector<Revision>> read_outlines(const std::string& folder);

}  // namespace migrations
