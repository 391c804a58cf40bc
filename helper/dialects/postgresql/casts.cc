#include "dialects/postgresql/casts.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "dialects/postgresql/types.h"

namespace migrations::postgresql {

namespace {

constexpr std::string_view timestamptz = "timestamp with time zone";
constexpr std::string_view timestamp = "timestamp without time zone";

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_text(std::string_view base) {
    return is_one_of(
        base, std::array<std::string_view, 4>{"text", "character varying", "character", "citext"});
}

bool is_number(std::string_view base) {
    return is_one_of(base, std::array<std::string_view, 6>{"smallint", "integer", "bigint",
                                                           "numeric", "real", "double precision"});
}

bool is_json(std::string_view base) {
    return base == "jsonb" || base == "json";
}

bool is_array(std::string_view base) {
    return base.ends_with("[]");
}

std::string to_text(std::string_view from, const std::string& column) {
    constexpr std::string_view format = "'YYYY-MM-DD\"T\"HH24:MI:SS.US";
    if (from == timestamptz) {
        return "to_char(" + column + " AT TIME ZONE 'UTC', " + std::string(format) + "\"Z\"')";
    }
    // The server's own cast follows the session's DateStyle.
    if (from == timestamp) return "to_char(" + column + ", " + std::string(format) + "')";
    if (from == "date") return "to_char(" + column + ", 'YYYY-MM-DD')";
    if (from == "bytea") return "convert_from(" + column + ", 'UTF8')";
    return "";
}

// The bytes of a value's text. A cast from text to bytea would read what it may begin with, "\\x",
// and its backslashes as a notation for bytes.
std::string to_bytes(std::string_view from, const std::string& column) {
    std::string text = to_text(from, column);
    if (text.empty()) text = is_text(from) ? column : column + "::text";
    return "convert_to(" + text + ", 'UTF8')";
}

// Between dates and times. Nothing where this is no such pair.
std::string between_times(std::string_view from, std::string_view to, const std::string& column) {
    const std::string in_utc = column + " AT TIME ZONE 'UTC'";
    if (from == timestamptz && to == timestamp) return in_utc;
    if (from == timestamp && to == timestamptz) return in_utc;
    if (from == timestamptz && to == "date") return "(" + in_utc + ")::date";
    if (from == timestamptz && to == "time without time zone") return "(" + in_utc + ")::time";
    if (from == "date" && to == timestamptz) return column + "::timestamp AT TIME ZONE 'UTC'";
    return "";
}

bool has_assignment_cast(std::string_view from, std::string_view to) {
    if (is_number(from) && is_number(to)) return true;
    if (from == "date" && to == timestamp) return true;
    if (from == timestamp && (to == "date" || to == "time without time zone")) return true;
    return is_json(from) && is_json(to);
}

}  // namespace

std::string conversion(const std::string& from, const std::string& to, const std::string& column) {
    const std::string old_base = base_type_name(from);
    const std::string new_base = base_type_name(to);
    if (old_base == new_base) return "";
    if (is_text(new_base)) return to_text(old_base, column);
    if (has_assignment_cast(old_base, new_base)) return "";
    if (const std::string text = between_times(old_base, new_base, column); !text.empty())
        return text;
    if (new_base == "bytea") return to_bytes(old_base, column);
    if (old_base == "bytea") return to_text(old_base, column) + "::" + to;
    if (is_text(old_base)) return column + "::" + to;
    if (old_base == "boolean" && is_number(new_base)) return column + "::integer";
    if (is_number(old_base) && new_base == "boolean") return column + " <> 0";
    if (is_json(new_base)) return (new_base == "jsonb" ? "to_jsonb(" : "to_json(") + column + ")";
    if (old_base == "jsonb" && (is_number(new_base) || new_base == "boolean"))
        return column + "::" + to;
    if (is_array(old_base) && is_array(new_base)) return column + "::" + to;
    return column + "::text::" + to;
}

}  // namespace migrations::postgresql
