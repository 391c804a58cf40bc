#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace migrations {

// Offset of the first byte that begins no well-formed UTF-8 sequence (RFC 3629: no overlong forms,
// no surrogates, nothing above U+10FFFF), or std::string_view::npos.
std::size_t invalid_utf8(std::string_view text);

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;  // in bytes, 1 to 4
};

// The character at `offset`. Precondition: `text` is well-formed UTF-8 and `offset` is the start of
// a character.
CodePoint code_point_at(std::string_view text, std::size_t offset);

// Number of characters (code points). Precondition: well-formed UTF-8.
std::size_t count_code_points(std::string_view text);

// Offset of the first character that no text file should hold: NUL and other control characters,
// and a carriage return that no line feed follows. Tab, LF and CRLF are fine. npos when there is
// none.
std::size_t forbidden_control(std::string_view text);

// "0xff"
std::string byte_name(char byte);

// "U+00E9"
std::string code_point_name(char32_t value);

// Control characters as \n, \r, \t, \x1b, so that a name cannot break a line or steer a terminal.
std::string escape_controls(std::string_view text);

// The first bytes of a text, at most so many; no character is cut in two.
std::string clipped(std::string_view text, std::size_t bytes);

}  // namespace migrations
