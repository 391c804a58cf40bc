#pragma once

#include <string>
#include <vector>

#include "dialects/connection.h"

namespace migrations {

// (1, one, NULL)
std::string row_text(const Cells& row);

// How the rows of a table differ: nothing when `what` is empty.
struct RowDifference {
    std::string what;                 // "2 of 3 rows have changed"
    std::vector<std::string> lines;   // "- (1, one)" of what is gone, "+ (1, two)" of what is new, a few of each
};

// Of the sorted rows of a table before and after. `may_grow`: new rows alone are no difference.
RowDifference row_difference(const std::vector<Cells>& before, const std::vector<Cells>& after, bool may_grow);

}  // namespace migrations
