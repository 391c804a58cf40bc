// Rows that nothing known forbids, without a database.
#include <gtest/gtest.h>

#include <functional>

#include "scratch/row_search.h"

namespace migrations {
namespace {

// The columns a, b, c, ... with the same options each.
std::vector<Choice> columns(std::size_t count, const std::vector<std::string>& texts) {
    std::vector<Choice> choices;
    for (std::size_t i = 0; i < count; ++i) {
        Choice& choice = choices.emplace_back();
        choice.columns = {std::string(1, static_cast<char>('a' + i))};
        for (const std::string& each : texts) choice.options.push_back({each});
    }
    return choices;
}

// How many rows are tried until `refused`, which names the columns to blame, names none; -1 when there is no such row.
int attempts(RowSearch& search, std::vector<Choice> choices,
             const std::function<std::vector<std::string>(const RowTexts&)>& refused) {
    search.start(std::move(choices));
    for (int attempt = 1;; ++attempt) {
        const auto row = search.next();
        if (!row) return -1;
        const std::vector<std::string> blamed = refused(*row);
        if (blamed.empty()) return attempt;
        search.forbid(blamed);
    }
}

TEST(RowSearch, ColumnsAreSearchedOneByOne) {
    const auto refused = [](const RowTexts& row) {
        for (const auto& [column, text] : row) {
            if (text != "3") return std::vector{column};
        }
        return std::vector<std::string>();
    };
    RowSearch search(1);
    EXPECT_EQ(attempts(search, columns(12, {"0", "1", "2", "3"}), refused), 12 * 3 + 1);
    // The next row of the table knows what the first one learned.
    EXPECT_EQ(attempts(search, columns(12, {"0", "1", "2", "3"}), refused), 1);
}

TEST(RowSearch, WhatIsImpossibleEnds) {
    const auto never = [](const RowTexts&) { return std::vector<std::string>{"a", "b"}; };
    RowSearch search(1);
    EXPECT_EQ(attempts(search, columns(4, {"0", "1", "2"}), never), -1);
    EXPECT_EQ(attempts(search, columns(1, {}), never), -1);
}

TEST(RowSearch, PairsGoBackToTheFirst) {
    RowSearch search(1);
    const int tried = attempts(search, columns(2, {"1", "2", "3", "4"}), [](const RowTexts& row) {
        return row.at("a") > row.at("b") && row.at("b") > "2" ? std::vector<std::string>() : std::vector<std::string>{"a", "b"};
    });
    EXPECT_EQ(tried, 15);
}

TEST(RowSearch, ColumnsOfAKeyComeFromOneRow) {
    RowSearch search(1);
    search.start({{{"a", "b"}, {{"1", "x"}, {"2", "y"}}}});
    EXPECT_EQ(search.next(), (RowTexts{{"a", "1"}, {"b", "x"}}));
    search.forbid({"b"});
    EXPECT_EQ(search.next(), (RowTexts{{"a", "2"}, {"b", "y"}}));
    // No column to blame: the row as a whole.
    search.forbid({});
    EXPECT_EQ(search.next(), std::nullopt);
}

}  // namespace
}  // namespace migrations
