// The names of members, enumerators and types, as the compiler prints them.
//
// C++17, standard library only.
#pragma once

#include <cstddef>
#include <string_view>

namespace migrations::model_detail {

// What stands for the template argument in the compiler's name of a function: "&app::User::id", "app::Status::active".
// g++ and clang: "... [with auto Thing = &app::User::id; ...]" or "[Thing = &app::User::id]"; cl: "printed<...>(void)".
constexpr std::string_view argument_in(std::string_view function) {
#if defined(_MSC_VER) && !defined(__clang__)
    const std::size_t begin = function.find("printed<") + 8;
    return function.substr(begin, function.rfind(">(void)") - begin);
#else
    const std::size_t begin = function.find("Thing = ") + 8;
    std::size_t end = begin;
    // Up to the end of this argument: templates among the names have brackets of their own.
    int depth = 0;
    for (; end < function.size(); ++end) {
        const char c = function[end];
        if (depth == 0 && (c == ';' || c == ']')) break;
        depth += (c == '<' || c == '(' || c == '[') ? 1 : (c == '>' || c == ')' || c == ']') ? -1 : 0;
    }
    return function.substr(begin, end - begin);
#endif
}

#if defined(_MSC_VER) && !defined(__clang__)
#define MIGRATIONS_FUNCTION_NAME __FUNCSIG__
#else
#define MIGRATIONS_FUNCTION_NAME __PRETTY_FUNCTION__
#endif

template <auto Thing>
constexpr std::string_view printed() {
    return argument_in(MIGRATIONS_FUNCTION_NAME);
}
template <class Thing>
constexpr std::string_view printed() {
    return argument_in(MIGRATIONS_FUNCTION_NAME);
}

#undef MIGRATIONS_FUNCTION_NAME

// "id" of "&app::User::id".
constexpr std::string_view last_name(std::string_view qualified) {
    const std::size_t colon = qualified.rfind(':');
    return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

}  // namespace migrations::model_detail
