#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Longest identifier of PostgreSQL, in bytes; SQLite has no limit. Longer ones are refused, never cut.
inline constexpr std::size_t longest_name = 63;

// How what nobody named is called, by patterns in which these stand for something: {table}; {columns}, joined by "_":
// those of a key, of an index also the words of an expression, of a check the one column that it is about, or its position
// among the table's; {column}, the first of them; and of a foreign key {referred_table} and {referred_columns}.
struct NamingConvention {
    std::string primary_key = "pk_{table}";
    std::string unique = "uq_{table}_{columns}";
    std::string foreign_key = "fk_{table}_{columns}";
    std::string check = "ck_{table}_{columns}";
    std::string exclude = "ex_{table}_{columns}";
    std::string index = "ix_{table}_{columns}";
    bool operator==(const NamingConvention&) const = default;
};
const NamingConvention& default_naming();

// The convention's pattern for each kind, by the word for it in settings: "foreign_key".
struct NamingKind {
    const char* name;
    std::string NamingConvention::*pattern;
};
const std::vector<NamingKind>& naming_kinds();

// What is wrong with a pattern, as the rest of a sentence that begins with its key, and what to do about it: "has the unknown
// '{colums}'", "did you mean '{columns}'?"; empty when it is right.
std::pair<std::string, std::string> naming_mistake(const NamingKind& kind, const std::string& pattern);

// What the patterns are filled with.
struct NameParts {
    std::string table;
    std::vector<std::string> columns;
    std::string referred_table;
    std::vector<std::string> referred_columns;
};
// At most `longest_name` bytes: a longer one ends in "_" and eight digits of its hash.
std::string name_for(const std::string& pattern, const NameParts& parts);
// Others for the same thing, where that is taken: numbered from 1, never two equal ones. As the name of a thing of a table
// "users_2" would be, or as a check's that is about no column, where the pattern has these; else with a number behind it.
std::string another_name(const std::string& pattern, const NameParts& parts, int number);
std::string another_check_name(const std::string& pattern, const NameParts& parts, int number);
// {columns} of an index.
std::vector<std::string> words_of_keys(const std::vector<IndexKey>& keys);

// By the default convention: pk_users, uq_users_email, fk_posts_author_id, ck_users_2, ix_users_email, ex_rooms_1.
std::string primary_key_name(const std::string& table);
std::string unique_name(const std::string& table, const std::vector<std::string>& columns);
std::string foreign_key_name(const std::string& table, const std::vector<std::string>& columns);
std::string index_name(const std::string& table, const std::vector<IndexKey>& keys);
std::string check_name(const std::string& table, const std::string& what);
std::string exclude_name(const std::string& table, const std::string& what);

// Whether the name stands for none: a constraint that an SQLite database has without a name is called "unnamed ..." in
// what was read from it (dialects/sqlite/create_table.h), and written without one again. Any number may be called so.
bool is_unnamed(std::string_view name);
inline constexpr std::string_view unnamed_prefix = "unnamed ";

// The one column of the table that the expression uses, in any dialect's text, or "".
std::string only_column(const Sql& expression, const Table& table);

// Gives every unnamed constraint and index of the table its name and sets `automatic`. Never two equal ones in a table.
void complete_names(Table& table, const NamingConvention& naming = default_naming());

}  // namespace migrations
