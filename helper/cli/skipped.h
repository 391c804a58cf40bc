#pragma once

#include <string>

#include "base/error.h"
#include "cli/commands/commands.h"

namespace migrations {

// What CTest takes for "skipped" (SKIP_RETURN_CODE).
inline constexpr Exit skipped = static_cast<Exit>(77);

// Says so, and why; returns `skipped`.
Exit say_skipped(const Context& context, const std::string& why);

}  // namespace migrations
