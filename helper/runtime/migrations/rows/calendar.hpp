// Dates and times as both databases write them, and as std::chrono has them.
//
// C++17, standard library only.
#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>
#include <string>
#include <string_view>

namespace migrations::rows {

using days = std::chrono::duration<int, std::ratio<86400>>;

// The days since 1970-01-01 of a day in the proleptic Gregorian calendar. Years are counted from March, so that the day that
// is not always there is their last, and from 4800 years before the first, so that none is negative.
constexpr std::int64_t day_number(std::int64_t year, int month, int day) {
    const std::int64_t of = (month <= 2 ? year - 1 : year) + 4800;
    const int months = (month + 9) % 12;
    return 365 * of + of / 4 - of / 100 + of / 400 + (153 * months + 2) / 5 + day - 1 - 719468 - 12 * 146097;
}
constexpr bool is_day(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (month < 1 || month > 12 || day < 1) return false;
    const std::int64_t next = day_number(month == 12 ? year + 1 : year, static_cast<int>(month % 12) + 1, 1);
    return day <= next - day_number(year, static_cast<int>(month), 1);
}

struct calendar_day {
    std::int64_t year = 1970;
    int month = 1;
    int day = 1;
};
// For days from the year 1 on.
constexpr calendar_day day_of(std::int64_t number) {
    // 400 years have 146097 days; the estimate is never too small, and at most one too large.
    std::int64_t year = (number + 719468) * 400 / 146097 + 1;
    while (day_number(year, 3, 1) > number) --year;
    const int rest = static_cast<int>(number - day_number(year, 3, 1));
    const int months = (5 * rest + 2) / 153;
    return {months >= 10 ? year + 1 : year, (months + 2) % 12 + 1, rest - (153 * months + 2) / 5 + 1};
}

// ---- writing ----

inline void append_digits(std::string& text, std::int64_t value, int width) {
    std::string digits = std::to_string(value);
    text.append(digits.size() < static_cast<std::size_t>(width) ? static_cast<std::size_t>(width) - digits.size() : 0, '0');
    text += digits;
}
inline std::string date_text(std::int64_t number) {
    const calendar_day day = day_of(number);
    std::string text;
    append_digits(text, day.year, 4);
    text += '-';
    append_digits(text, day.month, 2);
    text += '-';
    append_digits(text, day.day, 2);
    return text;
}
// Of microseconds since midnight: "23:59:59.123456".
inline std::string time_text(std::int64_t microseconds) {
    std::string text;
    append_digits(text, microseconds / 3600000000, 2);
    text += ':';
    append_digits(text, microseconds / 60000000 % 60, 2);
    text += ':';
    append_digits(text, microseconds / 1000000 % 60, 2);
    text += '.';
    append_digits(text, microseconds % 1000000, 6);
    return text;
}
// Of microseconds since 1970 in UTC: "2024-12-31T23:59:59.000000".
inline std::string timestamp_text(std::int64_t microseconds) {
    constexpr std::int64_t day = 86400000000;
    std::int64_t number = microseconds / day;
    std::int64_t rest = microseconds % day;
    if (rest < 0) {
        rest += day;
        --number;
    }
    return date_text(number) + "T" + time_text(rest);
}

// ---- reading ----

// Reads one part of a text after the other; false: it is not there.
class text_parts {
public:
    explicit text_parts(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool number(std::size_t digits, std::int64_t most, std::int64_t& value) {
        if (rest_.size() < digits) return false;
        value = 0;
        for (const char c : rest_.substr(0, digits)) {
            if (c < '0' || c > '9') return false;
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(digits);
        return value <= most;
    }

    // " BC" behind a text: what is before the year 1 in some time zone. The year before it is 0 from there on.
    void take_era() {
        constexpr std::string_view era = " BC";
        is_before_christ_ = rest_.size() > era.size() && rest_.substr(rest_.size() - era.size()) == era;
        if (is_before_christ_) rest_.remove_suffix(era.size());
    }
    bool date(std::int64_t& days_since_1970) {
        std::int64_t year = 0, month = 0, day = 0, digit = 0;
        if (!number(4, 9999, year) || year == 0) return false;
        while (year < 1000000 && number(1, 9, digit)) year = year * 10 + digit;
        if (is_before_christ_) year = 1 - year;
        if (!take('-') || !number(2, 12, month) || !take('-') || !number(2, 31, day)) return false;
        if (year < -4799 || !is_day(year, month, day)) return false;
        days_since_1970 = day_number(year, static_cast<int>(month), static_cast<int>(day));
        return true;
    }
    // "12:30", "12:30:59", "12:30:59.5"; 24:00:00 is one of PostgreSQL's.
    bool time(std::int64_t& microseconds) {
        std::int64_t hours = 0, minutes = 0, seconds = 0, fraction = 0;
        if (!number(2, 24, hours) || !take(':') || !number(2, 59, minutes)) return false;
        if (take(':') && !number(2, 59, seconds)) return false;
        if (take('.')) {
            std::int64_t unit = 100000;
            std::int64_t digit = 0;
            if (!number(1, 9, digit)) return false;
            do {
                fraction += digit * unit;
                unit /= 10;
            } while (unit > 0 && number(1, 9, digit));
        }
        microseconds = ((hours * 60 + minutes) * 60 + seconds) * 1000000 + fraction;
        return microseconds <= 86400000000;
    }
    // Nothing, "Z", "+02", "+02:00", "+0200", "-05:53:28": seconds east of UTC.
    bool offset(std::int64_t& seconds) {
        seconds = 0;
        if (at_end() || take('Z')) return true;
        const bool east = take('+');
        if (!east && !take('-')) return false;
        std::int64_t hours = 0, minutes = 0;
        if (!number(2, 15, hours)) return false;
        if ((take(':') || !at_end()) && !number(2, 59, minutes)) return false;
        if (take(':') && !number(2, 59, seconds)) return false;
        seconds += (hours * 60 + minutes) * 60;
        if (!east) seconds = -seconds;
        return true;
    }

private:
    std::string_view rest_;
    bool is_before_christ_ = false;
};

inline bool parse_date(std::string_view text, std::int64_t& days_since_1970) {
    text_parts parts(text);
    parts.take_era();
    return parts.date(days_since_1970) && parts.at_end();
}
inline bool parse_time(std::string_view text, std::int64_t& microseconds) {
    text_parts parts(text);
    return parts.time(microseconds) && parts.at_end();
}
inline bool parse_timestamp(std::string_view text, std::int64_t& microseconds) {
    text_parts parts(text);
    parts.take_era();
    std::int64_t number = 0, time = 0, offset = 0;
    if (!parts.date(number) || (!parts.take('T') && !parts.take(' '))) return false;
    if (!parts.time(time) || !parts.offset(offset) || !parts.at_end()) return false;
    microseconds = number * 86400000000 + time - offset * 1000000;
    return true;
}

}  // namespace migrations::rows
