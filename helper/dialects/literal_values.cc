#include "dialects/literal_values.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <variant>

#include "base/names.h"

namespace migrations {
namespace {

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

bool is_decimal_text(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.-") == std::string_view::npos;
}

}  // namespace

std::optional<std::string> string_of_literal(std::string_view text) {
    if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') return std::nullopt;
    std::string plain;
    for (std::size_t at = 1; at + 1 < text.size(); ++at) {
        plain += text[at];
        if (text[at] != '\'') continue;
        if (at + 2 >= text.size() || text[at + 1] != '\'') return std::nullopt;
        ++at;
    }
    return plain;
}

std::vector<Value> literal_values(std::string_view text, const Type& type) {
    const bool is_bool = std::holds_alternative<Bool>(type.portable);
    const bool is_decimal = std::holds_alternative<Decimal>(type.portable);
    const std::string word = lower(text);
    std::vector<Value> values;
    if (word == "null") values.emplace_back(Null{});
    if (word == "true" || (is_bool && word == "1")) values.emplace_back(true);
    if (word == "false" || (is_bool && word == "0")) values.emplace_back(false);
    const std::optional<std::string> string = string_of_literal(text);
    const std::string_view digits = string ? std::string_view(*string) : text;
    // A string of digits is a number where the type is one; whatever is exact is text.
    if (is_decimal && is_decimal_text(digits)) values.emplace_back(std::string(digits));
    const bool number_quoted = std::holds_alternative<Integer>(type.portable) ||
                                  std::holds_alternative<Float>(type.portable);
    if (!string || number_quoted) {
        if (const auto integer = number_of<std::int64_t>(digits)) values.emplace_back(*integer);
        const auto real = number_of<double>(digits);
        if (real && std::isfinite(*real)) values.emplace_back(*real);
    }
    if (string) values.emplace_back(*string);
    return values;
}

}  // namespace migrations
