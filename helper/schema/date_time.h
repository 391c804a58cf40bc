#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace migrations {

// A point of the proleptic Gregorian calendar. What a text does not say is 0, and the date
// 1970-01-01.
struct CalendarTime {
    int year = 1970;  // 1 to 9999
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;  // 0 to 59: neither database keeps leap seconds
    int microsecond = 0;
    std::optional<int> offset;  // minutes east of UTC, when the text says

    bool operator==(const CalendarTime&) const = default;
};

// "2024-02-29"; nothing when there is no such day.
std::optional<CalendarTime> parse_date(std::string_view text);

// "12:30", "12:30:59", "12:30:59.123456".
std::optional<CalendarTime> parse_time(std::string_view text);

// A date, or date and time with 'T' or a blank between, then perhaps "Z", "+02", "+02:00" or
// "+0200" (RFC 3339, and what PostgreSQL prints).
std::optional<CalendarTime> parse_timestamp(std::string_view text);

// The same moment in UTC, with offset 0. Without an offset it is taken to be in UTC already.
// Nothing when its year leaves 1 to 9999.
std::optional<CalendarTime> in_utc(CalendarTime time);

// "2024-02-29" and "12:30:59.123456".
std::string date_text(const CalendarTime& time);
std::string time_text(const CalendarTime& time);

}  // namespace migrations
