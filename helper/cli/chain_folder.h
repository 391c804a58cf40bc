#pragma once

#include <string>

#include "chains/old_chain.h"

namespace migrations {

// The files below a folder, by name, without hidden ones, and without following links to folders. SQL, plans and settings are
// read. Throws Error: usage when it is no folder; graph with all files that are no text, or when there are too many.
ChainFiles read_chain_folder(const std::string& folder);

}  // namespace migrations
