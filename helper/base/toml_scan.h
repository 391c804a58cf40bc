#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/line_index.h"
#include "base/node.h"

namespace migrations {

// A checked TOML document, rewritten so that toml++ 3.3 parses it safely. The rewritten text has
// the lines, keys, strings, arrays and tables of the file; numbers, booleans and dates are each
// replaced by "0" and kept in `scalars`.
struct TomlScan {
    std::string text;
    std::vector<std::pair<std::size_t, decltype(Node::value)>>
        scalars;                    // by offset in the file, ascending
    std::vector<std::size_t> keys;  // offsets of keys and headers, ascending

    // The offset in the file of what toml++ places at `line` and `column` (1-based, column in code
    // points).
    std::size_t offset_of(std::size_t line, std::size_t column) const;

    std::vector<std::size_t> lines;  // index of the first code point of each line of `text`
    // From code point `first` of `text` on, up to the next anchor, a code point is a byte of the
    // file from `second` on.
    std::vector<std::pair<std::size_t, std::size_t>> anchors;
};

// Checks everything but the meaning of keys (what may be defined twice): characters, strings,
// values, brackets and the limits of parse_toml. On a mistake appends one Diagnostic and returns
// nothing. Safe on any bytes.
std::optional<TomlScan> scan_toml(const SourceFile& file, const LineIndex& index,
                                  Diagnostics& diagnostics);

}  // namespace migrations
