// Values of columns as text, for what clients of databases take and give: the members of generated row structs, of all types
// that docs/models.md lists.
//
// C++17, standard library only.
#pragma once

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "calendar.hpp"

namespace migrations::rows {

using date = std::chrono::time_point<std::chrono::system_clock, days>;
using timestamp = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
using uuid = std::array<std::byte, 16>;
using blob = std::vector<std::byte>;

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

// ---- bytes ----

inline void append_hex(std::string& text, std::byte value) {
    constexpr char digits[] = "0123456789abcdef";
    text += digits[std::to_integer<unsigned>(value) >> 4U];
    text += digits[std::to_integer<unsigned>(value) & 15U];
}
inline int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}
// Two digits in front of a text, which must be there.
inline bool take_byte(std::string_view& text, std::byte& value) {
    if (text.size() < 2 || hex_digit(text[0]) < 0 || hex_digit(text[1]) < 0) return false;
    value = static_cast<std::byte>(hex_digit(text[0]) * 16 + hex_digit(text[1]));
    text.remove_prefix(2);
    return true;
}

// ---- to text ----

// `type`: the column's, "timestamptz" and the like; it matters for time points.
inline std::string text_of(const std::string& value, std::string_view) { return value; }
inline std::string text_of(bool value, std::string_view) { return value ? "true" : "false"; }
template <class T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
std::string text_of(T value, std::string_view) {
    return std::to_string(value);
}
// The shortest text that is the same number again.
template <class T, std::enable_if_t<std::is_floating_point_v<T>, int> = 0>
std::string text_of(T value, std::string_view) {
    char text[64];
#if defined(__cpp_lib_to_chars)
    return std::string(text, std::to_chars(text, text + sizeof(text), value).ptr);
#else
    const int size = std::snprintf(text, sizeof(text), "%.*g", sizeof(T) == 4 ? 9 : 17, static_cast<double>(value));
    return std::string(text, static_cast<std::size_t>(size));
#endif
}
inline std::string text_of(const blob& value, std::string_view) {
    std::string text = "\\x";
    for (const std::byte each : value) append_hex(text, each);
    return text;
}
inline std::string text_of(const uuid& value, std::string_view) {
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        append_hex(text, value[i]);
    }
    return text;
}
inline std::string text_of(date value, std::string_view) { return date_text(value.time_since_epoch().count()); }
inline std::string text_of(std::chrono::microseconds value, std::string_view) { return time_text(value.count()); }
inline std::string text_of(timestamp value, std::string_view type) {
    return timestamp_text(value.time_since_epoch().count()) + (type == "timestamptz" ? "Z" : "");
}
template <class T, std::enable_if_t<std::is_enum_v<T>, int> = 0>
std::string text_of(T value, std::string_view) {
    return std::string(to_string(value));
}

// ---- from text; false: it is no such value, or too large a one ----

inline bool from_text(std::string_view text, std::string& value) { return value.assign(text), true; }
inline bool from_text(std::string_view text, bool& value) {
    value = text == "t" || text == "true" || text == "1";
    return value || text == "f" || text == "false" || text == "0";
}
template <class T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
bool from_text(std::string_view text, T& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}
template <class T, std::enable_if_t<std::is_floating_point_v<T>, int> = 0>
bool from_text(std::string_view text, T& value) {
#if defined(__cpp_lib_to_chars)
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
#else
    const std::string terminated(text);
    char* end = nullptr;
    value = static_cast<T>(std::strtod(terminated.c_str(), &end));
    return !terminated.empty() && *end == '\0';
#endif
}
inline bool from_text(std::string_view text, blob& value) {
    if (text.substr(0, 2) != "\\x" || text.size() % 2 != 0) return false;
    text.remove_prefix(2);
    value.resize(text.size() / 2);
    for (std::byte& each : value) {
        if (!take_byte(text, each)) return false;
    }
    return true;
}
inline bool from_text(std::string_view text, uuid& value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            if (text.empty() || text.front() != '-') return false;
            text.remove_prefix(1);
        }
        if (!take_byte(text, value[i])) return false;
    }
    return text.empty();
}
inline bool from_text(std::string_view text, date& value) {
    std::int64_t number = 0;
    if (!parse_date(text, number)) return false;
    value = date(days(static_cast<int>(number)));
    return true;
}
inline bool from_text(std::string_view text, std::chrono::microseconds& value) {
    std::int64_t number = 0;
    if (!parse_time(text, number)) return false;
    value = std::chrono::microseconds(number);
    return true;
}
inline bool from_text(std::string_view text, timestamp& value) {
    std::int64_t number = 0;
    if (!parse_timestamp(text, number)) return false;
    value = timestamp(std::chrono::microseconds(number));
    return true;
}
template <class T, std::enable_if_t<std::is_enum_v<T>, int> = 0>
bool from_text(std::string_view text, T& value) {
    return from_string(text, value);
}

}  // namespace migrations::rows
