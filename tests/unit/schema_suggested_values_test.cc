#include <gtest/gtest.h>

#include "schema/pattern_examples.h"
#include "schema/suggested_values.h"

namespace migrations {
namespace {

// The values for the first row, one after the other.
std::string suggested(const PortableType& type, const std::string& expression) {
    std::string all;
    for (const Value& value : suggested_values(type, {expression}, 1)) {
        if (!all.empty()) all += " ";
        if (const auto* text = std::get_if<std::string>(&value)) all += "'" + *text + "'";
        if (const auto* whole = std::get_if<std::int64_t>(&value)) all += std::to_string(*whole);
        if (const auto* real = std::get_if<double>(&value)) all += std::to_string(*real);
    }
    return all;
}

TEST(SuggestedValues, OfNumbers) {
    EXPECT_EQ(suggested(Integer{32}, "b BETWEEN -20 AND -10"), "-20 -10 -15 -19 -21 -9 -11 81 -121 91 -111");
    EXPECT_EQ(suggested(Integer{64}, "y > 10000000000"), "10000000000 10000000001 9999999999 10000000101 9999999899");
    EXPECT_EQ(suggested(Integer{16}, "y < 32767"), "32767 32766 32666");
    EXPECT_EQ(suggested(Integer{32}, "a - 1 > b"), "1 2 0 102 -100") << "a sign that subtracts is none";
    EXPECT_EQ(suggested(Decimal{3, 1}, "d > 99"), "'99.0' '99.1' '98.9' '98.0' '-2.0'");
    EXPECT_EQ(suggested(Integer{32}, "a > b"), "");
}

TEST(SuggestedValues, OfTimes) {
    EXPECT_EQ(suggested(Date{}, "d > '2020-02-28'"),
              "'2020-02-28' '2020-02-29' '2020-02-27' '2021-04-03' '2019-01-24'");
    EXPECT_EQ(suggested(Timestamp{true}, "t > '2020-01-01T00:00:00Z'").substr(0, 89),
              "'2020-01-01T00:00:00.000000Z' '2020-01-01T00:00:01.000000Z' '2019-12-31T23:59:59.000000Z'");
    EXPECT_EQ(suggested(Date{}, "kind = 'x'"), "");
}

TEST(SuggestedValues, OfTexts) {
    EXPECT_EQ(suggested(Text{}, "s IN ('a', 'it''s')"), "'a' 'it's' 'ar1' 'it'sr1' 'azr1' 'it'szr1' '' 'it''");
    EXPECT_EQ(suggested(String{2}, "length(s) = 2"), "'r1' 'r'");
    EXPECT_EQ(suggested(Text{}, "s = upper(s)"), "'R1'");
    EXPECT_EQ(suggested(Blob{}, "length(b) = 2"), "'\\x0001' '\\x000001' '\\x01'");
}

TEST(PatternExamples, MatchTheirPatterns) {
    const ExampleStyle style{"m", 'x', 1};
    EXPECT_EQ(like_example("%_@_%", style), "mx@xm");
    EXPECT_EQ(glob_example("[A-C][0-9]?-*", style), "B2x-m");
    EXPECT_EQ(glob_example("[]a]", style), "a");
    EXPECT_EQ(regex_example("^[0-9a-f]{4}$", style), "1234");
    EXPECT_EQ(regex_example("^(DE|AT)-\\d{3,}[A-Z]?$", style), "DE-456");
    EXPECT_EQ(regex_example("^(?:ab){2}c*\\.d+$", style), "ababc.d");
    EXPECT_EQ(regex_example("[[:upper:]]+", style), "B");
    EXPECT_EQ(regex_example("([", style), "");
    EXPECT_EQ(class_members("a-cX_"), "abcX_");
    EXPECT_EQ(text_over("01", 4, 5), "0101");
}

}  // namespace
}  // namespace migrations
