#include "revisions/created.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace migrations {
namespace {

// Reads a date-time from left to right; `good` becomes false at the first thing that does not fit.
struct Scanner {
    std::string_view rest;
    bool good = true;

    // Exactly `width` digits, at most `largest`.
    int number(std::size_t width, int largest) {
        int value = 0;
        if (rest.size() < width || !std::all_of(rest.begin(), rest.begin() + width, is_digit)) {
            good = false;
            return 0;
        }
        std::from_chars(rest.data(), rest.data() + width, value);
        rest.remove_prefix(width);
        if (value > largest) good = false;
        return value;
    }

    bool accept(std::string_view any_of) {
        if (rest.empty() || any_of.find(rest.front()) == std::string_view::npos) return false;
        rest.remove_prefix(1);
        return true;
    }

    void expect(std::string_view any_of) {
        if (!accept(any_of)) good = false;
    }

    static bool is_digit(char c) { return c >= '0' && c <= '9'; }
};

std::string fraction_digits(Scanner& scanner) {
    std::string digits;
    while (!scanner.rest.empty() && Scanner::is_digit(scanner.rest.front())) {
        digits += scanner.rest.front();
        scanner.rest.remove_prefix(1);
    }
    if (digits.empty()) scanner.good = false;
    digits.erase(digits.find_last_not_of('0') + 1);
    return digits;
}

std::chrono::minutes offset_from_utc(Scanner& scanner) {
    if (scanner.rest.empty() || scanner.accept("Zz")) return {};
    const int sign = scanner.rest.front() == '-' ? -1 : 1;
    scanner.expect("+-");
    const int hours = scanner.number(2, 23);
    scanner.expect(":");
    const int minutes = scanner.number(2, 59);
    return std::chrono::minutes(sign * (hours * 60 + minutes));
}

void append_digits(std::string& text, unsigned value, std::size_t width) {
    text.append(width, '0');
    for (auto digit = text.rbegin(); value > 0; ++digit, value /= 10) *digit = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<std::string> utc_digits(std::string_view date_time) {
    Scanner scanner{date_time};
    const int year = scanner.number(4, 9999);
    scanner.expect("-");
    const int month = scanner.number(2, 12);
    scanner.expect("-");
    const int day = scanner.number(2, 31);
    scanner.expect("Tt ");
    const int hour = scanner.number(2, 23);
    scanner.expect(":");
    const int minute = scanner.number(2, 59);
    scanner.expect(":");
    const int second = scanner.number(2, 60);
    std::string fraction;
    if (scanner.accept(".")) fraction = fraction_digits(scanner);
    const std::chrono::minutes offset = offset_from_utc(scanner);

    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!scanner.good || !scanner.rest.empty() || !date.ok()) return std::nullopt;

    const std::chrono::sys_seconds instant =
        std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
        std::chrono::seconds(second) - offset;
    const auto midnight = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day utc_date(midnight);
    const std::chrono::hh_mm_ss utc_time(instant - midnight);
    const int utc_year = static_cast<int>(utc_date.year());
    if (utc_year < 0 || utc_year > 9999) return std::nullopt;

    std::string text;
    append_digits(text, static_cast<unsigned>(utc_year), 4);
    append_digits(text, static_cast<unsigned>(utc_date.month()), 2);
    append_digits(text, static_cast<unsigned>(utc_date.day()), 2);
    append_digits(text, static_cast<unsigned>(utc_time.hours().count()), 2);
    append_digits(text, static_cast<unsigned>(utc_time.minutes().count()), 2);
    append_digits(text, static_cast<unsigned>(utc_time.seconds().count()), 2);
    return text + fraction;
}

}  // namespace migrations
