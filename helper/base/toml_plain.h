#pragma once

#include <optional>

#include "base/node.h"

namespace migrations {

// The document as parse_toml() reads it, where it is as this program writes it: keys without dots, strings on one line and
// without escapes, arrays, inline tables, [[headers]]. Nothing for any other, and for one with a mistake. Takes a fraction of
// the time, which counts where there are thousands of files.
std::optional<Node> parse_plain_toml(const SourceFile& file);

}  // namespace migrations
