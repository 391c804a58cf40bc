#include "dialects/sqlite/left_out.h"

#include <algorithm>
#include <set>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"

namespace migrations::sqlite {

namespace {

bool are_words(const std::vector<token>& tokens, std::size_t at, const char* first, const char* second) {
    return at + 1 < tokens.size() && is_word(tokens[at], first) && is_word(tokens[at + 1], second);
}

// Which clauses the text of a table has that a schema does not hold.
std::set<std::string> clauses_of(const std::string& sql) {
    const std::vector<token> tokens = tokens_of(sql);
    std::set<std::string> clauses;
    bool in_key = false;  // within the parentheses of PRIMARY KEY (...) or UNIQUE (...)
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (are_words(tokens, at, "on", "conflict")) clauses.insert("ON CONFLICT");
        const bool names_match = at + 1 < tokens.size() && is_word(tokens[at], "match") &&
                                 (is_word(tokens[at + 1], "full") || is_word(tokens[at + 1], "partial"));
        if (names_match) clauses.insert("MATCH");
        if (is_operator(tokens[at], "(")) {
            in_key = at > 0 && (is_word(tokens[at - 1], "unique") ||
                                (at > 1 && are_words(tokens, at - 2, "primary", "key")));
        }
        if (is_operator(tokens[at], ")")) in_key = false;
        if (in_key && is_word(tokens[at], "desc")) clauses.insert("DESC in a key");
        if (in_key && is_word(tokens[at], "collate")) clauses.insert("COLLATE in a key");
        if (are_words(tokens, at, "key", "desc")) clauses.insert("DESC in a key");
    }
    return clauses;
}

}  // namespace

std::vector<LeftOut> left_out(const Query& query, const std::vector<std::string>& ignored) {
    std::vector<LeftOut> things;
    for (const Cells& row : query("SELECT name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND substr(name, 1, 7) <> "
                                  "'sqlite_' AND type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %' ORDER BY name")) {
        const bool is_ignored = std::any_of(ignored.begin(), ignored.end(), [&](const std::string& each) {
            return equals_ignoring_case(each, *row[0]);
        });
        if (is_ignored) continue;
        for (const std::string& clause : clauses_of(*row[1])) things.push_back({clause + " of table", *row[0], *row[0], ""});
    }
    std::stable_sort(things.begin(), things.end(),
                     [](const LeftOut& a, const LeftOut& b) { return a.kind < b.kind; });
    return things;
}

}  // namespace migrations::sqlite
