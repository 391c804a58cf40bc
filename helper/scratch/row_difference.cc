#include "scratch/row_difference.h"

#include <algorithm>
#include <iterator>

#include "base/names.h"

namespace migrations {

std::string row_text(const Cells& row) {
    std::vector<std::string> cells;
    for (const auto& cell : row) cells.push_back(cell.value_or("NULL"));
    return "(" + join(cells, ", ") + ")";
}

std::string row_difference(const std::vector<Cells>& before, const std::vector<Cells>& after, bool may_grow) {
    std::vector<Cells> missing;
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(missing));
    if (!missing.empty()) return count_of(missing.size(), "row") + " lost or changed, first " + row_text(missing.front());
    if (!may_grow && before.size() != after.size()) {
        return "it has " + count_of(after.size(), "row") + " and had " + std::to_string(before.size());
    }
    return "";
}

}  // namespace migrations
