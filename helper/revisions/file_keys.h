#pragma once

#include <string>
#include <vector>

namespace migrations {

// The keys that a revision file may have (file.h), in the order in which they are written.
const std::vector<std::string>& revision_keys();

}  // namespace migrations
