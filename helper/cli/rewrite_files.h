#pragma once

#include <vector>

#include "base/source.h"

namespace migrations {

// Gives files that are there other texts: all of them, or none. Throws Error environment when one cannot be written; those
// before it then have what they had.
void rewrite_files(const std::vector<SourceFile>& files);

}  // namespace migrations
