#include "chains/file_version.h"

#include <algorithm>

#include "base/names.h"
#include "base/sha256.h"
#include "revisions/id.h"

namespace migrations {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int number_at(std::string_view digits, std::size_t start, std::size_t count) {
    int number = 0;
    for (std::size_t i = start; i < start + count; ++i)
        number = number * 10 + (i < digits.size() ? digits[i] - '0' : 0);
    return number;
}

int days_in(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

// "1.2.0" and "01.2" are one version.
std::vector<std::string> numbers_of(const std::string& version) {
    std::vector<std::string> numbers;
    for (const std::string& each : split(version, '.')) numbers.push_back(each.empty() ? "0" : plain_number(each));
    while (numbers.size() > 1 && numbers.back() == "0") numbers.pop_back();
    return numbers;
}

}  // namespace

std::optional<NumberedName> numbered_name(std::string_view stem) {
    std::size_t digits = 0;
    while (digits < stem.size() && is_digit(stem[digits])) ++digits;
    if (digits == 0) return std::nullopt;
    NumberedName name;
    name.number = stem.substr(0, digits);
    if (digits == stem.size()) return name;
    if (stem[digits] != '_') return std::nullopt;
    name.title = stem.substr(digits + 1);
    return name;
}

std::string time_of(std::string_view digits) {
    if (!std::all_of(digits.begin(), digits.end(), is_digit)) return "";
    if (digits.size() != 14 && digits.size() != 12) return "";
    const int year = number_at(digits, 0, 4);
    const int month = number_at(digits, 4, 2);
    const int day = number_at(digits, 6, 2);
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in(year, month)) return "";
    if (number_at(digits, 8, 2) > 23 || number_at(digits, 10, 2) > 59 || number_at(digits, 12, 2) > 59) return "";
    const std::string text = std::string(digits) + (digits.size() == 12 ? "00" : "");
    return text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2) + "T" + text.substr(8, 2) + ":" +
           text.substr(10, 2) + ":" + text.substr(12, 2) + "Z";
}

std::string words_of(std::string_view title) {
    std::string words(title);
    std::replace(words.begin(), words.end(), '_', ' ');
    std::replace(words.begin(), words.end(), '-', ' ');
    return trim(words);
}

std::string plain_number(std::string_view digits) {
    while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
    return std::string(digits);
}

bool is_less_number(std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::string id_of(std::string_view version) {
    if (is_revision_id(version) && !is_reserved_word(version)) return std::string(version);
    constexpr std::size_t longest = 48;
    std::string id;
    for (const char c : lower(version)) {
        const bool kept = (c >= 'a' && c <= 'z') || is_digit(c);
        if (kept) {
            id += c;
        } else if (!id.empty() && id.back() != '_') {
            id += '_';
        }
        if (id.size() == longest) break;
    }
    while (!id.empty() && id.back() == '_') id.pop_back();
    return id + (id.empty() ? "" : "_") + sha256(version).substr(0, 8);
}

std::string plain_version(const std::string& version) { return join(numbers_of(version), "."); }

bool is_less_version(const std::string& a, const std::string& b) {
    const std::vector<std::string> left = numbers_of(a);
    const std::vector<std::string> right = numbers_of(b);
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), is_less_number);
}

}  // namespace migrations
