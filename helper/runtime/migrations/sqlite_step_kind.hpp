// What can be told from the text of a step about how it runs outside a transaction.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "script.hpp"
#include "sql_tokens.hpp"

namespace migrations::sqlite {

// The first token of a text, without reading the rest, which may be long.
inline token first_token(std::string_view sql) {
    std::size_t at = 0;
    while (at < sql.size()) {
        const std::size_t space = space_end(sql, at, dialect::sqlite);
        if (space == at) return token_at(sql, at, dialect::sqlite);
        at = space;
    }
    return {};
}

inline bool starts_with_one_of(std::string_view sql,
                               std::initializer_list<std::string_view> words) {
    const token first = first_token(sql);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return is_word(first, word); });
}

// Whether the first statement of a text is one that SQLite refuses in a transaction or that does
// nothing there, or one that starts or ends one.
inline bool runs_outside(std::string_view sql) {
    return starts_with_one_of(sql, {"vacuum", "pragma", "attach", "detach", "begin", "commit",
                                    "end", "rollback", "savepoint", "release"});
}

// Whether a text is a single statement that starts with one of the words.
inline bool is_one_of(std::string_view sql, std::initializer_list<std::string_view> words) {
    if (!starts_with_one_of(sql, words)) return false;
    std::vector<token> tokens = tokens_of(sql);
    while (is_operator(tokens.back(), ";")) tokens.pop_back();
    return std::none_of(tokens.begin(), tokens.end(),
                        [](const token& each) { return is_operator(each, ";"); });
}

// Whether a step may run a second time, also when it was interrupted.
inline bool runs_again(std::string_view sql) {
    return is_one_of(sql, {"vacuum", "analyze", "reindex", "pragma", "attach", "detach"});
}

// Whether a step changes its connection, too.
inline bool sets_up_connection(std::string_view sql) {
    return is_one_of(sql, {"attach", "detach", "pragma"});
}

}  // namespace migrations::sqlite
