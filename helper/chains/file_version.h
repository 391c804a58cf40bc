#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace migrations {

// What the names of migrations say.

// "0007_add_users": a number, and what follows its '_'. Nothing when there is no number in front, or neither '_' nor the
// end behind it.
struct NumberedName {
    std::string number;
    std::string title;
};
std::optional<NumberedName> numbered_name(std::string_view stem);

// "20240115093000" (or with twelve digits, without seconds) as "2024-01-15T09:30:00Z"; "" for all that is no such time.
std::string time_of(std::string_view digits);

// "add_users-table" as "add users table".
std::string words_of(std::string_view title);

// Numbers without leading zeros.
std::string plain_number(std::string_view digits);

// Whether one number, of any length and without leading zeros, is less than another.
bool is_less_number(std::string_view a, std::string_view b);

// "1.2.0" and "01.2" as "1.2": versions of several numbers.
std::string plain_version(const std::string& version);
bool is_less_version(const std::string& a, const std::string& b);

// An id of a revision out of what another tool calls it, the same each time: the version itself where it can be one,
// else what it can keep of it and some digits of its hash.
std::string id_of(std::string_view version);

}  // namespace migrations
