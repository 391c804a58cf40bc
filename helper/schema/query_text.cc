#include "schema/query_text.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"

namespace migrations {
namespace {

bool is_any_word(const token& each, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return is_word(each, word); });
}

bool is_name(const token& each) {
    return each.kind == token_kind::word || each.kind == token_kind::quoted;
}

// Finds the relations of a statement, one level of parentheses within the other.
class Relations {
public:
    explicit Relations(std::string_view sql) : tokens_(tokens_of(sql, dialect::postgresql)) {}

    std::set<std::string> find() {
        for (at_ = 0; at_ < tokens_.size(); ++at_) step(tokens_[at_]);
        for (const std::string& own : named_here_) found_.erase(own);
        return std::move(found_);
    }

private:
    struct Level {
        bool is_query = false;  // has SELECT, DELETE, ...: else FROM is that of extract(year FROM day)
        bool in_from = false;
        bool expects = false;  // a relation comes next
    };

    void step(const token& each) {
        Level& level = levels_.back();
        if (is_operator(each, "(")) {
            // FROM (a JOIN b ON ...)
            const bool joined = level.expects;
            level.expects = false;
            levels_.push_back({joined, joined, joined});
        } else if (is_operator(each, ")")) {
            if (levels_.size() > 1) levels_.pop_back();
        } else if (is_operator(each, ";")) {
            level = {};
        } else if (is_operator(each, ",")) {
            level.expects = level.in_from;
        } else if (is_any_word(each, {"select", "delete", "insert", "merge", "values", "with"})) {
            level = {true, false, false};
        } else if (is_word(each, "update") && !(at_ > 0 && is_any_word(tokens_[at_ - 1], {"for", "do", "key", "on"}))) {
            level = {true, true, true};
        } else if (is_word(each, "from") && level.is_query && !(at_ > 0 && is_word(tokens_[at_ - 1], "distinct"))) {
            level.in_from = level.expects = true;
        } else if (is_any_word(each, {"join", "into"}) && level.is_query) {
            level.expects = true;
        } else if (is_any_word(each, {"using"}) && level.is_query && next_is_name()) {
            level.in_from = level.expects = true;  // DELETE ... USING t; that of JOIN has a parenthesis
        } else if (is_any_word(each, {"where", "group", "having", "order", "limit", "offset", "fetch", "for", "union",
                                      "intersect", "except", "window", "returning", "set", "when"})) {
            level.in_from = level.expects = false;
        } else if (is_any_word(each, {"only", "lateral"})) {
            return;
        } else if (is_name(each)) {
            name(level);
        }
    }

    // Of a relation that is expected, or before AS (query).
    void name(Level& level) {
        const std::size_t first = at_;
        while (at_ + 2 < tokens_.size() && is_operator(tokens_[at_ + 1], ".")) at_ += 2;
        const std::string text = lower(identifier_text(tokens_[at_]));
        const bool is_call = at_ + 1 < tokens_.size() && is_operator(tokens_[at_ + 1], "(") && !writes(first);
        if (level.expects && !is_call) found_.insert(text);
        level.expects = false;
        const bool lists = first > 0 && (is_any_word(tokens_[first - 1], {"with", "recursive"}) || is_operator(tokens_[first - 1], ","));
        if (lists && is_query_of_with()) named_here_.insert(text);
    }

    // What follows the name: [(columns)] AS [[NOT] MATERIALIZED] (
    bool is_query_of_with() const {
        std::size_t next = at_ + 1;
        if (next < tokens_.size() && is_operator(tokens_[next], "(")) next = behind_parenthesis(next);
        if (next >= tokens_.size() || !is_word(tokens_[next], "as")) return false;
        do ++next;
        while (next < tokens_.size() && is_any_word(tokens_[next], {"not", "materialized"}));
        return next < tokens_.size() && is_operator(tokens_[next], "(");
    }

    bool writes(std::size_t first) const { return first > 0 && is_word(tokens_[first - 1], "into"); }  // INSERT INTO t (a, b)

    bool next_is_name() const { return at_ + 1 < tokens_.size() && is_name(tokens_[at_ + 1]); }

    std::size_t behind_parenthesis(std::size_t at) const {
        int depth = 0;
        for (; at < tokens_.size(); ++at) {
            if (is_operator(tokens_[at], "(")) ++depth;
            if (is_operator(tokens_[at], ")") && --depth == 0) return at + 1;
        }
        return at;
    }

    const std::vector<token> tokens_;
    std::size_t at_ = 0;
    std::vector<Level> levels_ = {Level{}};
    std::set<std::string> found_;
    std::set<std::string> named_here_;
};

}  // namespace

bool spreads_columns(std::string_view sql) {
    const std::vector<token> tokens = tokens_of(sql, dialect::postgresql);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (is_word(tokens[i], "natural") && i > 0) return true;
        if (!is_operator(tokens[i], "*") || i == 0 || is_operator(tokens[i - 1], "(")) continue;
        // A product goes on with what it multiplies by.
        const bool ends = i + 1 == tokens.size() || is_operator(tokens[i + 1], ",") || is_operator(tokens[i + 1], ")") ||
                          is_operator(tokens[i + 1], ";") ||
                          is_any_word(tokens[i + 1], {"from", "where", "union", "except", "intersect", "into", "order", "limit",
                                                      "offset", "fetch", "group", "having", "window", "for"});
        // count(t.*) takes one value, whatever the columns; row(t.*) does not.
        const bool one_value = i >= 4 && is_operator(tokens[i - 1], ".") && is_operator(tokens[i - 3], "(") &&
                               is_name(tokens[i - 4]) && !is_any_word(tokens[i - 4], {"row", "values", "in", "as"}) &&
                               i + 1 < tokens.size() && is_operator(tokens[i + 1], ")");
        if (ends && !one_value) return true;
    }
    return false;
}

std::set<std::string> relations_in(std::string_view sql) {
    return Relations(sql).find();
}

std::set<std::string> calls_in(std::string_view sql) {
    const std::vector<token> tokens = tokens_of(sql, dialect::postgresql);
    std::set<std::string> names;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (is_name(tokens[i]) && is_operator(tokens[i + 1], "(")) names.insert(lower(identifier_text(tokens[i])));
    }
    return names;
}

}  // namespace migrations
