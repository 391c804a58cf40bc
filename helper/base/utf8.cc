#include "base/utf8.h"

namespace migrations {
namespace {

unsigned byte_at(std::string_view text, std::size_t offset) {
    return offset < text.size() ? static_cast<unsigned char>(text[offset]) : 0U;
}

bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

bool is_continuation(unsigned byte) {
    return (byte & 0xC0U) == 0x80U;
}

// Length of the well-formed sequence at `offset`, or 0 (table 3-7 of the Unicode standard).
std::size_t sequence_length(std::string_view text, std::size_t offset) {
    const unsigned first = byte_at(text, offset);
    if (first < 0x80) return 1;
    const unsigned second = byte_at(text, offset + 1);
    if (first >= 0xC2 && first <= 0xDF) return is_continuation(second) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        if (second < low || second > high) return 0;
        return is_continuation(byte_at(text, offset + 2)) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) return 0;
        return is_continuation(byte_at(text, offset + 2)) &&
                       is_continuation(byte_at(text, offset + 3))
                   ? 4
                   : 0;
    }
    return 0;
}

constexpr std::string_view hexadecimal_digits = "0123456789abcdef";

std::string two_hexadecimal_digits(char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return {hexadecimal_digits[value / 16], hexadecimal_digits[value % 16]};
}

}  // namespace

std::size_t invalid_utf8(std::string_view text) {
    for (std::size_t offset = 0; offset < text.size();) {
        if (is_ascii(text[offset])) {  // nearly all there is: files are read faster with it
            ++offset;
            continue;
        }
        const std::size_t length = sequence_length(text, offset);
        if (length == 0) return offset;
        offset += length;
    }
    return std::string_view::npos;
}

CodePoint code_point_at(std::string_view text, std::size_t offset) {
    const std::size_t length = sequence_length(text, offset);
    const unsigned first = byte_at(text, offset);
    if (length <= 1) return {first, 1};
    char32_t value = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
        value = (value << 6U) | (byte_at(text, offset + i) & 0x3FU);
    return {value, length};
}

std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += is_continuation(static_cast<unsigned char>(c)) ? 0 : 1;
    return count;
}

std::size_t forbidden_control(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != 0x7F) continue;
        if (byte == '\t' || byte == '\n' || (byte == '\r' && byte_at(text, i + 1) == '\n')) continue;
        return i;
    }
    return std::string_view::npos;
}

std::string byte_name(char byte) {
    return "0x" + two_hexadecimal_digits(byte);
}

std::string code_point_name(char32_t value) {
    static constexpr std::string_view symbols = "0123456789ABCDEF";
    std::string digits;
    for (; value != 0 || digits.size() < 4; value /= 16)
        digits.insert(digits.begin(), symbols[value % 16]);
    return "U+" + digits;
}

std::string escape_controls(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n') {
            escaped += "\\n";
        } else if (c == '\r') {
            escaped += "\\r";
        } else if (c == '\t') {
            escaped += "\\t";
        } else if (byte < 0x20 || byte == 0x7F) {
            escaped += "\\x" + two_hexadecimal_digits(c);
        } else {
            escaped += c;
        }
    }
    return escaped;
}

std::string clipped(std::string_view text, std::size_t bytes) {
    if (bytes >= text.size()) return std::string(text);
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U) --bytes;
    return std::string(text.substr(0, bytes));
}

}  // namespace migrations
