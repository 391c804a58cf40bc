#pragma once

#include <string>

#include "diff/renames.h"

namespace migrations {

// Why a drop and an add look like a rename, for people: "same type, same position, similar name", or of tables "3 of 4
// columns are the same, same primary key". `from`, `to` and `hints` are those of possible_renames().
std::string reasons_of(const PossibleRename& rename, const Schema& from, const Schema& to, const RenameHints& hints);

}  // namespace migrations
