#include "dialects/sqlite/declared_types.h"

#include <charconv>
#include <optional>
#include <string>

namespace migrations::sqlite {

namespace {

struct Declared {
    std::string_view word;
    std::string_view first;   // in parentheses
    std::string_view second;
};

// "DECIMAL(10,2) COLLATE X" in its parts.
Declared parts_of(std::string_view declared) {
    Declared parts;
    const std::string_view type = declared.substr(0, declared.find(" COLLATE "));
    const std::size_t open = type.find('(');
    parts.word = type.substr(0, open);
    while (parts.word.ends_with(' ')) parts.word.remove_suffix(1);
    if (open == std::string_view::npos) return parts;
    std::string_view inside = type.substr(open + 1);
    inside = inside.substr(0, inside.find(')'));
    const std::size_t comma = inside.find(',');
    parts.first = inside.substr(0, comma);
    if (comma != std::string_view::npos) parts.second = inside.substr(comma + 1);
    return parts;
}

std::optional<int> number(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    int value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return !text.empty() && error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

template <class... Words>
bool is_one_of(std::string_view word, Words... words) {
    return ((word == words) || ...);
}

PortableType text_type(const Declared& declared) {
    const std::optional<int> length = number(declared.first);
    std::string problem;
    if (!length) return Text{};
    return parse_type("string(" + std::to_string(*length) + ")", problem).value_or(PortableType(Text{}));
}

PortableType decimal_type(const Declared& declared) {
    const std::optional<int> precision = number(declared.first);
    const std::optional<int> scale = number(declared.second);
    std::string problem;
    if (!precision) return Verbatim{};
    return parse_type("decimal(" + std::to_string(*precision) + "," + std::to_string(scale.value_or(0)) + ")",
                      problem)
        .value_or(PortableType(Verbatim{}));
}

}  // namespace

PortableType meaning_of(std::string_view declared) {
    const Declared parts = parts_of(declared);
    const std::string_view word = parts.word;
    // Of any width: SQLite stores 64 bits in all of them.
    if (is_one_of(word, "INTEGER", "INT", "TINYINT", "SMALLINT", "MEDIUMINT", "BIGINT", "UNSIGNED BIG INT", "INT2",
                  "INT4", "INT8")) {
        return Integer{64};
    }
    if (is_one_of(word, "BOOL", "BOOLEAN")) return Bool{};
    if (is_one_of(word, "REAL", "DOUBLE", "DOUBLE PRECISION", "FLOAT")) return Float{64};
    if (is_one_of(word, "VARCHAR", "CHARACTER VARYING", "VARYING CHARACTER", "CHAR", "CHARACTER", "NCHAR",
                  "NATIVE CHARACTER", "NVARCHAR", "CLOB", "TEXT", "STRING")) {
        return text_type(parts);
    }
    if (is_one_of(word, "DECIMAL", "NUMERIC")) return decimal_type(parts);
    if (word == "BLOB") return Blob{};
    if (word == "DATE") return Date{};
    if (is_one_of(word, "DATETIME", "TIMESTAMP")) return Timestamp{false};
    if (is_one_of(word, "JSON", "JSONB")) return Json{};
    return Verbatim{};
}

}  // namespace migrations::sqlite
