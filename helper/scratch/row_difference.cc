#include "scratch/row_difference.h"

#include <algorithm>
#include <iterator>

#include "base/names.h"

namespace migrations {
namespace {

// As many as tell what kind of rows they are.
constexpr std::size_t rows_shown = 3;

void show(const std::vector<Cells>& rows, const std::string& mark, std::vector<std::string>& lines) {
    const std::size_t shown = std::min(rows.size(), rows_shown);
    for (std::size_t i = 0; i < shown; ++i) lines.push_back(mark + row_text(rows[i]));
    if (rows.size() > shown) lines.push_back(mark + "... and " + std::to_string(rows.size() - shown) + " more");
}

std::string words(std::size_t had, std::size_t gone, std::size_t added) {
    const auto has = [](std::size_t count) { return std::string(count == 1 ? "has" : "have"); };
    const auto is = [](std::size_t count) { return std::string(count == 1 ? " is " : " are "); };
    const std::string fresh = count_of(added, "row") + is(added) + "new";
    if (gone == 0) return fresh;
    const std::string of_all = std::to_string(gone) + " of " + count_of(had, "row");
    if (gone == added) return of_all + " " + has(gone) + " changed";
    if (added == 0) return of_all + is(gone) + "gone";
    return of_all + is(gone) + "gone or " + has(gone) + " changed, and " + fresh;
}

}  // namespace

std::string row_text(const Cells& row) {
    std::vector<std::string> cells;
    for (const auto& cell : row) cells.push_back(cell.value_or("NULL"));
    return "(" + join(cells, ", ") + ")";
}

RowDifference row_difference(const std::vector<Cells>& before, const std::vector<Cells>& after, bool may_grow) {
    std::vector<Cells> gone;
    std::vector<Cells> added;
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(gone));
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(added));
    if (gone.empty() && (added.empty() || may_grow)) return {};
    RowDifference difference{words(before.size(), gone.size(), added.size()), {}};
    show(gone, "- ", difference.lines);
    show(added, "+ ", difference.lines);
    return difference;
}

}  // namespace migrations
