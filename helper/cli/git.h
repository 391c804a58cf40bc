#pragma once

#include <string>

namespace migrations {

// Whether git has the file in the last commit. False without git or outside a repository.
bool is_committed(const std::string& path);

}  // namespace migrations
