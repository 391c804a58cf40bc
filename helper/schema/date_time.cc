#include "schema/date_time.h"

#include <array>
#include <cstdio>

namespace migrations {
namespace {

// Reads digits and signs from the front of a text. After the first mistake everything fails.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    bool at_end() const { return good_ && rest_.empty(); }
    bool good() const { return good_; }
    bool sees(char c) const { return good_ && !rest_.empty() && rest_.front() == c; }

    bool take(char c) {
        if (!sees(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(char c) { good_ = take(c); }

    // Exactly `digits` of them, with a value up to `largest`.
    int number(std::size_t digits, int largest) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) value = value * 10 + digit();
        if (value > largest) good_ = false;
        return value;
    }

    // One to six digits behind the point.
    int microseconds() {
        int value = 0;
        int count = 0;
        for (; count < 6 && !rest_.empty() && is_digit(rest_.front()); ++count) {
            value = value * 10 + digit();
        }
        if (count == 0) good_ = false;
        for (; count < 6; ++count) value *= 10;
        return value;
    }

private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    int digit() {
        if (rest_.empty() || !is_digit(rest_.front())) {
            good_ = false;
            return 0;
        }
        const int value = rest_.front() - '0';
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view rest_;
    bool good_ = true;
};

constexpr int minutes_of_day = 24 * 60;

int days_of(int year, int month) {
    constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[static_cast<std::size_t>(month - 1)];
}

bool read_date(Scanner& scanner, CalendarTime& time) {
    time.year = scanner.number(4, 9999);
    scanner.expect('-');
    time.month = scanner.number(2, 12);
    scanner.expect('-');
    time.day = scanner.number(2, 31);
    return scanner.good() && time.year > 0 && time.month > 0 && time.day > 0 &&
           time.day <= days_of(time.year, time.month);
}

bool read_time(Scanner& scanner, CalendarTime& time) {
    time.hour = scanner.number(2, 23);
    scanner.expect(':');
    time.minute = scanner.number(2, 59);
    if (scanner.take(':')) {
        time.second = scanner.number(2, 59);
        if (scanner.take('.')) time.microsecond = scanner.microseconds();
    }
    return scanner.good();
}

// PostgreSQL knows offsets of less than 16 hours.
bool read_offset(Scanner& scanner, CalendarTime& time) {
    if (scanner.take('Z') || scanner.take('z')) {
        time.offset = 0;
    } else if (scanner.sees('+') || scanner.sees('-')) {
        const int sign = scanner.take('-') ? -1 : 1;
        if (sign > 0) scanner.expect('+');
        int minutes = scanner.number(2, 15) * 60;
        if (scanner.take(':') || !scanner.at_end()) minutes += scanner.number(2, 59);
        time.offset = sign * minutes;
    }
    return scanner.good();
}

void next_day(CalendarTime& time) {
    if (++time.day <= days_of(time.year, time.month)) return;
    time.day = 1;
    if (++time.month <= 12) return;
    time.month = 1;
    ++time.year;
}

void day_before(CalendarTime& time) {
    if (--time.day > 0) return;
    if (--time.month == 0) {
        time.month = 12;
        --time.year;
    }
    time.day = days_of(time.year, time.month);
}

template <class... Parts>
std::string formatted(const char* format, Parts... parts) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, parts...);
    return text.data();
}

}  // namespace

std::optional<CalendarTime> parse_date(std::string_view text) {
    Scanner scanner(text);
    CalendarTime time;
    if (!read_date(scanner, time) || !scanner.at_end()) return std::nullopt;
    return time;
}

std::optional<CalendarTime> parse_time(std::string_view text) {
    Scanner scanner(text);
    CalendarTime time;
    if (!read_time(scanner, time) || !scanner.at_end()) return std::nullopt;
    return time;
}

std::optional<CalendarTime> parse_timestamp(std::string_view text) {
    Scanner scanner(text);
    CalendarTime time;
    if (!read_date(scanner, time)) return std::nullopt;
    if (scanner.at_end()) return time;
    if (!scanner.take('T') && !scanner.take('t') && !scanner.take(' ')) return std::nullopt;
    if (!read_time(scanner, time) || !read_offset(scanner, time) || !scanner.at_end()) {
        return std::nullopt;
    }
    return time;
}

std::optional<CalendarTime> in_utc(CalendarTime time) {
    int minutes = time.hour * 60 + time.minute - time.offset.value_or(0);
    time.offset = 0;
    if (minutes < 0) {
        minutes += minutes_of_day;
        day_before(time);
    } else if (minutes >= minutes_of_day) {
        minutes -= minutes_of_day;
        next_day(time);
    }
    time.hour = minutes / 60;
    time.minute = minutes % 60;
    if (time.year < 1 || time.year > 9999) return std::nullopt;
    return time;
}

std::string date_text(const CalendarTime& time) {
    return formatted("%04d-%02d-%02d", time.year, time.month, time.day);
}

std::string time_text(const CalendarTime& time) {
    return formatted("%02d:%02d:%02d.%06d", time.hour, time.minute, time.second, time.microsecond);
}

}  // namespace migrations
