#include "dialects/postgresql/types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>
#include <utility>

#include "base/names.h"
#include "base/sql_text.h"
#include "base/utf8.h"
#include "schema/names.h"

namespace migrations::postgresql {

namespace {

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

std::string integer_name(int bits) {
    if (bits == 16) return "smallint";
    return bits == 32 ? "integer" : "bigint";
}

std::string number_text(double value) {
    if (std::isnan(value)) return "'NaN'";
    if (std::isinf(value)) return value < 0 ? "'-Infinity'" : "'Infinity'";
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

std::string hexadecimal(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char each : bytes) {
        const auto byte = static_cast<unsigned char>(each);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::string bytea_literal(const std::string& text) {
    const bool hex = text.size() % 2 == 0 && text.starts_with("\\x") &&
                     text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string::npos;
    return hex ? quote_literal(text) : "'\\x" + hexadecimal(text) + "'";
}

// "2026-11-22T14:55:00" without the offset that would say when that was.
bool lacks_offset(std::string_view moment) {
    constexpr std::size_t date = 10;  // yyyy-mm-dd
    if (moment.size() < date || moment[0] < '0' || moment[0] > '9') return false;
    return moment.substr(date).find_first_of("Zz+-") == std::string_view::npos;
}

// The text of a value, without quotes, as it stands in JSON.
std::string json_text(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return number_text(std::get<double>(value));
}

// The native enum that a type's own text names, and whether the type is an array of it.
struct NamedEnum {
    const EnumType* type = nullptr;
    bool array = false;
};

// Of `mood`, `"mood"` or `"mood"[]`.
NamedEnum enum_named(std::string_view text, const Schema& schema) {
    NamedEnum named;
    named.array = text.ends_with("[]");
    if (named.array) text.remove_suffix(2);
    for (const EnumType& each : schema.enums) {
        if (each.native && (text == each.name || text == quote_identifier(each.name))) {
            named.type = &each;
        }
    }
    return named;
}

std::string_view word_of(const Sql& sql) {
    return sql.in(dialect_name);
}

std::string now_expression(const Type& type) {
    constexpr std::string_view utc = "(now() AT TIME ZONE 'UTC')";
    const std::string base = base_type_name(type_name(type, {}));
    if (base == "timestamp with time zone") return "now()";
    if (base == "timestamp without time zone") return std::string(utc);
    if (base == "date") return std::string(utc) + "::date";
    if (base == "time without time zone") return std::string(utc) + "::time";
    if (base == "text" || base == "character varying" || base == "character") {
        return "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
    }
    return "now()";
}

std::string uuid_expression(const Type& type) {
    const std::string base = base_type_name(type_name(type, {}));
    const bool text = base == "text" || base == "character varying" || base == "character";
    return text ? "gen_random_uuid()::text" : "gen_random_uuid()";
}

}  // namespace

std::string type_name(const Type& type, const Schema& schema) {
    if (const std::string* text = type.verbatim_for(dialect_name)) {
        const NamedEnum named = enum_named(*text, schema);
        if (named.type == nullptr) return canonical_type_name(*text);
        return quote_identifier(named.type->name) + (named.array ? "[]" : "");
    }
    return std::visit(Overloaded{
                          [](const Verbatim&) { return std::string(); },
                          [](const Bool&) { return std::string("boolean"); },
                          [](const Integer& integer) { return integer_name(integer.bits); },
                          [](const Float& number) {
                              return std::string(number.bits == 32 ? "real" : "double precision");
                          },
                          [](const Decimal& decimal) {
                              return "numeric(" + std::to_string(decimal.precision) + "," +
                                     std::to_string(decimal.scale) + ")";
                          },
                          [](const String& string) {
                              return "character varying(" + std::to_string(string.length) + ")";
                          },
                          [](const Text&) { return std::string("text"); },
                          [](const Blob&) { return std::string("bytea"); },
                          [](const Date&) { return std::string("date"); },
                          [](const Time&) { return std::string("time without time zone"); },
                          [](const Timestamp& moment) {
                              return std::string(moment.zone ? "timestamp with time zone"
                                                             : "timestamp without time zone");
                          },
                          [](const Uuid&) { return std::string("uuid"); },
                          [](const Json&) { return std::string("jsonb"); },
                          [&](const Enum& named) {
                              const EnumType* found = schema.enum_type(named.name);
                              return found != nullptr && found->native
                                         ? quote_identifier(named.name)
                                         : std::string("text");
                          },
                      },
                      type.portable);
}

std::string literal(const Value& value, const Type& type) {
    if (std::holds_alternative<Null>(value)) return "NULL";
    if (std::holds_alternative<Json>(type.portable)) return quote_literal(json_text(value));
    return std::visit(Overloaded{
                          [](const Null&) { return std::string("NULL"); },
                          [](const bool& flag) { return std::string(flag ? "true" : "false"); },
                          [](const std::int64_t& number) { return std::to_string(number); },
                          [](const double& number) { return number_text(number); },
                          [&](const std::string& text) {
                              if (std::holds_alternative<Blob>(type.portable))
                                  return bytea_literal(text);
                              const auto* moment = std::get_if<Timestamp>(&type.portable);
                              if (moment != nullptr && moment->zone && lacks_offset(text)) {
                                  return quote_literal(text + "Z");
                              }
                              return quote_literal(text);
                          },
                      },
                      value);
}

bool is_portable_word(const Sql& sql) {
    return word_of(sql) == "now" || word_of(sql) == "uuid";
}

std::string value_expression(const Sql& sql, const Type& type) {
    if (word_of(sql) == "now") return now_expression(type);
    if (word_of(sql) == "uuid") return uuid_expression(type);
    return std::string(word_of(sql));
}

std::optional<std::string> default_text(const Column& column) {
    if (column.default_value) {
        if (std::holds_alternative<Null>(*column.default_value)) return std::nullopt;
        return literal(*column.default_value, column.type);
    }
    if (!column.default_expr || word_of(*column.default_expr).empty()) return std::nullopt;
    const std::string text = value_expression(*column.default_expr, column.type);
    // DEFAULT takes a restricted expression (b_expr of the grammar): an own one needs parentheses.
    return is_portable_word(*column.default_expr) ? text : "(" + text + ")";
}

const EnumType* checked_enum(const Column& column, const Schema& schema) {
    const auto* named = std::get_if<Enum>(&column.type.portable);
    if (named == nullptr || column.type.verbatim_for(dialect_name) != nullptr) return nullptr;
    const EnumType* found = schema.enum_type(named->name);
    return found != nullptr && !found->native ? found : nullptr;
}

const EnumType* native_enum(const Column& column, const Schema& schema) {
    if (const std::string* text = column.type.verbatim_for(dialect_name))
        return enum_named(*text, schema).type;
    const auto* named = std::get_if<Enum>(&column.type.portable);
    const EnumType* found = named == nullptr ? nullptr : schema.enum_type(named->name);
    return found != nullptr && found->native ? found : nullptr;
}

Check enum_check(const std::string& table, const Column& column, const EnumType& type) {
    std::vector<std::string> values;
    for (const std::string& value : type.values) values.push_back(quote_literal(value));
    Check check;
    check.name = check_name(table, column.name);
    check.expression = Sql(quote_identifier(column.name) + " IN (" + join(values, ", ") + ")");
    return check;
}

std::vector<Check> enum_checks(const Table& table, const Schema& schema) {
    std::vector<Check> checks;
    for (const Column& column : table.columns) {
        const EnumType* type = checked_enum(column, schema);
        if (type != nullptr) checks.push_back(enum_check(table.name, column, *type));
    }
    return checks;
}

// As makeObjectName() of the server does it (src/backend/commands/indexcmds.c): the longer name
// loses bytes first.
std::string sequence_name(const std::string& table, const std::string& column) {
    const std::string suffix = "_seq";
    const std::size_t room = longest_name - suffix.size() - 1;
    std::size_t table_size = table.size();
    std::size_t column_size = column.size();
    while (table_size + column_size > room) --(table_size > column_size ? table_size : column_size);
    return clipped(table, table_size) + "_" + clipped(column, column_size) + suffix;
}

bool accepts_null(const Column& column, const Table& table) {
    if (!column.null || column.identity) return false;
    if (!table.primary_key) return true;
    const std::vector<std::string>& key = table.primary_key->columns;
    return std::find(key.begin(), key.end(), column.name) == key.end();
}

}  // namespace migrations::postgresql
