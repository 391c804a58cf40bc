#include "dialects/postgresql/traits.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/collation.h"
#include "dialects/postgresql/types.h"
#include "dialects/unfinished_index.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

// Parentheses: the server demands them around an expression that is no function call.
std::string key_text(const IndexKey& key) {
    std::string text = key.column.empty() ? "(" + key.expression.in(dialect_name) + ")"
                                          : quote_identifier(key.column);
    text += collate_clause(key.collation.text(dialect_name));
    if (!key.opclass.empty()) text += " " + key.opclass;
    if (key.descending) text += " DESC";
    if (key.nulls_first() != key.descending) text += key.nulls_first() ? " NULLS FIRST" : " NULLS LAST";
    return text;
}

// The words of a parameter's value that may stand without quotes: on, 70, 0.1.
std::string value_text(const std::string& value) {
    const bool plain = !value.empty() && std::all_of(value.begin(), value.end(), [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
               each == '.' || each == '_';
    });
    return plain ? value : quote_literal(value);
}

// Both parts of "toast.autovacuum_enabled" are names.
std::string name_text(const std::string& name) {
    std::vector<std::string> parts;
    for (const std::string& each : split(name, '.')) {
        const bool plain = each.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
        parts.push_back(plain && !each.empty() ? each : quote_identifier(each));
    }
    return join(parts, ".");
}

}  // namespace

void make_index(const std::string& table, const Index& index, Writer& writer, Locking locking) {
    if (!index.exists_in(dialect_name)) return;
    if (is_unfinished(index)) {
        writer.problem("postgresql",
                       "index '" + index.name + "' of table '" + table + "' is invalid: its creation did not end",
                       "drop it, or mend it with REINDEX INDEX CONCURRENTLY");
        return;
    }
    std::vector<std::string> keys;
    for (const IndexKey& key : index.keys) keys.push_back(key_text(key));
    std::string sql = std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " +
                      (locking == Locking::concurrently ? "CONCURRENTLY " : "") + quote_identifier(index.name) + " ON " + quote_identifier(table);
    if (!index.method.empty() && index.method != "btree") sql += " USING " + name_text(index.method);
    sql += " (" + join(keys, ", ") + ")";
    if (!index.include.empty()) sql += " INCLUDE " + column_list(index.include);
    if (index.nulls_not_distinct) sql += " NULLS NOT DISTINCT";
    if (!index.with.values.empty()) sql += " WITH (" + parameter_list(index.with) + ")";
    if (index.where) sql += " WHERE " + index.where->in(dialect_name);
    writer.definition(std::move(sql));
}

std::string exclude_clause(const Exclude& exclude) {
    return constraint_prefix(exclude.name) + "EXCLUDE " + exclude.expression.in(dialect_name);
}

bool is_deferred(const Exclude& exclude) {
    const std::vector<token> tokens = tokens_of(exclude.expression.in(dialect_name), dialect::postgresql);
    return std::any_of(tokens.begin(), tokens.end(), [](const token& each) { return is_word(each, "deferred"); });
}

std::string parameter_list(const Parameters& parameters) {
    std::vector<std::string> parts;
    for (const auto& [name, value] : parameters.values) parts.push_back(name_text(name) + " = " + value_text(value));
    return join(parts, ", ");
}

std::string parameter_change(const Parameters& from, const Parameters& to) {
    Parameters set;
    for (const auto& [name, value] : to.values) {
        const auto old = from.values.find(name);
        if (old == from.values.end() || old->second != value) set.values[name] = value;
    }
    std::vector<std::string> reset;
    for (const auto& [name, value] : from.values) {
        if (to.values.count(name) == 0) reset.push_back(name_text(name));
    }
    std::vector<std::string> actions;
    if (!set.values.empty()) actions.push_back("SET (" + parameter_list(set) + ")");
    if (!reset.empty()) actions.push_back("RESET (" + join(reset, ", ") + ")");
    return join(actions, ", ");
}

}  // namespace migrations::postgresql
