#include "schema/date_time.h"

#include <gtest/gtest.h>

namespace migrations {
namespace {

// As SQLite stores it, in UTC; "" for what is no timestamp.
std::string utc(const std::string& text) {
    const auto time = parse_timestamp(text);
    const auto moved = time ? in_utc(*time) : time;
    return moved ? date_text(*moved) + "T" + time_text(*moved) : "";
}

TEST(SchemaDateTime, FormsOfATimestamp) {
    for (const char* text : {"2024-02-29T13:07:05Z", "2024-02-29t13:07:05z", "2024-02-29 13:07:05",
                             "2024-02-29 13:07:05.000+00", "2024-02-29 15:07:05+02:00",
                             "2024-02-29 15:07:05+0200", "2024-02-29T10:37:05.0-02:30"}) {
        EXPECT_EQ(utc(text), "2024-02-29T13:07:05.000000") << text;
    }
    EXPECT_EQ(utc("2024-02-29"), "2024-02-29T00:00:00.000000");
    EXPECT_EQ(utc("2024-02-29 13:07"), "2024-02-29T13:07:00.000000");
    EXPECT_EQ(utc("2024-02-29 13:07:05.5"), "2024-02-29T13:07:05.500000");
}

TEST(SchemaDateTime, OffsetsLeadToOtherDays) {
    EXPECT_EQ(utc("2024-03-01 01:00+02"), "2024-02-29T23:00:00.000000");
    EXPECT_EQ(utc("2023-12-31 23:00-02"), "2024-01-01T01:00:00.000000");
    EXPECT_EQ(utc("0001-01-01 00:00+01"), "");
    EXPECT_EQ(utc("9999-12-31 23:59-01"), "");
}

TEST(SchemaDateTime, WhatIsNone) {
    for (const char* text : {"",
                             "2024",
                             "2024-2-1",
                             "2024-13-01",
                             "2024-00-01",
                             "2024-01-00",
                             "2023-02-29",
                             "1900-02-29",
                             "0000-01-01",
                             "2024-01-01T",
                             "2024-01-01 24:00",
                             "2024-01-01 00:60",
                             "2024-01-01 00:00:60",
                             "2024-01-01 00:00:00.",
                             "2024-01-01 00:00:00.1234567",
                             "2024-01-01 00:00 +01",
                             "2024-01-01 "
                             "00:00+",
                             "2024-01-01 00:00+16",
                             "2024-01-01 00:00+01:60",
                             "2024-01-01 00:00Zx",
                             "now",
                             "infinity"}) {
        EXPECT_EQ(utc(text), "") << text;
    }
    EXPECT_FALSE(parse_date("2024-01-01T00:00"));
    EXPECT_FALSE(parse_time("12:00Z"));
    EXPECT_EQ(time_text(*parse_time("12:00:01.25")), "12:00:01.250000");
}

}  // namespace
}  // namespace migrations
