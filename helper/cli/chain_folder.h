#pragma once

#include <string>

#include "chains/old_chain.h"

namespace migrations {

// The files below a folder, by name, without hidden ones, and without following links to folders. SQL, plans and settings are
// read; of those that are no text, or whose names are none, ChainFile::trouble says so. Throws Error usage when it is no
// folder, or has too many files.
ChainFiles read_chain_folder(const std::string& folder);

}  // namespace migrations
