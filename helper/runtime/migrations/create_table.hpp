// CREATE TABLE texts of SQLite, taken apart.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sql_tokens.hpp"

namespace migrations {

// A column definition or a table constraint. Offsets are bytes of the CREATE TABLE text.
struct table_element {
    bool is_column = false;
    std::string name;  // of a column, unquoted; empty for a constraint
    std::size_t start =
        0;  // of what stands between the separators, comments and white space included
    std::size_t finish = 0;
    std::vector<token> tokens;  // never empty
};

// The parts of a CREATE TABLE text, which they view.
struct table_text {
    std::string error;  // empty: parsed; otherwise why not, and the rest is of no use
    std::string_view sql;
    std::string name;            // unquoted, without schema
    std::size_t name_start = 0;  // with schema
    std::size_t name_end = 0;
    std::size_t open = 0;  // of the parenthesis
    std::size_t close = 0;
    std::vector<table_element> elements;      // columns first, as SQLite demands
    std::vector<std::vector<token>> options;  // after the parenthesis: STRICT; WITHOUT ROWID

    bool has_option(std::string_view first_word) const {
        for (const std::vector<token>& option : options) {
            if (!option.empty() && is_word(option.front(), first_word)) return true;
        }
        return false;
    }
    bool without_rowid() const { return has_option("without"); }
    bool strict() const { return has_option("strict"); }

    // The column of that name in any letter case, or null.
    const table_element* column(std::string_view wanted) const {
        for (const table_element& element : elements) {
            if (element.is_column && same_letters(element.name, wanted)) return &element;
        }
        return nullptr;
    }
};

// A part of a column definition: the type (first, without keyword) or one constraint with its
// CONSTRAINT name.
struct column_part {
    std::string_view keyword;  // the word that tells what it is; empty for name and type
    std::vector<token> tokens;
};

// The definition of a column, in parts. The first part is its name and type.
inline std::vector<column_part> column_parts(const table_element& column) {
    std::vector<column_part> parts(1);
    const std::vector<token>& tokens = column.tokens;
    parts.back().tokens.push_back(tokens.front());
    bool named = false;  // CONSTRAINT name was read, its constraint was not
    std::size_t depth = 0;
    const auto begin = [&](const token& keyword) {
        if (!named) parts.emplace_back();
        named = false;
        parts.back().keyword = keyword.text;
    };
    for (std::size_t at = 1; at < tokens.size(); ++at) {
        const token& each = tokens[at];
        const auto next_is = [&](std::string_view word) {
            return at + 1 < tokens.size() && is_word(tokens[at + 1], word);
        };
        const auto add = [&] { parts.back().tokens.push_back(tokens[at]); };
        if (is_operator(each, "(")) ++depth;
        if (is_operator(each, ")") && depth > 0) --depth;
        if (depth > 0 || each.kind != token_kind::word) {
            add();
            continue;
        }
        const token& before = tokens[at - 1];
        const bool after_set = is_word(before, "set");
        const bool after_name =
            parts.back().tokens.size() == 1 && is_word(parts.back().tokens.front(), "constraint");
        if (after_name && named) {
            add();
        } else if (is_word(each, "constraint")) {
            parts.emplace_back();
            named = true;
            add();
        } else if (is_word(each, "default") && !after_set) {
            begin(each);
            add();
            while (at + 1 < tokens.size() &&
                   (is_operator(tokens[at + 1], "+") || is_operator(tokens[at + 1], "-"))) {
                ++at;
                add();
            }
            if (at + 1 < tokens.size() && !is_operator(tokens[at + 1], "(")) {
                ++at;
                add();
            }
        } else if ((is_word(each, "collate") || is_word(each, "references")) &&
                   at + 1 < tokens.size()) {
            begin(each);
            add();
            ++at;
            add();
        } else if (is_word(each, "primary") || is_word(each, "unique") || is_word(each, "check") ||
                   is_word(each, "generated") || (is_word(each, "not") && next_is("null")) ||
                   (is_word(each, "null") && !is_word(before, "not") && !after_set) ||
                   (is_word(each, "as") && !is_word(before, "always"))) {
            begin(each);
            add();
        } else {
            add();
        }
    }
    return parts;
}

inline const column_part* find_part(const std::vector<column_part>& parts,
                                    std::string_view keyword) {
    for (const column_part& part : parts) {
        if (same_letters(part.keyword, keyword)) return &part;
    }
    return nullptr;
}

// Whether a column is computed from others (GENERATED ALWAYS AS, or AS alone).
inline bool is_generated(const table_element& column) {
    const std::vector<column_part> parts = column_parts(column);
    return find_part(parts, "generated") != nullptr || find_part(parts, "as") != nullptr;
}

// The tokens of a column's type; empty when it has none.
inline std::vector<token> column_type(const table_element& column) {
    std::vector<token> type = column_parts(column).front().tokens;
    type.erase(type.begin());
    return type;
}

// The names of the columns, in order.
inline std::vector<std::string> column_list(const table_text& table) {
    std::vector<std::string> names;
    for (const table_element& element : table.elements) {
        if (element.is_column) names.push_back(element.name);
    }
    return names;
}

// The name of the column that is an alias of the rowid, or "" (sqlite.org/lang_createtable.html,
// section 5: declared INTEGER and the whole primary key; `INTEGER PRIMARY KEY DESC` as a column
// constraint is none).
inline std::string rowid_alias(const table_text& table) {
    if (table.without_rowid()) return {};
    const auto is_integer = [](const table_element& column) {
        const std::vector<token> type = column_type(column);
        return type.size() == 1 && same_letters(identifier_text(type.front()), "integer");
    };
    for (const table_element& element : table.elements) {
        if (element.is_column) {
            const std::vector<column_part> parts = column_parts(element);
            const column_part* key = find_part(parts, "primary");
            if (key == nullptr) continue;
            for (const token& each : key->tokens) {
                if (is_word(each, "desc")) return {};
            }
            return is_integer(element) ? element.name : std::string();
        }
        std::size_t at = is_word(element.tokens.front(), "constraint") ? 2 : 0;
        if (at + 3 >= element.tokens.size() || !is_word(element.tokens[at], "primary")) continue;
        at += 3;  // PRIMARY KEY (
        const table_element* column = table.column(identifier_text(element.tokens[at]));
        for (; at < element.tokens.size() && !is_operator(element.tokens[at], ")"); ++at) {
            if (is_operator(element.tokens[at], ",")) return {};
        }
        return column != nullptr && is_integer(*column) ? column->name : std::string();
    }
    return {};
}

// Whether a column is declared AUTOINCREMENT.
inline bool has_autoincrement(const table_text& table) {
    for (const table_element& element : table.elements) {
        for (const token& each : element.tokens) {
            if (is_word(each, "autoincrement")) return true;
        }
    }
    return false;
}

// Takes a CREATE TABLE text apart. CREATE VIRTUAL TABLE and CREATE TABLE ... AS are errors.
inline table_text parse_create_table(std::string_view sql) {
    table_text result;
    result.sql = sql;
    const std::vector<token> tokens = tokens_of(sql);
    const auto fail = [&](std::string why) {
        result.error = std::move(why);
        return result;
    };
    if (!tokens.empty() && tokens.back().kind == token_kind::broken)
        return fail("it has a quote that does not end");
    std::size_t at = 0;
    const auto take = [&](std::string_view word) {
        if (at >= tokens.size() || !is_word(tokens[at], word)) return false;
        ++at;
        return true;
    };
    if (!take("create")) return fail("it is not a CREATE TABLE statement");
    if (!take("temp")) take("temporary");
    if (!take("table")) return fail("it is not a CREATE TABLE statement");
    if (take("if") && !(take("not") && take("exists")))
        return fail("it is not a CREATE TABLE statement");
    if (at >= tokens.size()) return fail("it has no table name");
    result.name_start = tokens[at].offset;
    if (at + 2 < tokens.size() && is_operator(tokens[at + 1], ".")) at += 2;
    result.name = identifier_text(tokens[at]);
    result.name_end = tokens[at].end();
    ++at;
    if (at >= tokens.size() || !is_operator(tokens[at], "(")) return fail("it has no column list");
    result.open = tokens[at].offset;
    ++at;

    table_element element;
    element.start = result.open + 1;
    std::size_t depth = 0;
    bool closed = false;
    for (; at < tokens.size() && !closed; ++at) {
        const token& each = tokens[at];
        closed = depth == 0 && is_operator(each, ")");
        if (closed || (depth == 0 && is_operator(each, ","))) {
            if (element.tokens.empty()) return fail("it has an empty column definition");
            const token& first = element.tokens.front();
            element.finish = each.offset;
            element.is_column =
                !(is_word(first, "constraint") || is_word(first, "primary") ||
                  is_word(first, "unique") || is_word(first, "check") || is_word(first, "foreign"));
            if (element.is_column) element.name = identifier_text(first);
            result.elements.push_back(std::move(element));
            element = table_element();
            element.start = each.end();
            if (closed) result.close = each.offset;
            continue;
        }
        if (is_operator(each, "(")) ++depth;
        if (is_operator(each, ")")) --depth;
        element.tokens.push_back(each);
    }
    if (!closed) return fail("its column list does not end");

    if (at < tokens.size() && !is_operator(tokens[at], ";")) result.options.emplace_back();
    for (; at < tokens.size(); ++at) {
        if (is_operator(tokens[at], ";")) {
            if (at + 1 != tokens.size()) return fail("something follows it");
            break;
        }
        if (is_operator(tokens[at], ",")) {
            result.options.emplace_back();
        } else {
            result.options.back().push_back(tokens[at]);
        }
    }
    return result;
}

}  // namespace migrations
