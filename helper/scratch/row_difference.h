#pragma once

#include <string>
#include <vector>

#include "dialects/connection.h"

namespace migrations {

// (1, one, NULL)
std::string row_text(const Cells& row);

// The first difference between the sorted rows of a table before and after, as a sentence; "" when there is none.
std::string row_difference(const std::vector<Cells>& before, const std::vector<Cells>& after, bool may_grow);

}  // namespace migrations
