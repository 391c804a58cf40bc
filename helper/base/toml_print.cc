#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/toml.h"
#include "base/utf8.h"

namespace migrations {
namespace {

constexpr std::size_t widest_line = 100;
// Leaves room for a key and an indentation below the limit of parse_toml.
constexpr std::size_t longest_plain_line = std::size_t{60} << 10;

enum class StringForm { basic, block, one_line_block };

// Characters that no reviewer would see, or that reorder what stands around them.
bool is_invisible(char32_t value) {
    return (value >= 0x80 && value <= 0x9F) || value == 0xAD ||
           (value >= 0x200B && value <= 0x200F) || (value >= 0x2028 && value <= 0x202E) ||
           (value >= 0x2060 && value <= 0x206F) || value == 0xFEFF;
}

std::string unicode_escape(char32_t value) {
    const std::string digits = code_point_name(value).substr(2);
    const std::size_t wanted = digits.size() <= 4 ? 4 : 8;
    return (wanted == 4 ? "\\u" : "\\U") + std::string(wanted - digits.size(), '0') + digits;
}

std::string escape(char32_t value, std::string_view character, StringForm form) {
    switch (value) {
        case '\\':
            return "\\\\";
        case '\b':
            return "\\b";
        case '\f':
            return "\\f";
        case '\r':
            return "\\r";
        case '\t':
            return form == StringForm::block ? "\t" : "\\t";
        case '\n':
            return form == StringForm::block ? "\n" : "\\n";
        default:
            break;
    }
    if (value < 0x20 || value == 0x7F || is_invisible(value)) return unicode_escape(value);
    return std::string(character);
}

// Whether a character stands for itself in every form of string.
bool is_plain(char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

void append_string(std::string& result, std::string_view text, StringForm form) {
    const std::string_view delimiter = form == StringForm::basic ? "\"" : "\"\"\"";
    result += delimiter;
    if (form == StringForm::block) result += '\n';
    // Most strings are names, and need no closer look.
    const auto plain_end = std::find_if_not(text.begin(), text.end(), is_plain);
    const auto plain = static_cast<std::size_t>(plain_end - text.begin());
    if (const std::size_t bad = invalid_utf8(text.substr(plain)); bad != std::string_view::npos) {
        throw Error(Exit::graph, "text that is not UTF-8 cannot be written as TOML: byte " +
                                     byte_name(text[plain + bad]) + " at offset " + std::to_string(plain + bad));
    }
    result += text.substr(0, plain);
    int quotes = 0;  // unescaped ones in a row
    for (std::size_t at = plain; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        if (point.value == '"') {
            const bool must = form == StringForm::basic || quotes == 2 || at + 1 == text.size();
            result += must ? "\\\"" : "\"";
            quotes = must ? 0 : quotes + 1;
        } else {
            result += escape(point.value, text.substr(at, point.length), form);
            quotes = 0;
        }
        at += point.length;
    }
    result += delimiter;
}

std::string print_string(std::string_view text, StringForm form) {
    std::string result;
    append_string(result, text, form);
    return result;
}

bool is_bare(std::string_view key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

void append_key(std::string& result, std::string_view key) {
    if (is_bare(key)) {
        result += key;
    } else {
        append_string(result, key, StringForm::basic);
    }
}

std::string print_float(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    std::string text(buffer.data(), end);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

struct InlinePrinter {
    StringForm strings;
    std::string text = {};

    void operator()(const std::string& value) { append_string(text, value, strings); }
    void operator()(std::int64_t number) { text += std::to_string(number); }
    void operator()(double number) { text += print_float(number); }
    void operator()(bool value) { text += value ? "true" : "false"; }
    void operator()(const DateTime& value) { text += value.text; }

    void operator()(const Node::Array& values) {
        text += '[';
        const char* between = "";
        for (const Node& value : values) {
            text += between;
            std::visit(*this, value.value);
            between = ", ";
        }
        text += ']';
    }

    void operator()(const Node::Table& entries) {
        if (entries.empty()) {
            text += "{}";
            return;
        }
        const char* between = "{ ";
        for (const Entry& entry : entries) {
            text += between;
            append_key(text, entry.key);
            text += " = ";
            std::visit(*this, entry.value.value);
            between = ", ";
        }
        text += " }";
    }
};

std::string print_inline(const Node& node, StringForm strings) {
    InlinePrinter printer{strings};
    std::visit(printer, node.value);
    return std::move(printer.text);
}

bool has_line_end(const Node& node) {
    return node.is_string() && node.string().find('\n') != std::string::npos;
}

// Whether a value is written over several lines because of text in it.
bool holds_lines(const Node& node) {
    if (node.is_array()) return std::any_of(node.array().begin(), node.array().end(), has_line_end);
    return has_line_end(node);
}

bool holds_lines_in_entries(const Node& node) {
    return node.is_table() &&
           std::any_of(node.table().begin(), node.table().end(), [](const Entry& entry) {
               return holds_lines(entry.value) || holds_lines_in_entries(entry.value);
           });
}

std::string print_block_value(const Node& node) {
    return node.is_string() ? toml_string(node.string()) : toml_inline(node);
}

std::string print_array_lines(const Node::Array& values) {
    std::string text = "[\n";
    for (const Node& value : values) text += "    " + print_block_value(value) + ",\n";
    return text + "]";
}

// `column`: where the value begins.
std::string print_value(const Node& node, std::size_t column) {
    if (!node.is_array() || node.array().empty()) return print_block_value(node);
    const Node::Array& values = node.array();
    const bool tables = std::all_of(values.begin(), values.end(),
                                    [](const Node& value) { return value.is_table(); });
    if (tables || holds_lines(node)) return print_array_lines(values);
    const std::string line = toml_inline(node);
    return column + count_code_points(line) <= widest_line ? line : print_array_lines(values);
}

struct Line {
    std::string key;
    const Node* value;
};

// A table with text of several lines becomes dotted keys, because such text is hard to read in an
// inline table.
void collect_lines(const Node::Table& entries, const std::string& prefix, std::size_t depth,
                   std::vector<Line>& lines) {
    constexpr std::size_t deepest_key = 8;
    for (const Entry& entry : entries) {
        const std::string key = prefix + toml_key(entry.key);
        if (depth < deepest_key && holds_lines_in_entries(entry.value)) {
            collect_lines(entry.value.table(), key + ".", depth + 1, lines);
        } else {
            lines.push_back({key, &entry.value});
        }
    }
}

}  // namespace

std::string toml_string(std::string_view text) {
    if (text.find('\n') != std::string_view::npos) return print_string(text, StringForm::block);
    std::string plain = print_string(text, StringForm::basic);
    return plain.size() <= longest_plain_line ? plain
                                              : print_string(text, StringForm::one_line_block);
}

std::string toml_key(std::string_view key) {
    std::string text;
    append_key(text, key);
    return text;
}

std::string toml_inline(const Node& node) {
    std::string plain = print_inline(node, StringForm::basic);
    return plain.size() <= longest_plain_line ? plain : print_inline(node, StringForm::one_line_block);
}

std::string toml_lines(const Node& table) {
    std::vector<Line> lines;
    collect_lines(table.table(), "", 1, lines);
    std::size_t width = 0;
    for (const Line& line : lines) width = std::max(width, count_code_points(line.key));
    std::string text;
    for (const Line& line : lines) {
        const std::string padding(width - count_code_points(line.key), ' ');
        text += line.key + padding + " = " + print_value(*line.value, width + 3) + "\n";
    }
    return text;
}

}  // namespace migrations
