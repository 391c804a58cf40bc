#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/node.h"

namespace migrations {

// The value of a TOML number, boolean or date (toml.io/en/v1.0.0, "Integer" to "Local Time"), or
// nothing when the text is none. `problem` then says what is wrong with a text that looks like one,
// else it stays empty.
std::optional<decltype(Node::value)> parse_toml_scalar(std::string_view text, std::string& problem);

// Whether the text is "2026-11-22", the only TOML scalar that a space may continue.
bool is_toml_date(std::string_view text);

}  // namespace migrations
