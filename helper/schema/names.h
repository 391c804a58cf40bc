#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Longest identifier of PostgreSQL, in bytes; SQLite has no limit. Longer ones are refused, never cut.
inline constexpr std::size_t longest_name = 63;

// The names of what nobody named: pk_users, uq_users_email, fk_posts_author_id, ck_users_2 (its position among
// the table's checks, or the column's name for a check of one column), ix_users_email, each at most `longest_name`
// bytes: a longer one ends in "_" and eight digits of its hash. Never two equal ones in a table.
std::string primary_key_name(const std::string& table);
std::string unique_name(const std::string& table, const std::vector<std::string>& columns);
std::string foreign_key_name(const std::string& table, const std::vector<std::string>& columns);
std::string index_name(const std::string& table, const std::vector<IndexKey>& keys);
std::string check_name(const std::string& table, const std::string& what);
std::string exclude_name(const std::string& table, const std::string& what);  // ex_rooms_1, as that of a check

// Whether the name stands for none: a constraint that an SQLite database has without a name is called "unnamed ..." in
// what was read from it (dialects/sqlite/create_table.h), and written without one again. Any number may be called so.
bool is_unnamed(std::string_view name);
inline constexpr std::string_view unnamed_prefix = "unnamed ";

// The one column of the table that the expression uses, in any dialect's text, or "".
std::string only_column(const Sql& expression, const Table& table);

// Gives every unnamed constraint and index of the table its name and sets `automatic`.
void complete_names(Table& table);

}  // namespace migrations
