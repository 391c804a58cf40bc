#include "base/sql_text.h"

#include <algorithm>
#include <array>
#include <migrations/sql_tokens.hpp>

#include "base/names.h"

namespace migrations {
namespace {

// Words that are no name of a column unless they are quoted, in SQLite or in PostgreSQL: those
// without fallback to an identifier in SQLite's grammar, and the reserved ones of
// postgresql.org/docs/15/sql-keywords-appendix.html.
constexpr auto reserved_words = std::to_array<std::string_view>({
    "ADD",
    "ALL",
    "ALTER",
    "ANALYSE",
    "ANALYZE",
    "AND",
    "ANY",
    "ARRAY",
    "AS",
    "ASC",
    "ASYMMETRIC",
    "AUTHORIZATION",
    "AUTOINCREMENT",
    "BETWEEN",
    "BINARY",
    "BOTH",
    "CASE",
    "CAST",
    "CHECK",
    "COLLATE",
    "COLLATION",
    "COLUMN",
    "COMMIT",
    "CONCURRENTLY",
    "CONSTRAINT",
    "CREATE",
    "CROSS",
    "CURRENT_CATALOG",
    "CURRENT_DATE",
    "CURRENT_ROLE",
    "CURRENT_SCHEMA",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "CURRENT_USER",
    "DEFAULT",
    "DEFERRABLE",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DO",
    "DROP",
    "ELSE",
    "END",
    "ESCAPE",
    "EXCEPT",
    "EXISTS",
    "FALSE",
    "FETCH",
    "FOR",
    "FOREIGN",
    "FREEZE",
    "FROM",
    "FULL",
    "GRANT",
    "GROUP",
    "HAVING",
    "ILIKE",
    "IN",
    "INDEX",
    "INITIALLY",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTO",
    "IS",
    "ISNULL",
    "JOIN",
    "LATERAL",
    "LEADING",
    "LEFT",
    "LIKE",
    "LIMIT",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "NATURAL",
    "NOT",
    "NOTHING",
    "NOTNULL",
    "NULL",
    "OFFSET",
    "ON",
    "ONLY",
    "OR",
    "ORDER",
    "OUTER",
    "OVERLAPS",
    "PLACING",
    "PRIMARY",
    "RAISE",
    "REFERENCES",
    "RETURNING",
    "RIGHT",
    "SELECT",
    "SESSION_USER",
    "SET",
    "SIMILAR",
    "SOME",
    "SYMMETRIC",
    "TABLE",
    "TABLESAMPLE",
    "THEN",
    "TO",
    "TRAILING",
    "TRANSACTION",
    "TRUE",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USER",
    "USING",
    "VALUES",
    "VARIADIC",
    "VERBOSE",
    "WHEN",
    "WHERE",
    "WINDOW",
    "WITH",
});
static_assert(std::is_sorted(reserved_words.begin(), reserved_words.end()));

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return result;
}

bool is_reserved(std::string_view word) {
    return std::binary_search(reserved_words.begin(), reserved_words.end(), upper(word));
}

bool needs_quotes(std::string_view name) {
    const auto starts = [](char c) { return starts_word_byte(c) && !(c >= 'A' && c <= 'Z'); };
    const auto continues = [&](char c) { return starts(c) || is_digit_byte(c) || c == '$'; };
    return name.empty() || !starts(name.front()) ||
           !std::all_of(name.begin(), name.end(), continues) || is_reserved(name);
}

bool is_bracketed(const token& each) {
    return each.kind == token_kind::quoted && each.text.front() == '[';
}

// Whether a bracket is a subscript of PostgreSQL, "tags[1]", rather than an identifier of SQLite,
// "[tags]".
bool is_subscript(const std::vector<token>& tokens, std::size_t i) {
    if (i == 0 || !is_bracketed(tokens[i]) || tokens[i - 1].end() != tokens[i].offset) return false;
    const token& before = tokens[i - 1];
    if (before.kind == token_kind::word)
        return !is_reserved(before.text) || is_word(before, "ARRAY");
    return before.kind == token_kind::quoted || is_operator(before, ")");
}

std::vector<token> tokens_in(std::string_view sql) {
    std::vector<token> tokens = tokens_of(sql, dialect::sqlite);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (is_subscript(tokens, i)) return tokens_of(sql, dialect::postgresql);
    }
    return tokens;
}

std::string canonical_token(const token& each) {
    switch (each.kind) {
        case token_kind::word:
            return upper(each.text);
        case token_kind::quoted: {
            const std::string name = identifier_text(each);
            return needs_quotes(name) ? quote_identifier(name) : upper(name);
        }
        case token_kind::blob:
        case token_kind::number:
            return upper(each.text);
        case token_kind::operation:
            if (each.text == "==") return "=";
            if (each.text == "!=") return "<>";
            return std::string(each.text);
        case token_kind::string:
        case token_kind::variable:
        case token_kind::broken:
            return std::string(each.text);
    }
    return std::string(each.text);
}

// Whether parentheses enclose all of [begin, end).
bool is_enclosed(const std::vector<token>& tokens, std::size_t begin, std::size_t end) {
    if (end - begin < 3 || !is_operator(tokens[begin], "(")) return false;
    int depth = 0;
    for (std::size_t i = begin; i < end; ++i) {
        if (is_operator(tokens[i], "(")) ++depth;
        if (is_operator(tokens[i], ")") && --depth == 0) return i + 1 == end;
    }
    return false;
}

// Whether token `i` belongs to the name of a type: in CAST(x AS double precision) and x::text, or
// before a string as in DATE '2026-11-22'.
bool is_type_word(const std::vector<token>& tokens, std::size_t i) {
    if (i + 1 < tokens.size() && tokens[i].kind == token_kind::word &&
        tokens[i + 1].kind == token_kind::string) {
        return true;
    }
    const auto is_name = [](const token& each) {
        return each.kind == token_kind::quoted ||
               (each.kind == token_kind::word && !is_reserved(each.text));
    };
    std::size_t first = i;
    while (first > 0 && is_name(tokens[first - 1])) --first;
    if (first == 0) return false;
    const token& before = tokens[first - 1];
    return is_word(before, "AS") || is_operator(before, "::");
}

// [AT] TIME ZONE, WITH TIME ZONE
bool is_time_zone_word(const std::vector<token>& tokens, std::size_t i) {
    const auto is_pair = [&](std::size_t at) {
        return at + 1 < tokens.size() && is_word(tokens[at], "TIME") &&
               is_word(tokens[at + 1], "ZONE");
    };
    return is_pair(i) || (i > 0 && is_pair(i - 1)) || (is_word(tokens[i], "AT") && is_pair(i + 1));
}

// Whether token `i` names a column or table of the expression: no keyword, function, type or
// collation.
bool is_identifier(const std::vector<token>& tokens, std::size_t i) {
    const token& each = tokens[i];
    if (each.kind != token_kind::word && each.kind != token_kind::quoted) return false;
    if (i + 1 < tokens.size() && is_operator(tokens[i + 1], "(")) return false;
    if (i > 0 && is_word(tokens[i - 1], "COLLATE")) return false;
    if (is_type_word(tokens, i)) return false;
    if (each.kind == token_kind::quoted) return true;
    if (is_reserved(each.text) || is_time_zone_word(tokens, i)) return false;
    const bool is_binary_operator =
        is_word(each, "GLOB") || is_word(each, "REGEXP") || is_word(each, "MATCH");
    return !(is_binary_operator && i > 0 && i + 1 < tokens.size());
}

bool means(const token& each, std::string_view name) {
    if (each.kind == token_kind::quoted && each.text.front() == '"')
        return identifier_text(each) == name;
    return same_letters(identifier_text(each), name);
}

}  // namespace

std::string canonical_sql(std::string_view expression) {
    const std::vector<token> tokens = tokens_in(expression);
    std::size_t begin = 0;
    std::size_t end = tokens.size();
    for (; is_enclosed(tokens, begin, end); --end) ++begin;
    std::string text;
    for (std::size_t i = begin; i < end; ++i) {
        if (i > begin) text += ' ';
        text += canonical_token(tokens[i]);
    }
    return text;
}

std::string rename_identifier(std::string_view sql, std::string_view from, std::string_view to) {
    const std::string name = needs_quotes(to) ? quote_identifier(to) : std::string(to);
    const std::vector<token> tokens = tokens_in(sql);
    std::string text;
    std::size_t copied = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!is_identifier(tokens, i) || !means(tokens[i], from)) continue;
        if (i > 0 && is_operator(tokens[i - 1], ".")) continue;
        text += sql.substr(copied, tokens[i].offset - copied);
        text += name;
        copied = tokens[i].end();
    }
    return text.append(sql.substr(copied));
}

std::vector<std::string> identifiers_in(std::string_view sql) {
    const std::vector<token> tokens = tokens_in(sql);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!is_identifier(tokens, i)) continue;
        std::string name = identifier_text(tokens[i]);
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    }
    return names;
}

std::string quote_identifier(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) text.append(c == '"' ? 2 : 1, c);
    return text + "\"";
}

std::string quote_literal(std::string_view text) {
    std::string literal = "'";
    for (const char c : text) literal.append(c == '\'' ? 2 : 1, c);
    return literal + "'";
}

}  // namespace migrations
