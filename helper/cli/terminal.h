#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace migrations {

// Whether stderr is a terminal that can draw over a line, and whether its user wants colours (no-color.org).
bool stderr_has_cursor();
bool wants_colour();

// The columns of that terminal; 80 where it does not say.
std::size_t terminal_width();

// A text of lines with the words that compilers colour in colour: places, "error:", "warning:", "note:".
std::string coloured(std::string_view text);

// At most `width` characters on one line: control characters become blanks, and what is cut ends in "…".
std::string fitted(std::string_view text, std::size_t width);

}  // namespace migrations
