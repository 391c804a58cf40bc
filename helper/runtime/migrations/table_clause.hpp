// What a clause of a CREATE TABLE text of SQLite says, as a fact in a normal form that is the same
// however and wherever it is written: `DEFAULT 'x'` and `DEFAULT ('x')`, `UNIQUE` at the column `a`
// and `UNIQUE ("A" ASC)`.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql_tokens.hpp"

namespace migrations {

// A column that has another name in a later text than in an earlier one.
struct renamed_column {
    std::string from;
    std::string to;
};

enum class fact_kind {
    // Of one column, each at most once.
    type,
    nullness,
    default_value,
    collation,
    generation,
    // Of the table, also when they are written at a column.
    primary_key,
    unique,
    check,
    foreign_key,
    // Understood only as tokens: a CONSTRAINT name without a constraint, constraints without a
    // comma between them.
    other,
};

// A fact, and the clause that states it. Names, keywords and numbers are in lower case.
struct table_fact {
    fact_kind kind = fact_kind::other;
    std::string column;                  // that it is said of; empty for a fact of the table
    std::vector<std::string> says;       // the normal form: equal means the same
    std::vector<std::string> parent;     // columns that a foreign key refers to; empty: primary key
    std::string name;                    // of the constraint, or empty
    std::vector<std::string> modifiers;  // sorted; what may be said beyond: "on conflict ignore"
    std::size_t element = 0;             // that holds it: a number in table_text::elements
    std::vector<token> tokens;  // the clause; none for a column without type, or what is implied

    // Whether it is what SQLite takes for granted: NULL or DEFAULT NULL.
    bool says_nothing() const {
        return (kind == fact_kind::nullness || kind == fact_kind::default_value) &&
               says == std::vector<std::string>{"null"};
    }
};

inline std::string lower_letters(std::string_view text) {
    std::string lower;
    for (const char each : text) lower += lower_letter(each);
    return lower;
}

inline bool is_name(const token& each) {
    return each.kind == token_kind::word || each.kind == token_kind::quoted;
}

// What a column is called after renaming, in lower case.
inline std::string name_after(const std::vector<renamed_column>& renames, std::string_view name) {
    for (const renamed_column& rename : renames) {
        if (same_letters(rename.from, name)) return lower_letters(rename.to);
    }
    return lower_letters(name);
}

inline std::string normal_token(const token& each) {
    if (is_operator(each, "==")) return "=";
    if (is_operator(each, "!=")) return "<>";
    if (each.kind == token_kind::string) return std::string(each.text);
    return lower_letters(is_name(each) ? identifier_text(each) : std::string(each.text));
}

// The tokens of an expression without the parentheses around all of it.
inline std::vector<token> inside_parentheses(std::vector<token> tokens) {
    while (!tokens.empty() && is_operator(tokens.front(), "(")) {
        std::size_t depth = 0;
        std::size_t close = 0;  // of the first parenthesis
        for (; close < tokens.size(); ++close) {
            if (is_operator(tokens[close], "(")) ++depth;
            if (is_operator(tokens[close], ")") && --depth == 0) break;
        }
        if (close + 1 != tokens.size()) break;
        tokens.pop_back();
        tokens.erase(tokens.begin());
    }
    return tokens;
}

// The normal form of what stands behind DEFAULT. A name alone is a string, however it is quoted,
// and TRUE is 1 (sqlite.org/lang_createtable.html, section 3.2; sqlite.org/datatype3.html,
// section 2.1).
inline std::vector<std::string> normal_default(std::vector<token> tokens) {
    tokens = inside_parentheses(std::move(tokens));
    if (tokens.size() == 1 && is_name(tokens.front())) {
        const token& word = tokens.front();
        if (is_word(word, "true")) return {"1"};
        if (is_word(word, "false")) return {"0"};
        for (const char* keyword : {"null", "current_date", "current_time", "current_timestamp"}) {
            if (is_word(word, keyword)) return {keyword};
        }
        std::string text = "'";
        for (const char each : identifier_text(word)) {
            if (each == '\'') text += '\'';
            text += each;
        }
        return {text + "'"};
    }
    std::vector<std::string> result;
    for (const token& each : tokens) result.push_back(normal_token(each));
    return result;
}

// Reads one clause of the table of this name. Names of its columns become those after renaming.
class clause_reader {
public:
    clause_reader(std::string_view table, const std::vector<renamed_column>& renames,
                  const std::vector<token>& clause)
        : table_(table), renames_(renames), clause_(clause) {}

    // A constraint of `column` (its name after renaming), or of the table when that is empty.
    table_fact read(const std::string& column) {
        if (take("constraint")) fact_.name = take_name();
        const bool understood = column.empty() ? read_of_table() : read_of_column(column);
        if (!understood || at_ < clause_.size()) {
            fact_ = table_fact();
            for (const token& each : clause_) fact_.says.push_back(normal_token(each));
        }
        if (fact_.kind < fact_kind::primary_key) fact_.column = column;
        std::sort(fact_.modifiers.begin(), fact_.modifiers.end());
        fact_.tokens = clause_;
        return std::move(fact_);
    }

private:
    bool read_of_table() {
        if (take("primary")) {
            fact_.kind = fact_kind::primary_key;
            return take("key") && take_columns() && take_conflict();
        }
        if (take("unique")) {
            fact_.kind = fact_kind::unique;
            return take_columns() && take_conflict();
        }
        if (take("check")) return take_check();
        return take("foreign") && take("key") && take_columns() && take("references") &&
               take_reference();
    }

    bool read_of_column(const std::string& column) {
        if (take("check")) return take_check();
        if (take("collate")) {
            fact_.kind = fact_kind::collation;
            fact_.says = {take_name()};
            return true;
        }
        if (take("default")) {
            fact_.kind = fact_kind::default_value;
            fact_.says =
                normal_default({clause_.begin() + static_cast<std::ptrdiff_t>(at_), clause_.end()});
            at_ = clause_.size();
            return true;
        }
        if (next_is("not") || next_is("null")) {
            fact_.kind = fact_kind::nullness;
            if (take("not")) fact_.says.emplace_back("not");
            fact_.says.emplace_back("null");
            return take("null") && take_conflict();
        }
        if (next_is("generated") || next_is("as")) {
            fact_.kind = fact_kind::generation;
            if (take("generated")) take("always");
            if (!take("as")) return false;
            fact_.says = take_expression();
            const bool stored = take("stored");
            if (!stored) take("virtual");
            fact_.says.emplace_back(stored ? "stored" : "virtual");
            return true;
        }
        fact_.says = {column};
        if (take("unique")) {
            fact_.kind = fact_kind::unique;
            return take_conflict();
        }
        if (take("references")) return take_reference();
        fact_.kind = fact_kind::primary_key;
        if (!take("primary") || !take("key")) return false;
        take_order(column);
        if (!take_conflict()) return false;
        if (take("autoincrement")) fact_.modifiers.emplace_back("autoincrement");
        return true;
    }

    bool take_check() {
        fact_.kind = fact_kind::check;
        fact_.says = take_expression();
        return take_conflict();
    }

    // ("a" COLLATE x DESC, b AUTOINCREMENT)
    bool take_columns() {
        if (!take("(")) return false;
        do {
            const std::string column = name_after(renames_, take_name());
            fact_.says.push_back(column);
            if (take("collate")) fact_.modifiers.push_back(column + " collate " + take_name());
            take_order(column);
            if (take("autoincrement")) fact_.modifiers.emplace_back("autoincrement");
        } while (take(","));
        return take(")");
    }

    void take_order(const std::string& column) {
        if (!take("asc") && take("desc")) fact_.modifiers.push_back(column + " desc");
    }

    bool take_conflict() {
        if (!take("on")) return true;
        fact_.modifiers.push_back("on conflict " + (take("conflict") ? take_name() : ""));
        return true;
    }

    // What follows REFERENCES, up to the end. The columns that refer have been read.
    bool take_reference() {
        fact_.kind = fact_kind::foreign_key;
        const std::string parent = take_name();
        if (parent.empty()) return false;
        if (take("(") && !take(")")) {
            do {
                const std::string column = take_name();
                fact_.parent.push_back(same_letters(parent, table_) ? name_after(renames_, column)
                                                                    : column);
            } while (take(","));
            if (!take(")")) return false;
        }
        std::string on_delete = "no action";
        std::string on_update = "no action";
        while (at_ < clause_.size()) {
            if (take("on")) {
                std::string& action = next_is("delete") ? on_delete : on_update;
                if (!take("delete") && !take("update")) return false;
                action = take_name();
                if (action == "set" || action == "no") action += " " + take_name();
            } else if (take("match")) {
                fact_.modifiers.push_back("match " + take_name());
            } else {
                const bool negated = take("not");
                if (!take("deferrable")) return false;
                const bool deferred = take("initially") && take_name() == "deferred";
                if (!negated) fact_.modifiers.emplace_back(deferred ? "deferred" : "deferrable");
            }
        }
        fact_.says.insert(fact_.says.end(), {"references", parent, on_delete, on_update});
        return true;
    }

    // What is in the parentheses at hand.
    std::vector<std::string> take_expression() {
        std::vector<token> group;
        std::size_t depth = 0;
        while (at_ < clause_.size()) {
            const token& each = clause_[at_];
            if (is_operator(each, "(")) ++depth;
            if (is_operator(each, ")")) --depth;
            group.push_back(each);
            ++at_;
            if (depth == 0) break;
        }
        std::vector<std::string> result;
        for (const token& each : inside_parentheses(std::move(group))) {
            result.push_back(is_name(each) ? name_after(renames_, identifier_text(each))
                                           : normal_token(each));
        }
        return result;
    }

    bool next_is(std::string_view text) const {
        return at_ < clause_.size() &&
               (is_word(clause_[at_], text) || is_operator(clause_[at_], text));
    }
    bool take(std::string_view text) {
        if (!next_is(text)) return false;
        ++at_;
        return true;
    }
    // The name at hand; "" where none is.
    std::string take_name() {
        if (at_ >= clause_.size()) return "";
        const token& each = clause_[at_];
        if (!is_name(each) && each.kind != token_kind::string) return "";
        ++at_;
        return lower_letters(identifier_text(each));
    }

    std::string_view table_;
    const std::vector<renamed_column>& renames_;
    const std::vector<token>& clause_;
    std::size_t at_ = 0;
    table_fact fact_;
};

}  // namespace migrations
