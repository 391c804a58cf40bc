#include "dialects/postgresql/probe.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <migrations/sql_tokens.hpp>
#include <vector>

#include "base/sql_text.h"

namespace migrations::postgresql {

namespace {

const char* const runs_again = "SELECT false";

// The words of a statement, read from the left.
class Words {
public:
    explicit Words(std::string_view sql) : tokens_(tokens_of(sql, dialect::postgresql)) {}

    bool take(std::string_view word) {
        if (at_ >= tokens_.size() || !is_word(tokens_[at_], word)) return false;
        ++at_;
        return true;
    }
    bool take_all(std::initializer_list<std::string_view> words) {
        return std::all_of(words.begin(), words.end(), [&](std::string_view word) { return take(word); });
    }
    // A name with its schema, as written; "" when there is none.
    std::string name() {
        std::string text;
        while (at_ < tokens_.size() && (tokens_[at_].kind == token_kind::word || tokens_[at_].kind == token_kind::quoted)) {
            text += tokens_[at_++].text;
            if (at_ >= tokens_.size() || !is_operator(tokens_[at_], ".")) break;
            text += tokens_[at_++].text;
        }
        return text;
    }
    std::string string() {
        const bool is_string = at_ < tokens_.size() && tokens_[at_].kind == token_kind::string;
        return is_string ? std::string(tokens_[at_++].text) : "";
    }
    bool at_end() const { return at_ == tokens_.size(); }

private:
    std::vector<token> tokens_;
    std::size_t at_ = 0;
};

// DROP INDEX [CONCURRENTLY] [IF EXISTS] name [CASCADE | RESTRICT]
std::string of_drop_index(Words words) {
    if (!words.take_all({"drop", "index"})) return "";
    words.take("concurrently");
    if (words.take("if")) words.take("exists");
    const std::string name = words.name();
    if (!words.take("cascade")) words.take("restrict");
    if (name.empty() || !words.at_end()) return "";
    return "SELECT pg_catalog.to_regclass(" + quote_literal(name) + ") IS NULL";
}

// ALTER TYPE name ADD VALUE [IF NOT EXISTS] 'label' ...
std::string of_add_value(Words words) {
    if (!words.take_all({"alter", "type"})) return "";
    const std::string name = words.name();
    if (name.empty() || !words.take_all({"add", "value"})) return "";
    if (words.take("if")) words.take_all({"not", "exists"});
    const std::string label = words.string();
    if (label.empty()) return "";
    return "SELECT EXISTS (SELECT FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype(" + quote_literal(name) +
           ") AND enumlabel = " + label + ")";
}

// ALTER TABLE [IF EXISTS] [ONLY] name VALIDATE CONSTRAINT ...: does nothing where the constraint is valid.
bool is_validation(Words words) {
    if (!words.take_all({"alter", "table"})) return false;
    if (words.take("if")) words.take("exists");
    words.take("only");
    return !words.name().empty() && words.take_all({"validate", "constraint"});
}

bool does_no_harm(const Words& words) {
    constexpr std::array statements = {"vacuum", "analyze", "refresh", "set", "reset", "checkpoint", "cluster"};
    return std::any_of(statements.begin(), statements.end(), [&](const char* word) { return Words(words).take(word); });
}

}  // namespace

std::string probe_of(std::string_view sql) {
    const Words words(sql);
    if (does_no_harm(words) || is_validation(words)) return runs_again;
    const std::string dropped = of_drop_index(words);
    return dropped.empty() ? of_add_value(words) : dropped;
}

}  // namespace migrations::postgresql
