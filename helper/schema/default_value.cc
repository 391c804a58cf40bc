#include "schema/default_value.h"

#include <algorithm>
#include <limits>

#include "base/names.h"
#include "base/utf8.h"

namespace migrations {
namespace {

std::string kind_name(const Value& value) {
    if (std::holds_alternative<bool>(value)) return "a boolean";
    if (std::holds_alternative<std::int64_t>(value)) return "an integer";
    if (std::holds_alternative<double>(value)) return "a float";
    return "a string";
}

std::string not_a(const Value& value, const char* wanted) {
    return "is " + kind_name(value) + ", not " + wanted;
}

bool is_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string string_mistake(const Value& value) {
    return std::holds_alternative<std::string>(value) ? "" : not_a(value, "a string");
}

// mistake(type, value, schema): one overload for each portable type.
std::string mistake(const Verbatim&, const Value&, const Schema&) {
    return "";
}

std::string mistake(const Bool&, const Value& value, const Schema&) {
    return std::holds_alternative<bool>(value) ? "" : not_a(value, "true or false");
}

std::string mistake(const Integer& type, const Value& value, const Schema&) {
    const auto* integer = std::get_if<std::int64_t>(&value);
    if (!integer) return not_a(value, "an integer");
    const std::int64_t largest = type.bits == 16   ? std::numeric_limits<std::int16_t>::max()
                                 : type.bits == 32 ? std::numeric_limits<std::int32_t>::max()
                                                   : std::numeric_limits<std::int64_t>::max();
    if (*integer <= largest && *integer >= -largest - 1) return "";
    return "is out of the range of int" + std::to_string(type.bits);
}

std::string mistake(const Float&, const Value& value, const Schema&) {
    const bool number =
        std::holds_alternative<double>(value) || std::holds_alternative<std::int64_t>(value);
    return number ? "" : not_a(value, "a number");
}

std::string mistake(const Decimal& type, const Value& value, const Schema&) {
    std::string text;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        text = std::to_string(*integer);
    } else if (const auto* string = std::get_if<std::string>(&value)) {
        text = *string;
    } else {
        return not_a(value, "a decimal number in quotes");
    }
    std::string_view digits = text;
    if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
    const std::size_t point = digits.find('.');
    std::string_view whole = digits.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? std::string_view{} : digits.substr(point + 1);
    if (whole.size() + fraction.size() == 0 || !is_digits(whole) || !is_digits(fraction)) {
        return "is no decimal number";
    }
    while (whole.starts_with('0')) whole.remove_prefix(1);
    if (fraction.size() > static_cast<std::size_t>(type.scale)) {
        return "has more than " + count_of(static_cast<std::size_t>(type.scale), "digit") +
               " after the point";
    }
    if (whole.size() > static_cast<std::size_t>(type.precision - type.scale)) {
        return "has more than " +
               count_of(static_cast<std::size_t>(type.precision - type.scale), "digit") +
               " before the point";
    }
    return "";
}

std::string mistake(const String& type, const Value& value, const Schema&) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return not_a(value, "a string");
    if (count_code_points(*text) <= static_cast<std::size_t>(type.length)) return "";
    return "is longer than " + count_of(static_cast<std::size_t>(type.length), "character");
}

std::string mistake(const Text&, const Value& value, const Schema&) {
    return string_mistake(value);
}
std::string mistake(const Blob&, const Value& value, const Schema&) {
    return string_mistake(value);
}
std::string mistake(const Date&, const Value& value, const Schema&) {
    return string_mistake(value);
}
std::string mistake(const Time&, const Value& value, const Schema&) {
    return string_mistake(value);
}
std::string mistake(const Timestamp&, const Value& value, const Schema&) {
    return string_mistake(value);
}
std::string mistake(const Uuid&, const Value& value, const Schema&) {
    return string_mistake(value);
}
std::string mistake(const Json&, const Value& value, const Schema&) {
    return string_mistake(value);
}

std::string mistake(const Enum& type, const Value& value, const Schema& schema) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return not_a(value, "a string");
    const EnumType* named = schema.enum_type(type.name);
    if (!named) return "";
    const auto& values = named->values;
    if (std::find(values.begin(), values.end(), *text) != values.end()) return "";
    const std::string near = did_you_mean(*text, values);
    return "is no value of enum '" + type.name + "'" + (near.empty() ? "" : "; " + near);
}

}  // namespace

std::string value_mistake(const Value& value, const Type& type, const Schema& schema) {
    if (std::holds_alternative<Null>(value)) return "";
    return std::visit([&](const auto& each) { return mistake(each, value, schema); },
                      type.portable);
}

}  // namespace migrations
