// The values of an enum.
//
// C++17, standard library only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "names.hpp"
#include "sql.hpp"

namespace migrations {
namespace model_detail {

// Compilers name this in their message when a constant expression gets here.
inline void this_number_has_no_enumerator_give_the_value_a_text() {}

template <class Enum>
struct value_part {
    place at;
    std::int64_t number = 0;
    std::string_view text;
    std::string_view old_text;

    // Rows that hold this text, which is no value any more, get this value.
    constexpr value_part& renamed_from(std::string_view old) { return old_text = old, *this; }
};

template <class Enum, std::size_t Count>
struct enum_definition {
    place at;
    std::string_view name;
    std::array<value_part<Enum>, Count> values;
    bool is_native = false;
    std::string_view old_name;

    // CREATE TYPE on PostgreSQL, instead of text with a CHECK.
    constexpr enum_definition& native() { return is_native = true, *this; }
    constexpr enum_definition& renamed_from(std::string_view old) { return old_name = old, *this; }
};

}  // namespace model_detail

// A value of an enum, stored as the enumerator's name or as `text`.
template <auto Enumerator>
constexpr model_detail::value_part<decltype(Enumerator)> value(std::string_view text = {}, int line = __builtin_LINE(),
                                                        const char* file = __builtin_FILE()) {
    static_assert(std::is_enum_v<decltype(Enumerator)>, "value<...>() takes an enumerator");
    const std::string_view printed = model_detail::printed<Enumerator>();
    const std::string_view name = model_detail::last_name(printed);
    if (text.empty() && printed.front() == '(') model_detail::this_number_has_no_enumerator_give_the_value_a_text();
    return {{file, line}, static_cast<std::int64_t>(Enumerator), text.empty() ? name : text, {}};
}

// The name of an enum in the schema, and all its values in order. Stands before the tables that use it:
//
//     template <>
//     struct migrations::enumeration<app::Status> {
//         static constexpr auto definition =
//             define_enum("status", value<app::Status::active>(), value<app::Status::paused>("on hold"));
//     };
template <class Enum, class... Values>
constexpr model_detail::enum_definition<Enum, 1 + sizeof...(Values)> define_enum(const model_detail::placed_text& name,
                                                                          const model_detail::value_part<Enum>& first,
                                                                          const Values&... values) {
    return {name.at, name.text, {{first, values...}}, false, {}};
}

}  // namespace migrations
