#include "dialects/sqlite/left_out.h"

#include <algorithm>
#include <map>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"

namespace migrations::sqlite {

namespace {

bool are_words(const std::vector<token>& tokens, std::size_t at, const char* first, const char* second) {
    return at + 1 < tokens.size() && is_word(tokens[at], first) && is_word(tokens[at + 1], second);
}

// Which clauses the text of a table has that a schema does not hold, each with what stands beside it, every time.
std::map<std::string, std::string> clauses_of(const std::string& sql) {
    const std::vector<token> tokens = tokens_of(sql);
    std::map<std::string, std::string> clauses;
    const auto note = [&](const char* clause, std::size_t from, std::size_t to) {
        for (std::size_t at = from; at < std::min(to, tokens.size()); ++at) clauses[clause] += lower(tokens[at].text) + " ";
    };
    int depth = 0;   // of parentheses
    int key_at = 0;  // that of PRIMARY KEY (...) or UNIQUE (...), while within; else 0
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (are_words(tokens, at, "on", "conflict")) note("ON CONFLICT", at - 1, at + 3);
        const bool names_match = at + 1 < tokens.size() && is_word(tokens[at], "match") &&
                                 (is_word(tokens[at + 1], "full") || is_word(tokens[at + 1], "partial"));
        if (names_match) note("MATCH", at - 1, at + 2);
        if (is_operator(tokens[at], "(")) {
            ++depth;
            const bool key = at > 0 && (is_word(tokens[at - 1], "unique") ||
                                        (at > 1 && are_words(tokens, at - 2, "primary", "key")));
            if (key && key_at == 0) key_at = depth;
        }
        if (is_operator(tokens[at], ")")) {
            if (depth == key_at) key_at = 0;
            --depth;
        }
        if (key_at > 0 && is_word(tokens[at], "desc")) note("DESC in a key", at - 1, at + 1);
        if (key_at > 0 && is_word(tokens[at], "collate")) note("COLLATE in a key", at - 1, at + 2);
        if (are_words(tokens, at, "key", "desc")) note("DESC in a key", at, at + 2);
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
        for (const auto& [clause, words] : clauses_of(*row[1])) {
            things.push_back({clause + " of table", *row[0], *row[0], words});
        }
    }
    std::stable_sort(things.begin(), things.end(),
                     [](const LeftOut& a, const LeftOut& b) { return a.kind < b.kind; });
    return things;
}

}  // namespace migrations::sqlite
