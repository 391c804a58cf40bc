#include "dialects/postgresql/traits.h"

#include <string_view>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/raw_sql.h"
#include "dialects/postgresql/types.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

constexpr std::string_view not_valid = " NOT VALID";

// Takes `end` off the text, if that ends so.
bool take_end(std::string& text, std::string_view end) {
    if (!text.ends_with(end)) return false;
    text.resize(text.size() - end.size());
    return true;
}

bool is_index_element(const std::string& text) {
    return statement_problem("CREATE INDEX ON t (" + text + ")").empty();
}

// Parentheses: the server demands them around an expression that is no function call, and takes
// none around an operator class.
std::string key_text(const IndexKey& key) {
    std::string text =
        key.column.empty() ? key.expression.in(dialect_name) : quote_identifier(key.column);
    std::string nulls;
    for (const char* each : {" NULLS FIRST", " NULLS LAST"}) {
        if (key.column.empty() && take_end(text, each)) nulls = each;
    }
    const bool is_expression = nulls.empty() && is_index_element("(" + text + ")");
    if (key.column.empty() && (is_expression || !is_index_element(text))) text = "(" + text + ")";
    return text + (key.descending ? " DESC" : "") + nulls;
}

// What stands before and behind the keys: "USING gin", " INCLUDE (b) WITH (fillfactor=50)".
struct IndexTraits {
    std::string method;
    std::string rest;
};

// The traits in the last key, or "".
std::string traits_text(const Index& index) {
    if (index.keys.empty() || !index.keys.back().column.empty()) return "";
    const std::string text = index.keys.back().expression.in(dialect_name);
    for (const char* start : {"USING ", "INCLUDE (", "NULLS NOT DISTINCT", "WITH (", "INVALID"}) {
        if (text.starts_with(start)) return text;
    }
    return "";
}

IndexTraits traits_of(std::string text) {
    IndexTraits traits;
    constexpr std::string_view word = "USING ";
    if (text.starts_with(word)) {
        const std::size_t end = text.find(' ', word.size());
        traits.method = " " + text.substr(0, end);
        text = end == std::string::npos ? "" : text.substr(end + 1);
    }
    if (!text.empty()) traits.rest = " " + text;
    return traits;
}

}  // namespace

void make_index(const std::string& table, const Index& index, Writer& writer) {
    const std::string text = traits_text(index);
    const IndexTraits traits = traits_of(text);
    std::vector<std::string> keys;
    for (const IndexKey& key : index.keys) {
        if (text.empty() || &key != &index.keys.back()) keys.push_back(key_text(key));
    }
    const std::string sql = std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " +
                            quote_identifier(index.name) + " ON " + quote_identifier(table) +
                            traits.method + " (" + join(keys, ", ") + ")" + traits.rest +
                            (index.where ? " WHERE " + index.where->in(dialect_name) : "");
    if (!text.empty() && !statement_problem(sql).empty()) {
        writer.problem("postgresql",
                       "index '" + index.name + "' of table '" + table + "' uses " + text +
                           ", which this version cannot write",
                       "write the statement with an execute");
        return;
    }
    writer.definition(sql);
}

std::string check_clause(const Check& check) {
    std::string text = check.expression.in(dialect_name);
    if (text.starts_with("EXCLUDE ")) return constraint_prefix(check.name) + text;
    const std::string end = take_end(text, not_valid) ? std::string(not_valid) : "";
    return constraint_prefix(check.name) + "CHECK (" + text + ")" + end;
}

bool is_not_valid(const Check& check) {
    return check.expression.in(dialect_name).ends_with(not_valid);
}

}  // namespace migrations::postgresql
