#include "cli/parse_answer.h"

#include <charconv>
#include <cstdint>
#include <utility>
#include <variant>

#include "schema/default_value.h"

namespace migrations {
namespace {

template <class Number>
std::optional<Number> number_of(const std::string& text) {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, number);
    if (problem != std::errc() || stop != end) return std::nullopt;
    return number;
}

}  // namespace

ParsedAnswer parse_answer(const std::string& text, const Type& type, const Schema& schema) {
    Value value = text;
    std::string mistake;
    if (std::holds_alternative<Bool>(type.portable)) {
        if (text == "true" || text == "false") {
            value = text == "true";
        } else {
            mistake = "is neither true nor false";
        }
    } else if (std::holds_alternative<Integer>(type.portable)) {
        if (const auto number = number_of<std::int64_t>(text)) {
            value = *number;
        } else {
            mistake = "is not an integer";
        }
    } else if (std::holds_alternative<Float>(type.portable)) {
        if (const auto number = number_of<double>(text)) {
            value = *number;
        } else {
            mistake = "is not a number";
        }
    }
    if (mistake.empty()) mistake = value_mistake(value, type, schema);
    if (mistake.empty()) return {std::move(value), ""};
    return {std::nullopt, "'" + text + "' " + mistake};
}

}  // namespace migrations
