#include "readers/cpp_names.h"

#include <algorithm>
#include <array>

namespace migrations {
namespace {

// The keywords of C++23 ([lex.key]) and the alternative tokens.
constexpr std::array keywords = {
    "alignas",     "alignof",   "and",          "and_eq",       "asm",
    "auto",        "bitand",    "bitor",        "bool",         "break",
    "case",        "catch",     "char",         "char16_t",     "char32_t",
    "char8_t",     "class",     "co_await",     "co_return",    "co_yield",
    "compl",       "concept",   "const",        "const_cast",   "consteval",
    "constexpr",   "constinit", "continue",     "decltype",     "default",
    "delete",      "do",        "double",       "dynamic_cast", "else",
    "enum",        "explicit",  "export",       "extern",       "false",
    "float",       "for",       "friend",       "goto",         "if",
    "inline",      "int",       "long",         "mutable",      "namespace",
    "new",         "noexcept",  "not",          "not_eq",       "nullptr",
    "operator",    "or",        "or_eq",        "private",      "protected",
    "public",      "register",  "requires",     "return",       "reinterpret_cast",
    "short",       "signed",    "sizeof",       "static",       "static_assert",
    "static_cast", "struct",    "switch",       "template",     "this",
    "throw",       "true",      "thread_local", "try",          "typedef",
    "typeid",      "typename",  "union",        "unsigned",     "using",
    "virtual",     "void",      "volatile",     "wchar_t",      "while",
    "xor",         "xor_eq",
};

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::string camel_case(std::string_view name) {
    std::string result;
    bool starts_word = true;
    for (const char c : name) {
        if (!is_lower(c) && !is_upper(c) && !is_digit(c)) {
            starts_word = true;
            continue;
        }
        if (result.empty() && is_digit(c)) result += '_';
        result += starts_word && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
        starts_word = false;
    }
    return result;
}

bool is_cpp_name(std::string_view word) {
    if (word.empty() || is_digit(word.front())) return false;
    const bool all = std::all_of(word.begin(), word.end(), [](char c) {
        return is_lower(c) || is_upper(c) || is_digit(c) || c == '_';
    });
    const bool reserved = word.find("__") != std::string_view::npos ||
                          (word.size() > 1 && word.front() == '_' && is_upper(word[1]));
    return all && !reserved && std::find(keywords.begin(), keywords.end(), word) == keywords.end();
}

}  // namespace migrations
