#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "schema/value.h"

namespace migrations {

// What the generator writes where only the author knows the value: in a fill, and in
// `replaced_values` of an enum. An error until it is answered; replay passes over it, so that the
// rest of the revision is checked nevertheless.
inline constexpr std::string_view open_question = "?";

inline bool is_question(const std::optional<Value>& value) {
    const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
    return text != nullptr && *text == open_question;
}

}  // namespace migrations
