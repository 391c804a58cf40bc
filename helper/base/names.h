#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrations {

// The candidate that a person who typed `word` most likely meant, or "" when none is near (edit distance at most a
// third of the longer one's length, at least 1). Of two qualified names with the same qualifier, "users.nick" and
// "users.nik", only what follows it counts.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// "did you mean 'x'?", or "" when no candidate is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

// ASCII only, whatever the locale.
std::string lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);

// "a, b, c"
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);
std::string trim(std::string_view text);

// 'name', as messages show what users wrote
std::string quoted(std::string_view name);

// "3 tables", "1 table"
std::string count_of(std::size_t count, std::string_view noun);

}  // namespace migrations
