#include "dialects/postgresql/collation.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/sql_text.h"
#include "dialects/postgresql/types.h"

namespace migrations::postgresql {

namespace {

constexpr std::string_view clause = " COLLATE ";

// The name that is quoted as a whole, or else the text as it is.
std::string name_in(const std::string& text) {
    const bool quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
    const std::string inner = quoted ? text.substr(1, text.size() - 2) : "";
    return quoted && inner.find('"') == std::string::npos ? inner : text;
}

}  // namespace

std::string collation_of(const Column& column) {
    const std::string& own = column.collation.in(dialect_name);
    if (!own.empty()) return own;
    const std::string type = type_name(column.type, {});
    const std::size_t at = type.find(clause);
    return at == std::string::npos ? "" : name_in(type.substr(at + clause.size()));
}

std::string without_collation(const std::string& type_name) {
    return type_name.substr(0, type_name.find(clause));
}

std::string collate_clause(const std::string& name) {
    if (name.empty()) return "";
    return std::string(clause) + (name.front() == '"' ? name : quote_identifier(name));
}

Collation only_here(std::string name) {
    Collation collation;
    if (!name.empty()) collation.by_dialect[std::string(dialect_name)] = std::move(name);
    return collation;
}

bool is_collatable(const std::string& type_name) {
    static constexpr std::array<std::string_view, 14> without = {
        "boolean",           "smallint",
        "integer",           "bigint",
        "real",              "double precision",
        "numeric",           "bytea",
        "date",              "time without time zone",
        "uuid",              "jsonb",
        "timestamp without time zone", "timestamp with time zone",
    };
    std::string base = base_type_name(type_name);
    if (base.ends_with("[]")) base.resize(base.size() - 2);
    return std::find(without.begin(), without.end(), base) == without.end();
}

}  // namespace migrations::postgresql
