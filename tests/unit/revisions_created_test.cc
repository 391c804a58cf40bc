#include "revisions/created.h"

#include <gtest/gtest.h>

#include <string>

namespace migrations {
namespace {

TEST(UtcDigits, OfDateTimes) {
    const auto digits = [](const std::string& text) { return utc_digits(text).value_or("none"); };
    EXPECT_EQ(digits("2026-11-22T14:55:00Z"), "20261122145500");
    EXPECT_EQ(digits("2026-11-22 14:55:00z"), "20261122145500");
    EXPECT_EQ(digits("2026-11-22t14:55:07.120Z"), "2026112214550712");
    EXPECT_EQ(digits("2026-11-22T14:55:00"), "20261122145500");
    EXPECT_EQ(digits("2024-03-01T00:30:00+01:00"), "20240229233000");
    EXPECT_EQ(digits("2025-12-31T23:30:00-01:45"), "20260101011500");
    EXPECT_EQ(digits("0000-01-01T00:00:00Z"), "00000101000000");
    for (const std::string text :
         {"", "2026-11-22", "14:55:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
          "2026-11-22T24:00:00Z", "2026-11-22T14:55:00.Z", "2026-11-22T14:55:00Zx",
          "2026-11-22T14:55Z", "2026-11-22T14:55:00+1:00", "2026-11-22T14:55:00 Z",
          "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-00:01", "x026-11-22T14:55:00Z"}) {
        EXPECT_EQ(digits(text), "none") << text;
    }
}

}  // namespace
}  // namespace migrations
