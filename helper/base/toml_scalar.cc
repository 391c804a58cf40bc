#include "base/toml_scalar.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

namespace migrations {
namespace {

using Value = decltype(Node::value);

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_digit_of(char c, int base) {
    if (base == 2) return c == '0' || c == '1';
    if (base == 8) return c >= '0' && c <= '7';
    if (base == 10) return is_digit(c);
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Digits of `base` from the front of `text`, without the underscores between them; empty when there
// are none or an underscore has no digit on both sides.
std::string take_digits(std::string_view& text, int base) {
    std::string digits;
    std::size_t i = 0;
    for (; i < text.size(); ++i) {
        if (is_digit_of(text[i], base)) {
            digits += text[i];
        } else if (text[i] != '_' || i == 0 || text[i - 1] == '_' || i + 1 == text.size() ||
                   !is_digit_of(text[i + 1], base)) {
            break;
        }
    }
    text.remove_prefix(i);
    return digits;
}

std::optional<Value> integer_of(const std::string& digits, int base, std::string& problem) {
    std::int64_t value = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (result.ec == std::errc{}) return value;
    problem = "the integer does not fit into 64 bits";
    return std::nullopt;
}

std::optional<Value> float_of(const std::string& text, std::string& problem) {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec == std::errc{}) return value;
    problem = "the number does not fit into a 64-bit float";
    return std::nullopt;
}

std::optional<Value> parse_prefixed(std::string_view text, std::string& problem) {
    const int base = text[1] == 'x' ? 16 : text[1] == 'o' ? 8 : text[1] == 'b' ? 2 : 0;
    if (base == 0) return std::nullopt;
    text.remove_prefix(2);
    const std::string digits = take_digits(text, base);
    if (digits.empty() || !text.empty()) return std::nullopt;
    return integer_of(digits, base, problem);
}

std::optional<Value> parse_number(std::string_view text, std::string& problem) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (text == "inf") {
        const double infinity = std::numeric_limits<double>::infinity();
        return negative ? -infinity : infinity;
    }
    if (text == "nan") return std::numeric_limits<double>::quiet_NaN();

    const std::string whole = take_digits(text, 10);
    if (whole.empty()) return std::nullopt;
    if (whole.size() > 1 && whole.front() == '0') {
        problem = "numbers have no leading zeros";
        return std::nullopt;
    }
    std::string number = negative ? "-" + whole : whole;
    if (text.empty()) return integer_of(number, 10, problem);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        const std::string fraction = take_digits(text, 10);
        if (fraction.empty()) return std::nullopt;
        number += "." + fraction;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        number += 'e';
        if (text.starts_with('-')) number += '-';
        if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
        const std::string exponent = take_digits(text, 10);
        if (exponent.empty()) return std::nullopt;
        number += exponent;
    }
    if (!text.empty()) return std::nullopt;
    return float_of(number, problem);
}

// Takes `pattern` from the front of `text`: 'd' stands for a digit, anything else for itself.
bool take(std::string_view& text, std::string_view pattern) {
    if (text.size() < pattern.size()) return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == 'd' ? !is_digit(text[i]) : text[i] != pattern[i]) return false;
    }
    text.remove_prefix(pattern.size());
    return true;
}

int two_digits(std::string_view text, std::size_t at) {
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

bool take_date(std::string_view& text, std::string& problem) {
    const std::string_view whole = text;
    if (!take(text, "dddd-dd-dd")) return false;
    const int year = two_digits(whole, 0) * 100 + two_digits(whole, 2);
    const int month = two_digits(whole, 5);
    const int day = two_digits(whole, 8);
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int days = month == 2                                              ? (leap ? 29 : 28)
                     : month == 4 || month == 6 || month == 9 || month == 11 ? 30
                                                                             : 31;
    if (month >= 1 && month <= 12 && day >= 1 && day <= days) return true;
    problem = "there is no such day";
    return false;
}

bool take_time(std::string_view& text, std::string& problem) {
    const std::string_view whole = text;
    if (!take(text, "dd:dd:dd")) return false;
    if (two_digits(whole, 0) > 23 || two_digits(whole, 3) > 59 || two_digits(whole, 6) > 60) {
        problem = "there is no such time";
        return false;
    }
    if (!text.starts_with('.')) return true;
    text.remove_prefix(1);
    if (text.empty() || !is_digit(text.front())) return false;
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
    return true;
}

bool take_offset(std::string_view& text, std::string& problem) {
    if (text == "Z" || text == "z") {
        text.remove_prefix(1);
        return true;
    }
    if (!text.starts_with('+') && !text.starts_with('-')) return false;
    text.remove_prefix(1);
    const std::string_view whole = text;
    if (!take(text, "dd:dd")) return false;
    if (two_digits(whole, 0) <= 23 && two_digits(whole, 3) <= 59) return true;
    problem = "there is no such time zone";
    return false;
}

std::optional<Value> parse_date_time(std::string_view text, std::string& problem) {
    const std::string_view whole = text;
    const DateTime value{std::string(whole)};
    if (whole.size() > 2 && whole[2] == ':') {
        return take_time(text, problem) && text.empty() ? std::optional<Value>(value)
                                                        : std::nullopt;
    }
    if (!take_date(text, problem)) return std::nullopt;
    if (text.empty()) return value;
    if (text.front() != 'T' && text.front() != 't' && text.front() != ' ') return std::nullopt;
    text.remove_prefix(1);
    if (!take_time(text, problem)) return std::nullopt;
    if (!text.empty() && !take_offset(text, problem)) return std::nullopt;
    return text.empty() ? std::optional<Value>(value) : std::nullopt;
}

}  // namespace

bool is_toml_date(std::string_view text) {
    return take(text, "dddd-dd-dd") && text.empty();
}

std::optional<Value> parse_toml_scalar(std::string_view text, std::string& problem) {
    problem.clear();
    if (text == "true") return true;
    if (text == "false") return false;
    if (text.empty()) return std::nullopt;
    std::string_view rest = text;
    if (take(rest, "dddd-") || take(rest, "dd:")) return parse_date_time(text, problem);
    if (text.size() > 2 && text[0] == '0' && text[1] >= 'a' && text[1] != 'e')
        return parse_prefixed(text, problem);
    return parse_number(text, problem);
}

}  // namespace migrations
