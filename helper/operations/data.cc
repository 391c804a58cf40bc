#include "operations/data.h"

#include <algorithm>
#include <cmath>

#include "base/names.h"
#include "base/sql_text.h"
#include "operations/kept_parts.h"
#include "operations/kinds.h"
#include "operations/lookup.h"
#include "operations/words.h"
#include "schema/default_value.h"

namespace migrations {
namespace {

// Rows of a composite key that one delete_rows names: SQLite refuses expressions deeper than 1000
// (sqlite.org/limits.html).
constexpr std::size_t rows_per_delete = 200;

// A column that the table does not have, or a value that it cannot hold. `name`: "insert_rows on
// 'users'".
std::string row_mistake(const Schema& schema, const Table& table, const Row& row,
                        const std::string& name) {
    for (const auto& [column_name, cell] : row) {
        const Column* column = table.column(column_name);
        if (!column) return no_column(table, column_name);
        const Value* value = std::get_if<Value>(&cell);
        const std::string mistake = value ? value_mistake(*value, *column, schema) : "";
        if (mistake.empty()) continue;
        return name + ": the value " + value_words(*value) + " of " + quoted(column_name) + " " +
               mistake;
    }
    return "";
}

// A literal that means the same in both dialects, or "" when there is none.
std::string literal(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return quote_literal(*text);
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "TRUE" : "FALSE";
    const auto* real = std::get_if<double>(&value);
    if (std::holds_alternative<Null>(value) || (real && !std::isfinite(*real))) return "";
    return value_words(value);
}

// The literals of the row's primary key, or nothing when it does not state them all.
std::vector<std::string> key_literals(const Row& row, const std::vector<std::string>& key) {
    std::vector<std::string> literals;
    for (const std::string& column : key) {
        const auto cell = std::find_if(row.begin(), row.end(),
                                       [&](const auto& each) { return each.first == column; });
        const Value* value = cell == row.end() ? nullptr : std::get_if<Value>(&cell->second);
        const std::string text = value ? literal(*value) : "";
        if (text.empty()) return {};
        literals.push_back(text);
    }
    return literals;
}

// The conditions of the delete_rows that undo an insertion; none when the rows have no key that can
// be named.
std::vector<std::string> conditions(const InsertRows& change, const Table& table) {
    if (!table.primary_key) return {};
    const std::vector<std::string>& key = table.primary_key->columns;
    for (const std::string& name : key) {
        const Column* column = table.column(name);
        if (!column || std::holds_alternative<Blob>(column->type.portable)) return {};
    }
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < change.rows.size(); ++i) {
        const std::vector<std::string> literals = key_literals(change.rows[i], key);
        if (literals.empty()) return {};
        if (i % rows_per_delete == 0) texts.emplace_back();
        std::string& text = texts.back();
        if (key.size() == 1) {
            text += text.empty() ? quote_identifier(key[0]) + " IN (" : ", ";
            text += literals[0];
        } else {
            std::vector<std::string> parts;
            for (std::size_t k = 0; k < key.size(); ++k) {
                parts.push_back(quote_identifier(key[k]) + " = " + literals[k]);
            }
            text += (text.empty() ? "(" : " OR (") + join(parts, " AND ") + ")";
        }
    }
    if (key.size() == 1) {
        for (std::string& text : texts) text += ")";
    }
    return texts;
}

}  // namespace

// ---- execute ----

bool Execute::operator==(const Execute& other) const {
    return sql == other.sql && probe == other.probe && effects == other.effects;
}

std::string carry_out(const Execute& change, const Origin& origin, Schema& schema) {
    if (!change.effects) return "";
    KeptParts before(schema, *change.effects);
    for (Operation effect : *change.effects) {
        if (effect.origin.path.empty()) effect.origin = origin;
        const std::string problem = replay(effect, schema);
        if (problem.empty()) continue;
        std::move(before).put_back(schema);
        return "effect " + name_of(effect) + " of execute: " + problem;
    }
    return "";
}

void undo(const Execute& change, const Schema& before, Reverse& to) {
    to.irreversible.push_back("execute");
    if (!change.effects) return;
    const Reverse effects = reverse(*change.effects, before);
    for (const auto& [index, text] : effects.lost) {
        to.lost.emplace_back(to.operations.size() + index, text);
    }
    to.operations.insert(to.operations.end(), effects.operations.begin(), effects.operations.end());
    to.irreversible.insert(to.irreversible.end(), effects.irreversible.begin(),
                           effects.irreversible.end());
}

std::string summary_of(const Execute& change) {
    return "execute " + sql_words(change.sql);
}
Subject subject_of(const Execute&) {
    return {"", "sql"};
}

// ---- call_function ----

std::string carry_out(const CallFunction& change, const Origin&, Schema&) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
    };
    if (!change.function.empty() && std::all_of(change.function.begin(), change.function.end(), fits)) return "";
    return "call_function: " + quoted(change.function) + " is no name of a function: letters, digits, '_' and ':'";
}

void undo(const CallFunction& change, const Schema&, Reverse& to) {
    to.irreversible.push_back("call_function " + quoted(change.function));
}

std::string summary_of(const CallFunction& change) {
    return "call " + change.function;
}
Subject subject_of(const CallFunction& change) {
    return {"", "function " + change.function};
}

// ---- insert_rows ----

std::string carry_out(const InsertRows& change, const Origin&, Schema& schema) {
    const Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    const std::string name = "insert_rows on " + quoted(change.table);
    if (change.rows.empty()) return name + " has no rows";
    for (const Row& row : change.rows) {
        const std::string problem = row_mistake(schema, *table, row, name);
        if (!problem.empty()) return problem;
    }
    return "";
}

void undo(const InsertRows& change, const Schema& before, Reverse& to) {
    if (change.rows.empty()) return;
    const std::vector<std::string> texts = conditions(change, *before.table(change.table));
    if (texts.empty()) to.irreversible.push_back("insert_rows on " + quoted(change.table));
    for (const std::string& text : texts) {
        to.operations.emplace_back(DeleteRows{change.table, Sql(text)});
    }
}

std::string summary_of(const InsertRows& change) {
    return "insert " + count_of(change.rows.size(), "row") + " into " + change.table;
}

Subject subject_of(const InsertRows& change) {
    return {change.table, ""};
}

// ---- update_rows ----

std::string carry_out(const UpdateRows& change, const Origin&, Schema& schema) {
    const Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    const std::string name = "update_rows on " + quoted(change.table);
    if (change.values.empty()) return name + " sets nothing";
    return row_mistake(schema, *table, change.values, name);
}

void undo(const UpdateRows& change, const Schema&, Reverse& to) {
    to.irreversible.push_back("update_rows on " + quoted(change.table));
}

std::string summary_of(const UpdateRows& change) {
    std::vector<std::string> columns;
    for (const auto& [column, cell] : change.values) columns.push_back(column);
    return "update " + join(columns, ", ") + " of " + (change.where ? "rows" : "all rows") +
           " of " + change.table + (change.where ? " where " + sql_words(*change.where) : "");
}

Subject subject_of(const UpdateRows& change) {
    return {change.table, ""};
}

// ---- delete_rows ----

std::string carry_out(const DeleteRows& change, const Origin&, Schema& schema) {
    return schema.table(change.table) ? "" : no_table(schema, change.table);
}

void undo(const DeleteRows& change, const Schema&, Reverse& to) {
    to.irreversible.push_back("delete_rows on " + quoted(change.table));
}

std::string summary_of(const DeleteRows& change) {
    return std::string("delete ") + (change.where ? "rows" : "all rows") + " of " + change.table +
           (change.where ? " where " + sql_words(*change.where) : "");
}

Subject subject_of(const DeleteRows& change) {
    return {change.table, ""};
}

}  // namespace migrations
