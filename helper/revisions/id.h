#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrations {

// [a-z0-9][a-z0-9_]{0,63}: what can be a file name, a target of the build and a row of the database
// everywhere.
bool is_revision_id(std::string_view text);

// True for the words that name revisions on the command line and can be no ids: base, current,
// head, heads.
bool is_reserved_word(std::string_view text);

// 12 random hexadecimal digits that occur in none of `taken`.
std::string new_revision_id(const std::vector<std::string>& taken);

}  // namespace migrations
