#include "dialects/sqlite/create_table.h"

#include <cstddef>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/sqlite/collation.h"
#include "dialects/sqlite/types.h"
#include "schema/names.h"
#include "sql/clauses.h"

namespace migrations::sqlite {

namespace {

// The constraint as it is written: without the name that only tells unnamed ones apart.
template <class Constraint>
Constraint as_written(Constraint constraint) {
    if (is_unnamed(constraint.name)) constraint.name.clear();
    return constraint;
}

bool has_inline_key(const Table& table) {
    if (!table.primary_key || table.primary_key->columns.size() != 1) return false;
    const Column* column = table.column(table.primary_key->columns.front());
    return column != nullptr && is_rowid_alias(table, *column);
}

}  // namespace

std::string unnamed(std::string_view what) {
    const std::string inner = without_parentheses(what);
    std::string name(unnamed_prefix);
    bool glue = true;       // no blank before the next token
    bool callable = false;  // the last token may be the name of a function
    for (const token& each : tokens_of(inner)) {
        const bool word = each.kind == token_kind::word || each.kind == token_kind::quoted;
        const bool closes =
            is_operator(each, ")") || is_operator(each, ",") || is_operator(each, ".");
        if (!glue && !closes && !(is_operator(each, "(") && callable)) name += ' ';
        if (word) {
            name += lower(identifier_text(each));
        } else if (each.kind == token_kind::string) {
            name += each.text;
        } else {
            name += is_operator(each, "==")   ? "="
                    : is_operator(each, "!=") ? "<>"
                                              : lower(each.text);
        }
        glue = is_operator(each, "(") || is_operator(each, ".");
        callable = word && !is_word(each, "in") && !is_word(each, "and") && !is_word(each, "or") &&
                   !is_word(each, "not");
    }
    return name;
}

std::string without_parentheses(std::string_view expression) {
    std::string text = trim(expression);
    while (!text.empty() && text.front() == '(') {
        const std::vector<token> tokens = tokens_of(text);
        std::size_t depth = 0;
        std::size_t close = 0;  // of the first parenthesis
        for (std::size_t at = 0; at < tokens.size() && close == 0; ++at) {
            if (is_operator(tokens[at], "(")) ++depth;
            if (is_operator(tokens[at], ")") && --depth == 0) close = at;
        }
        if (close == 0 || close + 1 != tokens.size() || tokens.back().end() != text.size()) break;
        text = trim(std::string_view(text).substr(1, text.size() - 2));
    }
    return text;
}

Unique plain(Unique unique) {
    unique.nulls_not_distinct = false;
    unique.deferrable = Deferrable::no;
    return unique;
}

ForeignKey plain(ForeignKey key) {
    key.match = Match::simple;
    key.not_valid = false;
    return key;
}

Check plain(Check check) {
    check.not_valid = false;
    check.no_inherit = false;
    return check;
}

Index plain(Index index) {
    for (IndexKey& key : index.keys) {
        key.nulls = Nulls::standard;
        key.opclass.clear();
    }
    index.nulls_not_distinct = false;
    index.method.clear();
    index.include.clear();
    index.with = {};
    return index;
}

std::string column_text(const Column& column, const Table& table, const Schema& schema) {
    std::string text = quote_identifier(column.name);
    const std::string type = type_name(column.type);
    if (!type.empty()) text += " " + type;
    text += collate_clause(column.collation.in("sqlite"));
    if (is_rowid_alias(table, column)) {
        text += " " + constraint_prefix(as_written(*table.primary_key).name) + "PRIMARY KEY";
        if (column.autoincrement) text += " AUTOINCREMENT";
    } else if (!column.null) {
        text += " NOT NULL";
    }
    if (const auto value = default_text(column)) text += " DEFAULT " + *value;
    if (const std::string check = type_check(column, schema); !check.empty())
        text += " CHECK (" + check + ")";
    if (column.generated) {
        text += " GENERATED ALWAYS AS (" + column.generated->expression.in("sqlite") +
                (column.generated->stored ? ") STORED" : ") VIRTUAL");
    }
    return text;
}

std::string create_table_text(const Table& table, const Schema& schema) {
    std::vector<std::string> elements;
    for (const Column& column : table.columns)
        elements.push_back(column_text(column, table, schema));
    if (table.primary_key && !has_inline_key(table)) {
        elements.push_back(constraint_clause(as_written(*table.primary_key)));
    }
    // Without what SQLite has no words for (problems.h): the rest is the same.
    for (const Unique& unique : table.uniques)
        elements.push_back(constraint_clause(as_written(plain(unique))));
    for (const ForeignKey& key : table.foreign_keys)
        elements.push_back(constraint_clause(as_written(plain(key))));
    for (const Check& check : table.checks) {
        if (check.exists_in("sqlite"))
            elements.push_back(constraint_clause(as_written(plain(check)), "sqlite"));
    }

    std::vector<std::string> options;
    if (table.strict) options.emplace_back("STRICT");
    if (table.without_rowid) options.emplace_back("WITHOUT ROWID");
    return "CREATE TABLE " + quote_identifier(table.name) + " (\n    " + join(elements, ",\n    ") +
           "\n)" + (options.empty() ? "" : " " + join(options, ", "));
}

std::string create_index_text(const std::string& table, const Index& index) {
    std::vector<std::string> keys;
    for (const IndexKey& key : index.keys) {
        std::string text = key.column.empty() ? "(" + key.expression.in("sqlite") + ")"
                                              : quote_identifier(key.column);
        text += collate_clause(key.collation.text("sqlite"));
        if (key.descending) text += " DESC";
        keys.push_back(std::move(text));
    }
    return std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " +
           quote_identifier(index.name) + " ON " + quote_identifier(table) + " (" +
           join(keys, ", ") + ")" + (index.where ? " WHERE " + index.where->in("sqlite") : "");
}

}  // namespace migrations::sqlite
