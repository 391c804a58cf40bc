// One statement of PostgreSQL, read word by word from the left.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "sql_tokens.hpp"

namespace migrations::postgresql {

class statement_words {
public:
    explicit statement_words(std::string_view sql) : tokens_(tokens_of(sql, dialect::postgresql)) {}

    // Takes the word when it comes next.
    bool take(std::string_view word) {
        if (at_ >= tokens_.size() || !is_word(tokens_[at_], word)) return false;
        ++at_;
        return true;
    }
    bool take_operator(std::string_view text) {
        if (at_ >= tokens_.size() || !is_operator(tokens_[at_], text)) return false;
        ++at_;
        return true;
    }
    // These, one after the other.
    bool take_all(std::initializer_list<std::string_view> words) {
        return std::all_of(words.begin(), words.end(),
                           [&](std::string_view word) { return take(word); });
    }
    // IF EXISTS or IF NOT EXISTS, where that is.
    void skip_condition() {
        if (!take("if")) return;
        take("not");
        take("exists");
    }
    // (...), where that is; whether it has the word.
    bool skip_parentheses(std::string_view word) {
        bool found = false;
        if (!take_operator("(")) return found;
        while (at_ < tokens_.size() && !take_operator(")")) {
            found = found || is_word(tokens_[at_], word);
            ++at_;
        }
        return found;
    }
    bool is_next(std::string_view word) const { return at_ < tokens_.size() && is_word(tokens_[at_], word); }

    // A name with its schema, as written; "" when there is none.
    std::string name() {
        std::string text;
        while (is_identifier()) {
            text += tokens_[at_++].text;
            if (at_ >= tokens_.size() || !is_operator(tokens_[at_], ".")) break;
            text += tokens_[at_++].text;
        }
        return text;
    }
    // A name without a schema, as the server knows it; "" when there is none.
    std::string bare_name() {
        if (!is_identifier()) return "";
        std::string text = identifier_text(tokens_[at_]);
        if (tokens_[at_].kind == token_kind::word) {
            for (char& each : text) each = lower_letter(each);
        }
        ++at_;
        return text;
    }
    // A string literal as written; "" when there is none.
    std::string string() {
        const bool is_string = at_ < tokens_.size() && tokens_[at_].kind == token_kind::string;
        return is_string ? std::string(tokens_[at_++].text) : "";
    }
    bool at_end() const { return at_ == tokens_.size(); }

private:
    bool is_identifier() const {
        return at_ < tokens_.size() &&
               (tokens_[at_].kind == token_kind::word || tokens_[at_].kind == token_kind::quoted);
    }

    std::vector<token> tokens_;
    std::size_t at_ = 0;
};

}  // namespace migrations::postgresql
