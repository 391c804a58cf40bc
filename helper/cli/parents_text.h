#pragma once

#include <string>
#include <vector>

#include "revisions/revision.h"

namespace migrations {

// The text of a revision file with other parents, and nothing else changed: comments and layout stay. `revision` is what
// was read from it. One without parents gets the key behind `revision`.
std::string with_parents(const std::string& text, const Revision& revision, const std::vector<std::string>& parents);

}  // namespace migrations
