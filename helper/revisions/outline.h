#pragma once

#include <optional>
#include <string>
#include <vector>

#include "revisions/revision.h"

namespace migrations {

// The revisions of a folder as read_revisions() gives them, but for their operations, what they lose, the hashes of
// these, and places in the files: a fraction of the work, and all that is needed to know the graph, and to see that a
// database is at the head and that nothing below it was edited. Nothing when the head of any file is not plainly in
// order; read_revisions() then says why.
std::optional<std::vector<Revision>> read_outlines(const std::string& folder);
// The same of several folders; one that does not exist has no revisions.
std::optional<std::vector<Revision>> read_outlines(const std::vector<std::string>& folders);

}  // namespace migrations
