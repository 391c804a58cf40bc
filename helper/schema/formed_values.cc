#include "schema/formed_values.h"

#include <cstdio>
#include <cstdlib>

#include "base/names.h"

namespace migrations {
namespace {

std::string two_digits(int number) {
    char text[16];
    std::snprintf(text, sizeof text, "%02d", number % 50 + 1);
    return text;
}

std::string bits(int number, std::size_t length) {
    std::string text(length, '0');
    for (std::size_t i = length; i > 0 && number > 0; number /= 2) text[--i] = number % 2 == 0 ? '0' : '1';
    return text;
}

// "bit(4)": 4; 1 without a number.
std::size_t length_of(const std::string& type) {
    const std::size_t open = type.find('(');
    const int length = open == std::string::npos ? 1 : std::atoi(type.c_str() + open + 1);
    return length > 0 ? static_cast<std::size_t>(length) : 1;
}

std::string range_of(const std::string& type, int row) {
    if (row == 0) return "empty";
    const std::string number = two_digits(row);
    if (type.rfind("date", 0) == 0) return "[2001-" + std::to_string(row % 12 + 1) + "-01,2001-" + std::to_string(row % 12 + 1) + "-02)";
    if (type.rfind("ts", 0) == 0) return "[\"2001-02-03 04:" + number + ":00+00\",\"2001-02-03 04:" + number + ":30+00\")";
    return "[" + std::to_string(row * 10) + "," + std::to_string(row * 10 + 5) + ")";
}

std::string shape_of(const std::string& type, const std::string& x) {
    const std::string at = "(" + x + ",0)";
    if (type == "point") return at;
    if (type == "line") return "{1,0," + x + "}";
    if (type == "circle") return "<" + at + ",0>";
    if (type == "path" || type == "lseg") return "[" + at + ",(0,1)]";
    if (type == "box") return "(1,1)," + at;
    return type == "polygon" ? "(" + at + ",(0,1))" : "";
}

}  // namespace

std::optional<std::string> formed_value(const std::string& type_name, int row) {
    const std::string type = lower(type_name);
    const auto starts = [&](const char* word) { return type.rfind(word, 0) == 0; };
    const auto ends = [&](std::string_view word) {
        return type.size() >= word.size() && type.compare(type.size() - word.size(), word.size(), word) == 0;
    };
    const std::string number = two_digits(row);
    if (ends("[]")) return "{}";
    if (ends("multirange")) return row == 0 ? "{}" : "{" + range_of(type, row) + "}";
    if (ends("range")) return range_of(type, row);
    if (type == "inet") return row == 0 ? "0.0.0.0" : "10.0.0." + std::to_string(row % 250);
    if (type == "cidr") return row == 0 ? "0.0.0.0/0" : "10.0." + std::to_string(row % 250) + ".0/24";
    if (type == "macaddr") return row == 0 ? "00:00:00:00:00:00" : "08:00:2b:00:00:" + number;
    if (type == "macaddr8") return row == 0 ? "00:00:00:00:00:00:00:00" : "08:00:2b:00:00:00:00:" + number;
    if (type == "uuid") return "00000000-0000-0000-0000-0000000000" + (row == 0 ? "00" : number);
    if (starts("bit varying") || starts("varbit")) return bits(row, row == 0 ? 0 : length_of(type));
    if (type == "bit" || starts("bit(")) return bits(row, length_of(type));
    if (type == "oid" || starts("reg")) return std::to_string(row);
    if (type == "pg_lsn") return "0/" + std::to_string(row);
    if (type == "xml") return "<n>" + std::to_string(row) + "</n>";
    const std::string shape = shape_of(type, std::to_string(row));
    if (!shape.empty()) return shape;
    return std::nullopt;
}

}  // namespace migrations
