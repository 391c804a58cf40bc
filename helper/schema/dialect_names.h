#pragma once

#include <string>
#include <vector>

namespace migrations {

using DialectNames = std::vector<std::string>;

// Those that there are, for what has no project: {"sqlite", "postgresql"}.
inline const DialectNames& all_dialect_names() {
    static const DialectNames names = {"sqlite", "postgresql"};
    return names;
}

}  // namespace migrations
