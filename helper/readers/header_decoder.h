#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"

namespace migrations {

// What is not as runtime/migrations/model/encoding.hpp writes it; no mistake of the user's.
struct Damaged {};

// The text that one table left in an object file, as a tree. `headers`: see read_header_models(). Texts that no model file could
// hold are Diagnostics. Throws Damaged.
Node decode_model(std::string_view text, const std::vector<std::string>& headers, Diagnostics& diagnostics);

}  // namespace migrations
