#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Parts of summaries and messages, for people.

// "string(320)"; the text of the first dialect when there is no portable type.
std::string type_words(const Type& type);
// " collate NOCASE", of the first dialect that has a name; "" without one.
std::string collation_words(const Collation& collation);
// "identity", "identity always (start 100, cycle)"
std::string identity_words(const Identity& identity);
// 1, 2.5, true, NULL, 'text'
std::string value_words(const Value& value);
// The text, or the first dialect's; white space is one blank, and what is longer than 60 bytes ends
// in "...".
std::string sql_words(const Sql& sql);
// "(team_id, created_at desc, lower(email))"
std::string keys_words(const std::vector<IndexKey>& keys);
// "(a, b)"
std::string columns_words(const std::vector<std::string>& columns);
// "(fillfactor = 70)"
std::string parameters_words(const Parameters& parameters);
// "cascade", "set null", ...
std::string action_words(Action action);

}  // namespace migrations
