#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"

namespace migrations::sqlite {

// Reads tokens from left to right.
class TokenCursor {
public:
    TokenCursor(std::string_view sql, const std::vector<token>& tokens, std::size_t at = 0)
        : sql_(sql), tokens_(tokens), at_(at) {}

    bool done() const { return at_ >= tokens_.size(); }
    const token& here() const { return tokens_[at_]; }
    void skip() { ++at_; }

    bool next_is(std::string_view text) const {
        return !done() && (is_word(here(), text) || is_operator(here(), text));
    }
    bool take(std::string_view text) {
        if (!next_is(text)) return false;
        ++at_;
        return true;
    }
    // The name at hand, or "" at the end.
    std::string take_name() { return done() ? "" : identifier_text(tokens_[at_++]); }

    // The text between "(" at hand and its ")", both of which are passed over; "" when there is no
    // "(".
    std::string take_parentheses() {
        if (!next_is("(")) return "";
        const std::size_t open = at_;
        skip_group();
        const std::size_t start = tokens_[open].end();
        const std::size_t finish = tokens_[at_ - 1].offset;
        return trim(sql_.substr(start, finish - start));
    }
    // Passes over one token, or over all of a group in parentheses.
    void skip_group() {
        std::size_t depth = 0;
        do {
            if (is_operator(here(), "(")) ++depth;
            if (is_operator(here(), ")")) --depth;
            ++at_;
        } while (depth > 0 && !done());
    }
    // The text from here to the end.
    std::string rest() const {
        if (done()) return "";
        return std::string(sql_.substr(here().offset, tokens_.back().end() - here().offset));
    }
    // The tokens up to a comma or ")" outside of parentheses, which is not passed over.
    std::vector<token> take_item() {
        const std::size_t start = at_;
        while (!done() && !next_is(",") && !next_is(")")) skip_group();
        return {tokens_.begin() + static_cast<std::ptrdiff_t>(start),
                tokens_.begin() + static_cast<std::ptrdiff_t>(at_)};
    }

private:
    std::string_view sql_;
    const std::vector<token>& tokens_;
    std::size_t at_;
};

// The text from the first of the tokens to the last.
inline std::string text_of(std::string_view sql, const std::vector<token>& tokens) {
    if (tokens.empty()) return "";
    return std::string(
        sql.substr(tokens.front().offset, tokens.back().end() - tokens.front().offset));
}

}  // namespace migrations::sqlite
