#include "schema/type.h"

#include <charconv>
#include <utility>
#include <vector>

#include "base/names.h"

namespace migrations {
namespace {

std::string name_of(const Verbatim&) {
    return "";
}
std::string name_of(const Bool&) {
    return "bool";
}
std::string name_of(const Integer& type) {
    return "int" + std::to_string(type.bits);
}
std::string name_of(const Float& type) {
    return "float" + std::to_string(type.bits);
}
std::string name_of(const Decimal& type) {
    return "decimal(" + std::to_string(type.precision) + "," + std::to_string(type.scale) + ")";
}
std::string name_of(const String& type) {
    return "string(" + std::to_string(type.length) + ")";
}
std::string name_of(const Text&) {
    return "text";
}
std::string name_of(const Blob&) {
    return "blob";
}
std::string name_of(const Date&) {
    return "date";
}
std::string name_of(const Time&) {
    return "time";
}
std::string name_of(const Timestamp& type) {
    return type.zone ? "timestamptz" : "timestamp";
}
std::string name_of(const Uuid&) {
    return "uuid";
}
std::string name_of(const Json&) {
    return "json";
}
std::string name_of(const Enum& type) {
    return "enum(" + type.name + ")";
}

struct Word {
    const char* text;
    const char* type;
};

// What people write who think in SQL or in C++, and the type that they mean. "(...)" is taken over.
constexpr Word foreign_words[] = {
    {"bigint", "int64"},     {"bigserial", "int64"}, {"binary", "blob"},
    {"bit", "bool"},         {"boolean", "bool"},    {"bytea", "blob"},
    {"bytes", "blob"},       {"char", "string"},     {"character varying", "string"},
    {"character", "string"}, {"clob", "text"},       {"datetime", "timestamp"},
    {"double", "float64"},   {"float", "float64"},   {"double precision", "float64"},
    {"float4", "float32"},   {"float8", "float64"},  {"guid", "uuid"},
    {"int", "int32"},        {"int2", "int16"},      {"int4", "int32"},
    {"int8", "int64"},       {"integer", "int32"},   {"jsonb", "json"},
    {"long", "int64"},       {"money", "decimal"},   {"nchar", "string"},
    {"numeric", "decimal"},  {"nvarchar", "string"}, {"real", "float32"},
    {"serial", "int32"},     {"short", "int16"},     {"smallint", "int16"},
    {"std::string", "text"}, {"str", "text"},        {"varbinary", "blob"},
    {"varchar", "string"},
};

constexpr const char* plain_names[] = {
    "bool", "int16", "int32", "int64", "float32", "float64",   "text",
    "blob", "date",  "time",  "uuid",  "json",    "timestamp", "timestamptz",
};

PortableType plain_type(std::string_view name) {
    if (name == "bool") return Bool{};
    if (name == "int16") return Integer{16};
    if (name == "int32") return Integer{32};
    if (name == "int64") return Integer{64};
    if (name == "float32") return Float{32};
    if (name == "float64") return Float{64};
    if (name == "text") return Text{};
    if (name == "blob") return Blob{};
    if (name == "date") return Date{};
    if (name == "time") return Time{};
    if (name == "timestamp") return Timestamp{false};
    if (name == "timestamptz") return Timestamp{true};
    if (name == "uuid") return Uuid{};
    if (name == "json") return Json{};
    return Verbatim{};
}

// A number of at most nine digits, or -1.
int number(const std::string& text) {
    int value = -1;
    const char* end = text.data() + text.size();
    if (text.empty() || text.size() > 9 || text.front() == '-') return -1;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end ? value : -1;
}

bool has_arguments(std::string_view name) {
    return name == "decimal" || name == "string" || name == "enum";
}

// A name with the arguments that it needs, for a suggestion.
std::string example(const std::string& name, const std::string& arguments) {
    if (!has_arguments(name)) return name;
    if (!arguments.empty()) return name + "(" + arguments + ")";
    if (name == "decimal") return "decimal(12,2)";
    return name == "string" ? "string(255)" : "enum(status)";
}

std::string unknown_type(std::string_view text, const std::string& name,
                         const std::string& arguments) {
    const std::string message = "unknown type '" + std::string(text) + "'";
    const std::string word = lower(name);
    for (const auto& foreign : foreign_words) {
        if (word == foreign.text) {
            return message + "; did you mean '" + example(foreign.type, arguments) + "'?";
        }
    }
    std::vector<std::string> names(std::begin(plain_names), std::end(plain_names));
    names.insert(names.end(), {"decimal", "string", "enum"});
    const std::string near = nearest(word, names);
    return near.empty() ? message : message + "; did you mean '" + example(near, arguments) + "'?";
}

std::optional<PortableType> decimal(const std::string& arguments, std::string& problem) {
    const std::vector<std::string> parts = split(arguments, ',');
    const int precision = number(trim(parts[0]));
    const int scale = parts.size() == 2 ? number(trim(parts[1])) : 0;
    if (parts.size() > 2 || precision < 1 || precision > 1000) {
        problem = "'decimal(" + arguments +
                  ")' needs a precision of 1 to 1000 and a scale, as in 'decimal(12,2)'";
        return std::nullopt;
    }
    if (scale < 0 || scale > precision) {
        problem = "the scale of 'decimal(" + arguments + ")' is not between 0 and its precision";
        return std::nullopt;
    }
    return Decimal{precision, scale};
}

std::optional<PortableType> string(const std::string& arguments, std::string& problem) {
    const int length = number(trim(arguments));
    if (length < 1 || length > 10485760) {
        problem = "'string(" + arguments + ")' needs a length of 1 to 10485760 characters";
        return std::nullopt;
    }
    return String{length};
}

}  // namespace

const std::string* Type::verbatim_for(std::string_view dialect) const {
    const auto entry = verbatim.find(std::string(dialect));
    return entry == verbatim.end() ? nullptr : &entry->second;
}

std::string to_string(const PortableType& type) {
    return std::visit([](const auto& each) { return name_of(each); }, type);
}

std::optional<PortableType> parse_type(std::string_view text, std::string& problem) {
    const std::string trimmed = trim(text);
    const std::size_t open = trimmed.find('(');
    const std::string name = trim(std::string_view(trimmed).substr(0, open));
    if (name.empty()) {
        problem = "the type is empty";
        return std::nullopt;
    }
    if (open == std::string::npos) {
        if (has_arguments(name)) {
            problem = "type '" + name + "' needs " +
                      (name == "string"    ? "a length"
                       : name == "decimal" ? "a precision and a scale"
                                           : "the name of an enum") +
                      ", as in '" + example(name, "") + "'" +
                      (name == "string" ? "; 'text' has no limit" : "");
            return std::nullopt;
        }
        const PortableType plain = plain_type(name);
        if (!std::holds_alternative<Verbatim>(plain)) return plain;
        problem = unknown_type(trimmed, name, "");
        return std::nullopt;
    }
    if (trimmed.back() != ')') {
        problem = "type '" + trimmed + "' lacks the closing parenthesis";
        return std::nullopt;
    }
    const std::string arguments = trimmed.substr(open + 1, trimmed.size() - open - 2);
    if (name == "decimal") return decimal(arguments, problem);
    if (name == "string") return string(arguments, problem);
    if (name == "enum") {
        if (!arguments.empty()) return Enum{arguments};
        problem = "'enum()' needs the name of an enum";
        return std::nullopt;
    }
    if (!std::holds_alternative<Verbatim>(plain_type(name))) {
        problem = "type '" + name + "' takes nothing in parentheses";
        return std::nullopt;
    }
    problem = unknown_type(trimmed, name, arguments);
    return std::nullopt;
}

}  // namespace migrations
