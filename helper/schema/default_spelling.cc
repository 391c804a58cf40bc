#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/names.h"
#include "base/sql_text.h"
#include "schema/spelling.h"

namespace migrations {
namespace {

// What a default of a column becomes when it is stored.
enum class Kind { boolean, integer, real, decimal, text, other };

// By the rules of affinity (sqlite.org/datatype3.html, 3.1).
Kind kind_of_sqlite(const std::string& declared) {
    const std::string type = lower(declared);
    const auto has = [&](std::string_view word) { return type.find(word) != std::string::npos; };
    if (has("int")) return Kind::integer;
    if (has("char") || has("clob") || has("text")) return Kind::text;
    if (type.empty() || has("blob") || type == "any") return Kind::other;
    if (has("real") || has("floa") || has("doub")) return Kind::real;
    return Kind::integer;
}

Kind kind_of_postgresql(const std::string& name) {
    const std::string type = canonical_postgresql_type(name);
    const std::string base = type.substr(0, type.find('('));
    if (type.ends_with("[]")) return Kind::other;
    if (base == "boolean") return Kind::boolean;
    if (base == "smallint" || base == "integer" || base == "bigint") return Kind::integer;
    if (base == "real" || base == "double precision") return Kind::real;
    if (base == "numeric") return Kind::decimal;
    if (base == "text" || base == "character varying") return Kind::text;
    return Kind::other;
}

Kind kind_of(const Type& type, std::string_view dialect) {
    if (const std::string* text = type.verbatim_for(dialect)) {
        return dialect == "sqlite" ? kind_of_sqlite(*text) : kind_of_postgresql(*text);
    }
    const PortableType& portable = type.portable;
    if (std::holds_alternative<Bool>(portable)) return Kind::boolean;
    if (std::holds_alternative<Integer>(portable)) return Kind::integer;
    if (std::holds_alternative<Float>(portable)) return Kind::real;
    if (std::holds_alternative<Decimal>(portable)) return dialect == "sqlite" ? Kind::other : Kind::decimal;
    const bool is_text = std::holds_alternative<Text>(portable) || std::holds_alternative<String>(portable) ||
                         std::holds_alternative<Enum>(portable);
    return is_text ? Kind::text : Kind::other;
}

// ---- canonical SQL ----

// What PostgreSQL calls the type of a column, without length or precision.
std::string base_in_postgresql(const Type& type) {
    if (const std::string* text = type.verbatim_for("postgresql")) {
        std::string name = canonical_postgresql_type(*text);
        const std::size_t open = name.find('(');
        if (open != std::string::npos) name.erase(open, name.find(')', open) + 1 - open);
        return name;
    }
    const PortableType& portable = type.portable;
    if (const auto* moment = std::get_if<Timestamp>(&portable))
        return moment->zone ? "timestamp with time zone" : "timestamp without time zone";
    if (const auto* number = std::get_if<Float>(&portable)) return number->bits == 32 ? "real" : "double precision";
    if (std::holds_alternative<Bool>(portable)) return "boolean";
    if (std::holds_alternative<Integer>(portable)) return "bigint";
    if (std::holds_alternative<Decimal>(portable)) return "numeric";
    if (std::holds_alternative<String>(portable)) return "character varying";
    if (std::holds_alternative<Date>(portable)) return "date";
    if (std::holds_alternative<Uuid>(portable)) return "uuid";
    if (std::holds_alternative<Json>(portable)) return "jsonb";
    return std::holds_alternative<Text>(portable) || std::holds_alternative<Enum>(portable) ? "text" : "";
}

// Whether a literal of one type, which has no length or precision, is to a column of another what it is without the
// cast: no digit and no letter gets lost between.
bool keeps_literals(const std::string& type, const std::string& column) {
    const auto is_text = [](const std::string& name) { return name == "text" || name == "character varying"; };
    const auto is_exact = [](const std::string& name) {
        return name == "smallint" || name == "integer" || name == "bigint" || name == "numeric";
    };
    const bool is_number = is_exact(column) || column == "real" || column == "double precision";
    return type == column || (is_text(type) && is_text(column)) || (is_exact(type) && is_number);
}

std::string without_quotes(const std::string& name) {
    const bool quoted = name.size() > 1 && name.front() == '"' && name.back() == '"';
    return quoted ? name.substr(1, name.size() - 2) : name;
}

// The words that PostgreSQL takes for a truth value (postgresql.org/docs/15/datatype-boolean.html), and their beginnings.
std::optional<bool> truth_in(const std::string& literal) {
    const std::string word = lower(trim(literal.substr(1, literal.size() - 2)));
    const auto begins = [&](std::string_view whole, std::size_t least) {
        return word.size() >= least && whole.starts_with(word);
    };
    if (begins("true", 1) || begins("yes", 1) || word == "on" || word == "1") return true;
    if (begins("false", 1) || begins("no", 1) || begins("off", 2) || word == "0") return false;
    return std::nullopt;
}

// 'x' of 'x' :: TEXT where the type keeps it what it is. The server casts every literal; other casts stay.
std::string without_cast(const std::string& text, const Type& type) {
    const std::size_t cast = text.rfind(" :: ");
    if (cast == std::string::npos) return text;
    const std::string value = text.substr(0, cast);
    const std::string to = text.substr(cast + 4);
    const bool is_type = to.find_first_of("'+-*/|<>=") == std::string::npos;
    const bool is_literal = value == "NULL" || (value.front() == '\'' && value.back() == '\'');
    if (!is_type || !is_literal) return text;
    const std::string name = canonical_postgresql_type(to);
    const std::string* own = type.verbatim_for("postgresql");
    const auto* type_name = std::get_if<Enum>(&type.portable);
    const bool same = (own != nullptr && canonical_postgresql_type(*own) == name) ||
                      (type_name != nullptr && lower(type_name->name) == lower(without_quotes(to)));
    return value == "NULL" || same || keeps_literals(name, base_in_postgresql(type)) ? value : text;
}

// The number in 5, - 5, + 5, 0X5 and '5'; a string with anything but a plain number in it stays what it is.
std::string digits_in(const std::string& text) {
    std::string digits = text;
    if (digits.size() > 1 && digits.front() == '\'' && digits.back() == '\'') {
        digits = trim(digits.substr(1, digits.size() - 2));
        const std::size_t sign = digits.starts_with('-') || digits.starts_with('+') ? 1 : 0;
        const bool is_plain = digits.size() > sign && digits[sign] >= '0' && digits[sign] <= '9' &&
                              digits.find_first_not_of("0123456789.eE+-", sign) == std::string::npos;
        if (!is_plain) return text;
    }
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits = trim(digits.substr(1));
    return (negative ? "-" : "") + digits;
}

std::optional<std::int64_t> integer_in(const std::string& digits) {
    const bool negative = digits.starts_with('-');
    const std::string plain = digits.substr(negative ? 1 : 0);
    const bool hex = lower(plain.substr(0, 2)) == "0x";
    std::uint64_t number = 0;
    const char* start = plain.data() + (hex ? 2 : 0);
    const char* end = plain.data() + plain.size();
    const auto [stop, error] = std::from_chars(start, end, number, hex ? 16 : 10);
    if (start == end || error != std::errc{} || stop != end) return std::nullopt;
    if (hex && !negative) return static_cast<std::int64_t>(number);  // 0xffffffffffffffff is -1
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return negative ? -static_cast<std::int64_t>(number) : static_cast<std::int64_t>(number);
}

std::optional<double> real_in(const std::string& digits) {
    double number = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    if (digits.empty() || error != std::errc{} || stop != end || !std::isfinite(number)) return std::nullopt;
    return number;
}

bool is_digits(const std::string& text) {
    return !text.empty() && text.find_first_not_of("-0123456789.") == std::string::npos;
}

// The number that is stored, in one form; nothing where it is not known.
std::optional<std::string> number_in(const std::string& text, Kind kind) {
    const std::string digits = digits_in(text);
    if (kind == Kind::decimal) {
        if (is_digits(digits)) return digits;
        return std::nullopt;
    }
    const auto whole = integer_in(digits);
    if (kind == Kind::integer && whole) return std::to_string(*whole);
    const auto real = whole ? std::optional<double>(static_cast<double>(*whole)) : real_in(digits);
    if (!real) return std::nullopt;
    const bool is_whole = std::trunc(*real) == *real && std::abs(*real) < 9e15;
    if (kind == Kind::integer && is_whole) return std::to_string(static_cast<std::int64_t>(*real));
    char buffer[64];
    const auto written = std::to_chars(buffer, buffer + sizeof buffer, *real == 0 ? 0.0 : *real);
    return std::string(buffer, written.ptr);
}

std::string stored(const std::string& expression, const Type& type, std::string_view dialect) {
    const Kind kind = kind_of(type, dialect);
    std::string text = canonical_sql(expression);
    if (dialect == "postgresql") text = without_cast(text, type);
    if (text == "NULL") return "";
    if (text == "CURRENT_TIMESTAMP" || text == "TRANSACTION_TIMESTAMP ( )") {
        return dialect == "postgresql" ? "NOW ( )" : text;
    }
    if (text == "TRUE" || text == "FALSE") {
        const std::string number = text == "TRUE" ? "1" : "0";
        return kind == Kind::boolean || (dialect == "sqlite" && kind != Kind::text) ? number : text;
    }
    if (kind == Kind::boolean && dialect == "postgresql" && text.size() > 1 && text.front() == '\'') {
        const std::optional<bool> truth = truth_in(text);
        return truth ? (*truth ? "1" : "0") : text;
    }
    if (kind == Kind::text || kind == Kind::other) return text;
    const auto number = number_in(text, kind == Kind::boolean ? Kind::integer : kind);
    return number ? *number : text;
}

std::string text_of(const Value& value) {
    struct Text {
        std::string operator()(const Null&) const { return ""; }
        std::string operator()(bool truth) const { return truth ? "TRUE" : "FALSE"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const {
            char buffer[64];
            const auto written = std::to_chars(buffer, buffer + sizeof buffer, number);
            return {buffer, written.ptr};
        }
        std::string operator()(const std::string& text) const { return quote_literal(text); }
    };
    return std::visit(Text(), value);
}

// What stands behind DEFAULT in one form; "" for none.
std::string meaning(const Column& column, std::string_view dialect) {
    if (column.default_expr) return stored(column.default_expr->in(dialect), column.type, dialect);
    if (!column.default_value) return "";
    const std::string text = text_of(*column.default_value);
    // Where a column keeps letters, 1.0 is not 1.
    if (std::holds_alternative<double>(*column.default_value) && kind_of(column.type, dialect) == Kind::text)
        return "number " + text;
    // A date, a uuid and the like as a value is not stored as it is written.
    return kind_of(column.type, dialect) == Kind::other ? "value " + text : stored(text, column.type, dialect);
}

}  // namespace

bool same_default(const Column& one, const Column& other, const DialectNames& dialects) {
    if (one.default_value == other.default_value && one.default_expr == other.default_expr) return true;
    const bool typed_alike = same_type(one.type, other.type);
    const auto is_foreign_to = [](const Type& type, std::string_view dialect) {
        return std::holds_alternative<Verbatim>(type.portable) && type.verbatim_for(dialect) == nullptr;
    };
    for (const std::string& dialect : dialects) {
        // A column that one database alone showed has no meaning in the other.
        if (is_foreign_to(one.type, dialect) && is_foreign_to(other.type, dialect)) continue;
        const std::string before = meaning(one, dialect);
        const std::string after = meaning(other, dialect);
        if (before != after || (!typed_alike && !before.empty())) return false;
    }
    return true;
}

}  // namespace migrations
