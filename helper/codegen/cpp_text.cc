#include "codegen/cpp_text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace migrations {
namespace {

constexpr std::size_t longest_piece = 4096;
constexpr std::size_t longest_literal = 60000;

constexpr std::array keywords = {
    "alignas",   "alignof",      "and",          "and_eq",    "asm",          "auto",         "bitand",
    "bitor",     "bool",         "break",        "case",      "catch",        "char",         "char16_t",
    "char32_t",  "char8_t",      "class",        "co_await",  "co_return",    "co_yield",     "compl",
    "concept",   "const",        "const_cast",   "consteval", "constexpr",    "constinit",    "continue",
    "decltype",  "default",      "delete",       "do",        "double",       "dynamic_cast", "else",
    "enum",      "explicit",     "export",       "extern",    "false",        "float",        "for",
    "friend",    "goto",         "if",           "inline",    "int",          "long",         "mutable",
    "namespace", "new",          "noexcept",     "not",       "not_eq",       "nullptr",      "operator",
    "or",        "or_eq",        "private",      "protected", "public",       "register",     "reinterpret_cast",
    "requires",  "return",       "short",        "signed",    "sizeof",       "static",       "static_assert",
    "static_cast", "struct",     "switch",       "template",  "this",         "thread_local", "throw",
    "true",      "try",          "typedef",      "typeid",    "typename",     "union",        "unsigned",
    "using",     "virtual",      "void",         "volatile",  "wchar_t",      "while",        "xor",
    "xor_eq"};

// Macros of the standard headers, and of compilers unless they are told to keep to the standard.
constexpr std::array macros = {"EOF", "NULL", "errno", "linux", "unix"};

// Octal with three digits: a hexadecimal escape would swallow the digits behind it. '?' could start a trigraph.
std::string escaped(unsigned char c) {
    switch (c) {
        case '\n': return "\\n";
        case '\t': return "\\t";
        case '"': return "\\\"";
        case '\\': return "\\\\";
        case '?': return "\\?";
        default: break;
    }
    if (c >= 0x20 && c < 0x7f) return std::string(1, static_cast<char>(c));
    const char digits[] = {'\\', static_cast<char>('0' + (c >> 6)), static_cast<char>('0' + ((c >> 3) & 7)),
                           static_cast<char>('0' + (c & 7)), '\0'};
    return digits;
}

}  // namespace

std::string cpp_literal(std::string_view text) {
    std::string out = "\"";
    std::size_t piece = 0;
    for (const char c : text) {
        if (piece >= longest_piece || (piece > 0 && out.size() >= 2 && out.compare(out.size() - 2, 2, "\\n") == 0)) {
            out += "\"\n        \"";
            piece = 0;
        }
        const std::string next = escaped(static_cast<unsigned char>(c));
        out += next;
        piece += next.size();
    }
    return out + "\"";
}

std::string CppTexts::expression(std::string_view text) {
    if (text.empty()) return "{}";
    if (text.size() <= longest_literal) return cpp_literal(text);
    const std::string name = "text_" + std::to_string(declarations.size());
    std::string array = "constexpr char " + name + "[] = {";
    std::size_t column = 0;
    for (const char c : text) {
        array += column % 20 == 0 ? "\n    " : " ";
        array += std::to_string(static_cast<int>(static_cast<signed char>(c)));
        array += ',';
        ++column;
    }
    declarations.push_back(array + "};");
    return "std::string_view{" + name + ", sizeof " + name + "}";
}

std::string cpp_identifier(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        name += good ? c : '_';
    }
    if (name.empty() || (name[0] >= '0' && name[0] <= '9')) name.insert(name.begin(), '_');
    const auto is_one_of = [&](const auto& words) { return std::find(words.begin(), words.end(), name) != words.end(); };
    if (is_one_of(keywords) || is_one_of(macros)) name += '_';
    return name;
}

std::string schema_namespace(std::string_view target) { return cpp_identifier(target) + "_schema"; }

}  // namespace migrations
