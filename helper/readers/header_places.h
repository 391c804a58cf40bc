#pragma once

#include <string>
#include <vector>

#include "base/file_path.h"

namespace migrations {

// The path of a header as a compiler gives it. One that does not exist, since the compiler was told to write others
// (-ffile-prefix-map), is that of the header whose path ends most alike, if any does.
FilePath place_among(const std::string& path, const std::vector<std::string>& headers);

}  // namespace migrations
