#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrations {

// A form of an SQL expression in which spelling does not count: white space, comments, letter case of words, quoting
// of identifiers that need none, and parentheses around the whole. Two expressions are the same to us when these
// are equal.
std::string canonical_sql(std::string_view expression);

// Replaces the identifier `from` (quoted or not, not after a dot, not before a parenthesis) by `to`, quoted where
// it must be. Strings and comments are left alone.
std::string rename_identifier(std::string_view sql, std::string_view from, std::string_view to);

// The identifiers, unquoted, that occur in an expression; function names and string literals do not count.
std::vector<std::string> identifiers_in(std::string_view sql);

// "name" with quotes doubled. Valid in both dialects.
std::string quote_identifier(std::string_view name);
// 'text' with quotes doubled. Valid in SQLite, and in PostgreSQL with standard_conforming_strings.
std::string quote_literal(std::string_view text);

}  // namespace migrations
