#include "schema/dependency_order.h"

#include <gtest/gtest.h>

namespace migrations {
namespace {

using Names = std::vector<std::string>;

TEST(DiffOrder, NeedsComeFirstAndTheAlphabetDecidesTheRest) {
    EXPECT_EQ(dependency_order({}, {}), Names{});
    EXPECT_EQ(dependency_order({"c", "b", "a"}, {}), (Names{"a", "b", "c"}));
    EXPECT_EQ(dependency_order({"a", "b", "c"}, {{"a", {"c"}}, {"c", {"b"}}}),
              (Names{"b", "c", "a"}));
}

TEST(DiffOrder, WhatIsNotAskedForAndOneselfDoNotCount) {
    EXPECT_EQ(dependency_order({"a", "b"}, {{"a", {"a", "x"}}, {"x", {"a"}}}), (Names{"a", "b"}));
}

TEST(DiffOrder, ACircleIsOpenedAtItsFirstName) {
    EXPECT_EQ(dependency_order({"b", "c", "d"}, {{"b", {"c"}}, {"c", {"d"}}, {"d", {"b"}}}),
              (Names{"b", "d", "c"}));
}

TEST(DiffOrder, WhatWaitsForACircleDoesNotOpenIt) {
    EXPECT_EQ(dependency_order({"a", "x", "y"}, {{"a", {"x"}}, {"x", {"y"}}, {"y", {"x"}}}),
              (Names{"x", "a", "y"}));
    EXPECT_EQ(dependency_order({"a", "x", "y"}, {{"a", {"y"}}, {"x", {"y"}}, {"y", {"x"}}}),
              (Names{"x", "y", "a"}));
}

TEST(DiffOrder, TwoCircles) {
    EXPECT_EQ(dependency_order({"a", "b", "c", "d"},
                               {{"a", {"b"}}, {"b", {"a"}}, {"c", {"d"}}, {"d", {"c"}}}),
              (Names{"a", "b", "c", "d"}));
}

}  // namespace
}  // namespace migrations
