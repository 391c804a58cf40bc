#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/node.h"

namespace migrations {

// Parses a TOML document (toml.io/en/v1.0.0); tables come in file order. On a syntax error appends
// a Diagnostic with its position and returns nothing.
//
// Limits, each an error of its own: nesting 64 deep, keys of 32 parts, lines of 64 KiB outside
// multi-line strings, 50,000 tables made by headers and dotted keys. They keep the parser below
// (toml++ 3.3) from exhausting the stack or aborting on hostile input. Safe on any bytes.
std::optional<Node> parse_toml(const SourceFile& file, Diagnostics& diagnostics);

// A TOML string: "basic" with escapes, or a multi-line """ string when the text has line ends.
// Characters that a reviewer could not see (controls, zero width, bidirectional overrides) are
// escaped. Throws Error graph, as all below, when the text is not UTF-8: TOML cannot hold it.
std::string toml_string(std::string_view text);
// A bare key where it can be one, else quoted.
std::string toml_key(std::string_view key);
// A value on one line: strings, numbers, arrays, inline tables.
std::string toml_inline(const Node& node);

// The entries of a table as "key = value" lines, in order, keys padded so that the '=' line up. An
// array of tables becomes one inline table a line; other arrays stay on their line while they fit
// into 100 columns. A table with text of several lines in it is written as dotted keys ("sql.sqlite
// = ..."). Precondition: table.is_table().
std::string toml_lines(const Node& table);

}  // namespace migrations
