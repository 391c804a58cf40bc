#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace migrations {

// A part of a row that is chosen at once: one column, or those of a foreign key, which must come from the same row.
struct Choice {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> options;  // each as many SQL texts as columns, the likeliest first
};

using RowTexts = std::map<std::string, std::string>;  // column -> SQL text

// Finds rows that nothing known forbids. What the database refuses is noted for the columns that the refusal names, so
// that only these are chosen anew, and is never tried again: neither in this row nor in later ones of the table, since
// a CHECK looks at one row only and a UNIQUE at rows that stay.
//
// A table of n columns with m options each, each with a constraint of its own, takes at most n * m attempts. Options
// are tried in their order, and in another one (from the seed) after every `patience` refusals.
class RowSearch {
public:
    explicit RowSearch(unsigned seed) : random_(seed) {}

    // Starts a new row.
    void start(std::vector<Choice> choices);

    // The next row to try; nothing when all combinations are forbidden, or none was found in a bounded search.
    std::optional<RowTexts> next();

    // The values that the last row had in these columns do not go together. No column: the row as a whole.
    void forbid(const std::vector<std::string>& columns);

private:
    bool choose(std::size_t index, std::size_t& steps);
    bool is_forbidden(std::size_t index) const;

    using Columns = std::vector<std::string>;
    std::map<Columns, std::set<std::vector<std::string>>> forbidden_;
    std::vector<Choice> choices_;
    std::map<std::string, std::size_t> choice_of_;  // column -> index into choices_
    RowTexts row_;
    std::mt19937 random_;
    int refusals_ = 0;
};

}  // namespace migrations
