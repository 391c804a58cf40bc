#include "schema/default_value.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "base/utf8.h"
#include "schema/date_time.h"

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

std::string mistake(const Float& type, const Value& value, const Schema&) {
    if (std::holds_alternative<std::int64_t>(value)) return "";
    const auto* number = std::get_if<double>(&value);
    if (!number) return not_a(value, "a number");
    // Nan is unequal to itself, so that no comparison would ever settle, and SQLite stores NULL.
    if (!std::isfinite(*number)) return "is not a finite number";
    if (type.bits == 64 || std::abs(*number) <= std::numeric_limits<float>::max()) return "";
    return "is out of the range of float32";
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
    // One form: SQLite stores the text, and compares it as such.
    std::string_view digits = text;
    if (digits.starts_with('-')) digits.remove_prefix(1);
    const std::size_t point = digits.find('.');
    std::string_view whole = digits.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? std::string_view{} : digits.substr(point + 1);
    const bool fraction_is_there = point == std::string_view::npos || !fraction.empty();
    if (whole.empty() || !fraction_is_there || !is_digits(whole) || !is_digits(fraction)) {
        return "is no decimal number such as '-0.5'";
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

// `text` is the value; each says what such a text would be.
std::string date_mistake(const std::string& text) {
    return parse_date(text) ? "" : "is no date such as '2024-12-31'";
}

std::string time_mistake(const std::string& text) {
    return parse_time(text) ? "" : "is no time such as '23:59:59'";
}

std::string timestamp_mistake(const std::string& text, bool zone) {
    const auto time = parse_timestamp(text);
    if (!time || !in_utc(*time)) {
        return std::string("is no timestamp such as '2024-12-31T23:59:59") + (zone ? "Z'" : "'");
    }
    if (!zone && time->offset) return "has an offset, which the type 'timestamp' does not keep";
    return "";
}

std::string uuid_mistake(const std::string& text) {
    constexpr std::string_view form = "00000000-0000-0000-0000-000000000000";
    bool good = text.size() == form.size();
    for (std::size_t i = 0; good && i < form.size(); ++i) {
        good = form[i] == '-' ? text[i] == '-' : std::isxdigit(static_cast<unsigned char>(text[i]));
    }
    return good ? "" : "is no uuid such as '" + std::string(form) + "'";
}

std::string mistake(const Date&, const Value& value, const Schema&) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? date_mistake(*text) : string_mistake(value);
}

std::string mistake(const Time&, const Value& value, const Schema&) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? time_mistake(*text) : string_mistake(value);
}

std::string mistake(const Timestamp& type, const Value& value, const Schema&) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? timestamp_mistake(*text, type.zone) : string_mistake(value);
}

std::string mistake(const Uuid&, const Value& value, const Schema&) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? uuid_mistake(*text) : string_mistake(value);
}

std::string mistake(const Json&, const Value& value, const Schema&) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return string_mistake(value);
    return nlohmann::json::accept(*text) ? "" : "is no JSON";
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

std::string value_mistake(const Value& value, const Column& column, const Schema& schema) {
    if (!column.null && std::holds_alternative<Null>(value)) {
        return "cannot be stored: the column is NOT NULL";
    }
    return value_mistake(value, column.type, schema);
}

std::string expression_mistake(const Sql& expression, const Type& type) {
    const auto says = [&](const char* word) {
        return expression.text == word ||
               std::any_of(expression.by_dialect.begin(), expression.by_dialect.end(),
                           [&](const auto& each) { return each.second == word; });
    };
    const PortableType& portable = type.portable;
    const bool is_open = std::holds_alternative<Verbatim>(portable) || !type.verbatim.empty() ||
                         std::holds_alternative<Text>(portable) ||
                         std::holds_alternative<String>(portable);
    const bool is_time = std::holds_alternative<Date>(portable) ||
                         std::holds_alternative<Time>(portable) ||
                         std::holds_alternative<Timestamp>(portable);
    const bool is_uuid = std::holds_alternative<Uuid>(portable);
    if (is_open) return "";
    if (says("now") && !is_time) return "is a time, which " + to_string(portable) + " cannot hold";
    if (says("uuid") && !is_uuid) return "is a uuid, which " + to_string(portable) + " cannot hold";
    return "";
}

}  // namespace migrations
