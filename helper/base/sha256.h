#pragma once

#include <string>
#include <string_view>

namespace migrations {

// SHA-256 of the bytes as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

// Whether a text is one.
bool is_sha256(std::string_view text);

}  // namespace migrations
