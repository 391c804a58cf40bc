// SQL text as tokens, by the lexical rules of SQLite (sqlite.org/lang_keywords.html,
// src/tokenize.c's token classes); dollar quotes and E'' strings of PostgreSQL are understood too.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "script.hpp"

namespace migrations {

enum class token_kind {
    word,    // a keyword or a bare identifier
    quoted,  // an identifier in "", `` or []
    string,  // '...', E'...', $tag$...$tag$
    blob,    // x'...'
    number,
    operation,  // operators, parentheses, commas, semicolons, dots
    variable,   // ?1 :a @a #a $a
    broken,     // a quote or a comment that does not end: the rest of the text
};

struct token {
    token_kind kind = token_kind::word;
    std::size_t offset = 0;  // in the text that was read
    std::string_view text;

    std::size_t end() const { return offset + text.size(); }
};

// ASCII only, whatever the locale.
inline char lower_letter(char each) {
    return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
}
inline bool same_letters(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(),
                      [](char a, char b) { return lower_letter(a) == lower_letter(b); });
}

inline bool is_digit_byte(char each) {
    return each >= '0' && each <= '9';
}
inline bool is_space_byte(char each) {
    return each == ' ' || each == '\t' || each == '\n' || each == '\r' || each == '\f' ||
           each == '\v';
}
// Bytes above 0x7f are identifier characters.
inline bool starts_word_byte(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_' ||
           static_cast<unsigned char>(each) > 0x7f;
}
inline bool in_word_byte(char each) {
    return starts_word_byte(each) || is_digit_byte(each) || each == '$';
}

// The end of the quoted text that starts at `at`, where doubling the quote escapes it; npos when it
// has no end.
inline std::size_t quote_end(std::string_view sql, std::size_t at, char quote, bool backslashes) {
    for (++at; at < sql.size(); ++at) {
        if (backslashes && sql[at] == '\\') {
            ++at;
        } else if (sql[at] == quote) {
            if (at + 1 < sql.size() && sql[at + 1] == quote) {
                ++at;
            } else {
                return at + 1;
            }
        }
    }
    return std::string_view::npos;
}

inline std::size_t word_end(std::string_view sql, std::size_t at) {
    while (at < sql.size() && in_word_byte(sql[at])) ++at;
    return at;
}

inline std::size_t number_end(std::string_view sql, std::size_t at) {
    const auto peek = [&](std::size_t index) { return index < sql.size() ? sql[index] : '\0'; };
    if (peek(at) == '0' && lower_letter(peek(at + 1)) == 'x') return word_end(sql, at + 2);
    while (is_digit_byte(peek(at)) || (peek(at) == '_' && is_digit_byte(peek(at + 1)))) ++at;
    if (peek(at) == '.') {
        ++at;
        while (is_digit_byte(peek(at)) || (peek(at) == '_' && is_digit_byte(peek(at + 1)))) ++at;
    }
    if (lower_letter(peek(at)) == 'e') {
        const std::size_t sign = peek(at + 1) == '+' || peek(at + 1) == '-' ? 1 : 0;
        if (is_digit_byte(peek(at + 1 + sign))) {
            at += 1 + sign;
            while (is_digit_byte(peek(at))) ++at;
        }
    }
    return word_end(sql, at);  // what SQLite calls an illegal token: kept together
}

// The end of the comment or white space at `at`; `at` itself when there is none; npos for a block
// comment without end.
inline std::size_t space_end(std::string_view sql, std::size_t at, dialect language) {
    if (is_space_byte(sql[at])) return at + 1;
    if (sql.compare(at, 2, "--") == 0) return std::min(sql.find('\n', at), sql.size());
    if (sql.compare(at, 2, "/*") != 0) return at;
    std::size_t depth = 1;
    for (std::size_t index = at + 2; index + 1 < sql.size(); ++index) {
        if (sql[index] == '*' && sql[index + 1] == '/') {
            ++index;
            if (--depth == 0) return index + 1;
        } else if (language == dialect::postgresql && sql[index] == '/' && sql[index + 1] == '*') {
            ++index;
            ++depth;
        }
    }
    return std::string_view::npos;
}

// The end of `$tag$...$tag$` at `at`; npos when it is none.
inline std::size_t dollar_end(std::string_view sql, std::size_t at) {
    std::size_t index = at + 1;
    if (index < sql.size() && starts_word_byte(sql[index])) {
        while (index < sql.size() && in_word_byte(sql[index]) && sql[index] != '$') ++index;
    }
    if (index >= sql.size() || sql[index] != '$') return std::string_view::npos;
    const std::string_view tag = sql.substr(at, index + 1 - at);
    const std::size_t close = sql.find(tag, index + 1);
    return close == std::string_view::npos ? close : close + tag.size();
}

inline std::size_t operator_end(std::string_view sql, std::size_t at) {
    for (const std::string_view each :
         {"->>", "->", "||", "<<", ">>", "<=", ">=", "==", "!=", "<>", "::", ":="}) {
        if (sql.compare(at, each.size(), each) == 0) return at + each.size();
    }
    return at + 1;
}

// The token at `at`, where no space is.
inline token token_at(std::string_view sql, std::size_t at, dialect language) {
    const char first = sql[at];
    const char second = at + 1 < sql.size() ? sql[at + 1] : '\0';
    token_kind kind = token_kind::operation;
    std::size_t end = at + 1;
    if (first == '\'') {
        kind = token_kind::string;
        end = quote_end(sql, at, '\'', false);
    } else if (second == '\'' && (first == 'x' || first == 'X')) {
        kind = token_kind::blob;
        end = quote_end(sql, at + 1, '\'', false);
    } else if (second == '\'' && (first == 'e' || first == 'E')) {
        kind = token_kind::string;
        end = quote_end(sql, at + 1, '\'', true);
    } else if (first == '"' || (first == '`' && language == dialect::sqlite)) {
        kind = token_kind::quoted;
        end = quote_end(sql, at, first, false);
    } else if (first == '[' && language == dialect::sqlite) {
        kind = token_kind::quoted;
        end = sql.find(']', at);
        if (end != std::string_view::npos) ++end;
    } else if (starts_word_byte(first)) {
        kind = token_kind::word;
        end = word_end(sql, at);
    } else if (is_digit_byte(first) || (first == '.' && is_digit_byte(second))) {
        kind = token_kind::number;
        end = number_end(sql, at);
    } else if (first == '$' && dollar_end(sql, at) != std::string_view::npos) {
        kind = token_kind::string;
        end = dollar_end(sql, at);
    } else if (first == '?' || ((first == '@' || first == '#' || first == '$' || first == ':') &&
                                in_word_byte(second))) {
        kind = token_kind::variable;
        end = word_end(sql, at + 1);
    } else {
        end = operator_end(sql, at);
    }
    if (end == std::string_view::npos) {
        kind = token_kind::broken;
        end = sql.size();
    }
    return {kind, at, sql.substr(at, end - at)};
}

// The tokens of a text, without comments and white space. Views `sql`.
inline std::vector<token> tokens_of(std::string_view sql, dialect language = dialect::sqlite) {
    std::vector<token> tokens;
    std::size_t at = 0;
    while (at < sql.size()) {
        const std::size_t space = space_end(sql, at, language);
        if (space == std::string_view::npos) {
            tokens.push_back({token_kind::broken, at, sql.substr(at)});
            break;
        }
        if (space != at) {
            at = space;
            continue;
        }
        tokens.push_back(token_at(sql, at, language));
        at = tokens.back().end();
    }
    return tokens;
}

// Whether a token is this word, in any letter case.
inline bool is_word(const token& each, std::string_view word) {
    return each.kind == token_kind::word && same_letters(each.text, word);
}
inline bool is_operator(const token& each, std::string_view text) {
    return each.kind == token_kind::operation && each.text == text;
}

// The name that an identifier means: quotes removed, doubled quotes made single. A string is taken
// for an identifier too, as SQLite does where only an identifier can stand. Other tokens: their
// text.
inline std::string identifier_text(const token& each) {
    if (each.text.size() < 2 ||
        (each.kind != token_kind::quoted && each.kind != token_kind::string)) {
        return std::string(each.text);
    }
    const char quote = each.text.back();
    const std::string_view inner = each.text.substr(1, each.text.size() - 2);
    if (quote == ']') return std::string(inner);
    std::string name;
    for (std::size_t at = 0; at < inner.size(); ++at) {
        name += inner[at];
        if (inner[at] == quote && at + 1 < inner.size() && inner[at + 1] == quote) ++at;
    }
    return name;
}

// Whether two tokens mean the same: words in any letter case, a quoted identifier as the bare word
// of its text, an
// `==` as `=` and `!=` as `<>`, everything else byte for byte.
inline bool same_token(const token& left, const token& right) {
    const auto is_name = [](const token& each) {
        return each.kind == token_kind::word || each.kind == token_kind::quoted;
    };
    if (is_name(left) && is_name(right)) {
        if (left.kind == token_kind::word && right.kind == token_kind::word)
            return same_letters(left.text, right.text);
        return same_letters(identifier_text(left), identifier_text(right));
    }
    if (left.kind != right.kind) return false;
    if (left.kind == token_kind::operation) {
        const auto plain = [](std::string_view text) {
            return text == "==" ? "=" : text == "!=" ? "<>" : text;
        };
        return plain(left.text) == plain(right.text);
    }
    if (left.kind == token_kind::number || left.kind == token_kind::blob)
        return same_letters(left.text, right.text);
    return left.text == right.text;
}

// Whether two texts have the same tokens.
inline bool same_tokens(const std::vector<token>& left, const std::vector<token>& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), same_token);
}

}  // namespace migrations
