#include "dialects/postgresql/lift.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/names.h"
#include "dialects/literal_values.h"
#include "dialects/postgresql/types.h"
#include "schema/default_value.h"

namespace migrations::postgresql {

namespace {

// What stands in parentheses in "numeric(12,2)", or "".
std::string modifier_of(std::string_view name) {
    const std::size_t open = name.find('(');
    const std::size_t close = name.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) return "";
    return std::string(name.substr(open + 1, close - open - 1));
}

PortableType parsed(const std::string& text) {
    std::string problem;
    return parse_type(text, problem).value_or(PortableType(Verbatim{}));
}

// The portable type that holds the values of a type of the server, or Verbatim.
PortableType meaning_of(std::string_view name) {
    const std::size_t collate = name.find(" COLLATE ");
    const std::string type(name.substr(0, collate));
    if (type.starts_with('"') || type.ends_with("[]")) return Verbatim{};
    const std::string base = base_type_name(type);
    const std::string modifier = modifier_of(type);
    if (base == "boolean") return Bool{};
    if (base == "smallint") return Integer{16};
    if (base == "integer") return Integer{32};
    if (base == "bigint") return Integer{64};
    if (base == "real") return Float{32};
    if (base == "double precision") return Float{64};
    if (base == "numeric" && !modifier.empty()) return parsed("decimal(" + modifier + ")");
    if (base == "text") return Text{};
    if (base == "character varying" && modifier.empty()) return Text{};
    if (base == "character varying" || base == "character") return parsed("string(" + modifier + ")");
    if (base == "bytea") return Blob{};
    if (base == "date") return Date{};
    if (base == "time without time zone") return Time{};
    if (base == "timestamp without time zone") return Timestamp{false};
    if (base == "timestamp with time zone") return Timestamp{true};
    if (base == "uuid") return Uuid{};
    if (base == "jsonb" || base == "json") return Json{};
    return Verbatim{};
}

void lift_type(Column& column) {
    const std::string* text = column.type.verbatim_for(dialect_name);
    if (text == nullptr) return;  // a native enum
    const Type portable(meaning_of(*text));
    if (type_name(portable, {}) == *text) {
        column.type = portable;
    } else {
        column.type.portable = portable.portable;
    }
}

// 'active' of 'active'::text and of 'active'::character varying, -1 of '-1'::integer, 0 of 0.
std::string_view without_cast(std::string_view text) {
    if (!text.starts_with('\'') && !text.starts_with("NULL::")) return text;
    const std::size_t end = text.starts_with('\'') ? text.rfind('\'') : text.find("::") - 1;
    const std::string_view rest = text.substr(end + 1);
    return rest.empty() || rest.starts_with("::") ? text.substr(0, end + 1) : text;
}

// The server adds casts and parentheses to what the portable words stand for.
std::string bare(std::string_view text) {
    std::string plain;
    for (const char each : text) {
        if (each != '(' && each != ')' && each != ' ') plain += each;
    }
    for (std::size_t at = plain.find("::text"); at != std::string::npos; at = plain.find("::text")) plain.erase(at, 6);
    return lower(plain);
}

bool says(const char* word, const Column& column) {
    const std::string& text = column.default_expr->text;
    if (!expression_mistake(Sql(word), column.type).empty()) return false;
    if (std::holds_alternative<Verbatim>(column.type.portable)) return false;
    return bare(text) == bare(value_expression(Sql(word), column.type));
}

void lift_default(Column& column, const Schema& schema) {
    if (!column.default_expr) return;
    const std::string_view text = without_cast(column.default_expr->text);
    for (const Value& value : literal_values(text, column.type)) {
        // NULL is no default, and this one was written.
        if (std::holds_alternative<Null>(value) || !value_mistake(value, column, schema).empty()) continue;
        if (literal(value, column.type) != text && std::holds_alternative<std::string>(value) &&
            string_of_literal(text) != std::get<std::string>(value)) {
            continue;
        }
        column.default_value = value;
        column.default_expr.reset();
        return;
    }
    for (const char* word : {"now", "uuid"}) {
        if (!says(word, column)) continue;
        column.default_expr = Sql(word);
        return;
    }
}

}  // namespace

Schema lift(const Schema& reflected) {
    Schema schema = reflected;
    for (Table& table : schema.tables) {
        for (Column& column : table.columns) {
            lift_type(column);
            lift_default(column, schema);
        }
    }
    return schema;
}

}  // namespace migrations::postgresql
