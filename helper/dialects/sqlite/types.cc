#include "dialects/sqlite/types.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "base/sql_text.h"
#include "schema/date_time.h"

namespace migrations::sqlite {

namespace {

constexpr const char* now_timestamptz = "strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'";
constexpr const char* now_timestamp = "strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000'";
constexpr const char* now_date = "date('now')";
constexpr const char* now_time = "strftime('%H:%M:%f', 'now') || '000'";

// Version 4 and variant 10 (RFC 4122, 4.4). `random() & 3` instead of abs(): the abs of the least
// integer is an error.
constexpr const char* new_uuid =
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), "
    "2) || '-' || "
    "substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || "
    "hex(randomblob(6)))";

struct StorageWord {
    const char* operator()(const Verbatim&) const { return ""; }
    const char* operator()(const Bool&) const { return "INTEGER"; }
    const char* operator()(const Integer&) const { return "INTEGER"; }
    const char* operator()(const Float&) const { return "REAL"; }
    const char* operator()(const Decimal&) const { return "TEXT"; }
    const char* operator()(const String&) const { return "TEXT"; }
    const char* operator()(const Text&) const { return "TEXT"; }
    const char* operator()(const Blob&) const { return "BLOB"; }
    const char* operator()(const Date&) const { return "TEXT"; }
    const char* operator()(const Time&) const { return "TEXT"; }
    const char* operator()(const Timestamp&) const { return "TEXT"; }
    const char* operator()(const Uuid&) const { return "TEXT"; }
    const char* operator()(const Json&) const { return "TEXT"; }
    const char* operator()(const Enum&) const { return "TEXT"; }
};

// An optional minus, digits, at most one point with digits on both sides; then the counts before
// and after it. Every term is NULL for NULL, which a CHECK accepts.
std::string decimal_check(const std::string& name, const Decimal& type) {
    return name + " NOT GLOB '*[^0-9.-]*' AND " + name + " NOT GLOB '?*-*' AND " + name +
           " NOT GLOB '*.*.*' AND ltrim(" + name + ", '-') GLOB '[0-9]*' AND " + name +
           " GLOB '*[0-9]' AND instr(ltrim(" + name +
           ", '-0') || '.', '.') <= " + std::to_string(type.precision - type.scale + 1) +
           " AND length(" + name + ") - instr(" + name +
           " || '.', '.') <= " + std::to_string(type.scale);
}

struct TypeCheck {
    const std::string& name;  // quoted
    bool null;
    const Schema& schema;

    std::string operator()(const Verbatim&) const { return ""; }
    std::string operator()(const Bool&) const { return name + " IN (0, 1)"; }
    std::string operator()(const Integer&) const { return ""; }
    std::string operator()(const Float&) const { return ""; }
    std::string operator()(const Decimal& type) const { return decimal_check(name, type); }
    std::string operator()(const String& type) const {
        return "length(" + name + ") <= " + std::to_string(type.length);
    }
    std::string operator()(const Text&) const { return ""; }
    std::string operator()(const Blob&) const { return ""; }
    std::string operator()(const Date&) const { return ""; }
    std::string operator()(const Time&) const { return ""; }
    std::string operator()(const Timestamp&) const { return ""; }
    std::string operator()(const Uuid&) const { return ""; }
    // Before SQLite 3.45 NULL is no valid JSON.
    std::string operator()(const Json&) const {
        const std::string valid = "json_valid(" + name + ")";
        return null ? name + " IS NULL OR " + valid : valid;
    }
    std::string operator()(const Enum& type) const {
        const EnumType* found = schema.enum_type(type.name);
        if (found == nullptr) return "";
        std::vector<std::string> values;
        for (const std::string& value : found->values) values.push_back(quote_literal(value));
        return name + " IN (" + join(values, ", ") + ")";
    }
};

std::string hexadecimal(std::string_view bytes) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text = "X'";
    for (const char each : bytes) {
        const auto byte = static_cast<unsigned char>(each);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text + "'";
}

std::string blob_literal(const std::string& text) {
    const bool hex = text.size() % 2 == 0 && text.compare(0, 2, "\\x") == 0 &&
                     text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string::npos;
    return hex ? "X'" + text.substr(2) + "'" : hexadecimal(text);
}

std::string number_text(double number) {
    if (std::isnan(number)) return "NULL";
    if (std::isinf(number)) return number > 0 ? "9e999" : "-9e999";
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    std::string text(buffer.data(), end);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

template <class Kind>
bool is_portable(const Type& type) {
    return std::holds_alternative<Kind>(type.portable) && type.verbatim_for("sqlite") == nullptr;
}

bool is_character_type(const Type& type) {
    return is_portable<Text>(type) || is_portable<String>(type);
}

// Text in which SQLite would not keep a number as it is.
bool keeps_numbers_as_text(const Type& type) {
    return affinity(type_name(type)) == "TEXT";
}

// A moment as `now` writes it too: texts are in order of time only where all have one form. A text
// that is none stays as it is.
std::string in_one_form(const std::string& text, const Type& type) {
    if (is_portable<Date>(type)) {
        const auto date = parse_date(text);
        return date ? date_text(*date) : text;
    }
    if (is_portable<Time>(type)) {
        const auto time = parse_time(text);
        return time ? time_text(*time) : text;
    }
    if (is_portable<Uuid>(type)) return lower(text);
    if (!is_portable<Timestamp>(type)) return text;
    const bool zone = std::get<Timestamp>(type.portable).zone;
    auto time = parse_timestamp(text);
    if (time && zone) time = in_utc(*time);
    return time ? date_text(*time) + "T" + time_text(*time) + (zone ? "Z" : "") : text;
}

struct LiteralText {
    const Type& type;

    std::string operator()(Null) const { return "NULL"; }
    std::string operator()(bool value) const { return value ? "1" : "0"; }
    std::string operator()(std::int64_t value) const {
        const std::string digits = std::to_string(value);
        return keeps_numbers_as_text(type) ? quote_literal(digits) : digits;
    }
    std::string operator()(double value) const {
        const std::string digits = number_text(value);
        return keeps_numbers_as_text(type) ? quote_literal(digits) : digits;
    }
    std::string operator()(const std::string& value) const {
        if (is_portable<Blob>(type)) return blob_literal(value);
        // SQLite's parser stops at a NUL byte.
        if (value.find('\0') != std::string::npos)
            return "CAST(" + hexadecimal(value) + " AS TEXT)";
        return quote_literal(in_one_form(value, type));
    }
};

std::string now_for(const Type& type) {
    if (is_portable<Date>(type)) return now_date;
    if (is_portable<Time>(type)) return now_time;
    if (is_portable<Timestamp>(type) && !std::get<Timestamp>(type.portable).zone)
        return now_timestamp;
    return now_timestamptz;
}

}  // namespace

std::string type_name(const Type& type) {
    if (const std::string* text = type.verbatim_for("sqlite")) return *text;
    return std::visit(StorageWord{}, type.portable);
}

std::string plain_type(std::string_view text) {
    std::string plain;
    bool glue = true;  // no blank before the next token
    for (const token& each : tokens_of(text)) {
        const bool opens = is_operator(each, "(");
        const bool sign = is_operator(each, "+") || is_operator(each, "-");
        if (!glue && each.kind != token_kind::operation) plain += ' ';
        plain += each.kind == token_kind::quoted ? identifier_text(each) : std::string(each.text);
        glue = opens || sign || is_operator(each, ",");
    }
    for (char& each : plain) {
        if (each >= 'a' && each <= 'z') each = static_cast<char>(each - 'a' + 'A');
    }
    return plain;
}

std::string affinity(std::string_view declared) {
    const std::string plain = plain_type(declared);
    const std::string type = plain.substr(0, plain.find(" COLLATE "));
    const auto holds = [&](const char* word) { return type.find(word) != std::string::npos; };
    if (holds("INT")) return "INTEGER";
    if (holds("CHAR") || holds("CLOB") || holds("TEXT")) return "TEXT";
    if (holds("BLOB") || type.empty()) return "BLOB";
    if (holds("REAL") || holds("FLOA") || holds("DOUB")) return "REAL";
    return "NUMERIC";
}

std::string type_check(const Column& column, const Schema& schema) {
    if (column.type.verbatim_for("sqlite") != nullptr) return "";
    const std::string name = quote_identifier(column.name);
    return std::visit(TypeCheck{name, column.null, schema}, column.type.portable);
}

std::string literal(const Value& value, const Type& type) {
    return std::visit(LiteralText{type}, value);
}

std::optional<std::string> default_text(const Column& column) {
    if (column.default_value) {
        std::string text = literal(*column.default_value, column.type);
        return text.compare(0, 5, "CAST(") == 0 ? "(" + text + ")" : text;
    }
    if (!column.default_expr) return std::nullopt;
    return expression_text(*column.default_expr, column.type);
}

std::string expression_text(const Sql& expression, const Type& type) {
    const std::string& text = expression.in("sqlite");
    if (text == "now") return "(" + now_for(type) + ")";
    if (text == "uuid") return std::string("(") + new_uuid + ")";
    return "(" + text + ")";
}

bool is_rowid_alias(const Table& table, const Column& column) {
    return table.primary_key && table.primary_key->columns.size() == 1 && !table.without_rowid &&
           table.primary_key->columns.front() == column.name &&
           plain_type(type_name(column.type)) == "INTEGER";
}

std::string conversion(const std::string& value, const Type& from, const Type& to) {
    if (is_portable<Bool>(from) && is_character_type(to)) {
        return "CASE " + value + " WHEN 1 THEN 'true' WHEN 0 THEN 'false' END";
    }
    if (is_character_type(from) && is_portable<Bool>(to)) {
        // What neither list has stays text and fails the CHECK of the new column.
        return "CASE WHEN lower(" + value +
               ") IN ('true', 't', 'yes', 'y', 'on', '1') THEN 1 WHEN lower(" + value +
               ") IN ('false', 'f', 'no', 'n', 'off', '0') THEN 0 ELSE " + value + " END";
    }
    if (is_portable<Timestamp>(to)) {
        const bool zone = std::get<Timestamp>(to.portable).zone;
        if (is_portable<Date>(from)) {
            return value + (zone ? " || 'T00:00:00.000000Z'" : " || 'T00:00:00.000000'");
        }
        if (is_portable<Timestamp>(from) && zone != std::get<Timestamp>(from.portable).zone) {
            return zone ? "rtrim(" + value + ", 'Z') || 'Z'" : "rtrim(" + value + ", 'Z')";
        }
    }
    if (is_portable<Timestamp>(from) && is_portable<Date>(to))
        return "substr(" + value + ", 1, 10)";
    if (is_portable<Timestamp>(from) && is_portable<Time>(to)) {
        return "rtrim(substr(" + value + ", 12), 'Z')";
    }
    // No affinity turns text into a blob or back; a cast keeps the bytes.
    const std::string old_affinity = affinity(type_name(from));
    const std::string new_affinity = affinity(type_name(to));
    if (old_affinity == "BLOB" && new_affinity == "TEXT") return "CAST(" + value + " AS TEXT)";
    if (old_affinity == "TEXT" && new_affinity == "BLOB") return "CAST(" + value + " AS BLOB)";
    return "";
}

}  // namespace migrations::sqlite
