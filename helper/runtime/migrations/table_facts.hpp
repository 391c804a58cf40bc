// What a CREATE TABLE text of SQLite says: all its facts, and how they compare.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "create_table.hpp"
#include "table_clause.hpp"

namespace migrations {

// How often a name occurs as an identifier.
inline std::size_t count_name(const std::vector<token>& tokens, std::string_view name) {
    return static_cast<std::size_t>(
        std::count_if(tokens.begin(), tokens.end(), [&](const token& each) {
            return is_name(each) && same_letters(identifier_text(each), name);
        }));
}

// The type of a column; every column has this fact. A quoted type may hold several tokens:
// "varchar(10)".
inline table_fact type_fact(const table_element& column) {
    table_fact fact;
    fact.kind = fact_kind::type;
    fact.tokens = column_type(column);
    for (const token& each : fact.tokens) {
        const std::string text = identifier_text(each);
        for (const token& part : tokens_of(text)) fact.says.push_back(normal_token(part));
    }
    return fact;
}

// Columns of the primary key of a table WITHOUT ROWID are NOT NULL, said or not
// (sqlite.org/withoutrowid.html, section 2).
inline void add_implied_facts(std::vector<table_fact>& facts) {
    std::vector<table_fact> implied;
    for (const table_fact& key : facts) {
        if (key.kind != fact_kind::primary_key) continue;
        for (const table_fact& type : facts) {
            if (type.kind != fact_kind::type) continue;
            const bool in_key =
                std::find(key.says.begin(), key.says.end(), type.column) != key.says.end();
            const bool written = std::any_of(facts.begin(), facts.end(), [&](const auto& other) {
                return other.kind == fact_kind::nullness && other.column == type.column &&
                       !other.says_nothing();
            });
            if (!in_key || written) continue;
            table_fact fact;
            fact.kind = fact_kind::nullness;
            fact.column = type.column;
            fact.says = {"not", "null"};
            fact.element = type.element;
            implied.push_back(fact);
        }
    }
    facts.insert(facts.end(), implied.begin(), implied.end());
}

// The facts of a text, in its order. Columns are called as they are after renaming.
inline std::vector<table_fact> facts_of(const table_text& table,
                                        const std::vector<renamed_column>& renames = {}) {
    std::vector<table_fact> facts;
    const auto add = [&](std::size_t element, table_fact fact) {
        facts.push_back(std::move(fact));
        facts.back().element = element;
    };
    for (std::size_t number = 0; number < table.elements.size(); ++number) {
        const table_element& element = table.elements[number];
        if (!element.is_column) {
            add(number, clause_reader(table.name, renames, element.tokens).read({}));
            continue;
        }
        const std::string column = name_after(renames, element.name);
        add(number, type_fact(element));
        facts.back().column = column;
        const std::vector<column_part> parts = column_parts(element);
        for (std::size_t at = 1; at < parts.size(); ++at)
            add(number, clause_reader(table.name, renames, parts[at].tokens).read(column));
    }
    if (table.without_rowid()) add_implied_facts(facts);
    return facts;
}

// The clause of a fact, as its text has it.
inline std::string clause_text(const table_text& table, const table_fact& fact) {
    const std::size_t first = fact.tokens.front().offset;
    return std::string(table.sql.substr(first, fact.tokens.back().end() - first));
}

// The same in one line.
inline std::string clause_line(const table_text& table, const table_fact& fact) {
    std::string line;
    for (const char each : clause_text(table, fact)) {
        const bool space = is_space_byte(each);
        if (!space || line.back() != ' ') line += space ? ' ' : each;
    }
    return line;
}

// Whether two facts are about the same part of a column, which can be but one: its type, its
// default, ...
inline bool is_same_part(const table_fact& left, const table_fact& right) {
    return left.kind < fact_kind::primary_key && left.kind == right.kind &&
           left.column == right.column;
}

// Whether a fact has a name or modifiers that another one, which says the same, has not.
inline bool has_extras(const table_fact& fact, const table_fact& other) {
    return fact.name != other.name || fact.modifiers != other.modifiers;
}

// Whether two facts are the same to the last detail.
inline bool is_same_fact(const table_fact& left, const table_fact& right) {
    return left.kind == right.kind && left.column == right.column && left.says == right.says &&
           left.parent == right.parent && !has_extras(left, right);
}

// Whether `stored` says what is expected. It may say more: a name where none is expected, and
// modifiers. REFERENCES without columns means the primary key of the parent, which its text does
// not tell: it agrees with any columns.
inline bool covers(const table_fact& stored, const table_fact& expected) {
    return stored.kind == expected.kind && stored.column == expected.column &&
           stored.says == expected.says &&
           (stored.parent == expected.parent || stored.parent.empty() || expected.parent.empty()) &&
           (expected.name.empty() || stored.name == expected.name) &&
           std::includes(stored.modifiers.begin(), stored.modifiers.end(),
                         expected.modifiers.begin(), expected.modifiers.end());
}

// The tokens of a clause that stand for columns of its own table, or in an expression may do so.
inline std::vector<token> column_tokens(const table_fact& fact, std::string_view table) {
    const bool is_list = fact.kind == fact_kind::primary_key || fact.kind == fact_kind::unique ||
                         fact.kind == fact_kind::foreign_key;
    if (!is_list && !fact.column.empty() && fact.kind != fact_kind::generation) return {};
    std::vector<token> found;
    std::size_t depth = fact.kind == fact_kind::other ? 1 : 0;
    for (std::size_t at = 0; at < fact.tokens.size(); ++at) {
        const token& each = fact.tokens[at];
        if (is_operator(each, "(")) ++depth;
        if (is_operator(each, ")") && depth > 0) --depth;
        if (fact.kind == fact_kind::foreign_key && is_word(each, "references") &&
            !same_letters(identifier_text(fact.tokens[at + 1]), table)) {
            break;  // what follows are columns of another table
        }
        const bool starts_item = at > 0 && (is_operator(fact.tokens[at - 1], "(") ||
                                            is_operator(fact.tokens[at - 1], ","));
        if (is_list ? starts_item : depth > 0 && is_name(each)) found.push_back(each);
    }
    return found;
}

// Whether the clause of a fact names a column of its table; at the column itself it need not.
inline bool uses_column(const table_fact& fact, std::string_view table, std::string_view column) {
    const std::vector<token> tokens = column_tokens(fact, table);
    return std::any_of(tokens.begin(), tokens.end(), [&](const token& each) {
        return same_letters(identifier_text(each), column);
    });
}

}  // namespace migrations
