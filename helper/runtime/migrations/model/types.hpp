// Which type of SQL a member has.
//
// C++17, standard library only.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sql.hpp"

namespace migrations {

// How members of type T are stored: `name` is a type of the models (docs/models.md, "Types"). Specialise it for types of
// your own:
//
//     template <>
//     struct migrations::sql_type<app::Money> {
//         static constexpr auto name = "decimal(12,2)";
//     };
//
// std::optional<T> is T that may be NULL. Unsigned integers have no type, as PostgreSQL has none.
template <class T, class = void>
struct sql_type;

template <>
struct sql_type<bool> {
    static constexpr auto name = "bool";
};

// By size: `long` is int64 on Linux and int32 on Windows, as it is in C++.
template <class T>
struct sql_type<T, std::enable_if_t<std::is_integral_v<T> && std::is_signed_v<T> && !std::is_same_v<T, wchar_t> &&
                                    (sizeof(T) == 2 || sizeof(T) == 4 || sizeof(T) == 8)>> {
    static constexpr auto name = sizeof(T) == 2 ? "int16" : sizeof(T) == 4 ? "int32" : "int64";
};

template <>
struct sql_type<float> {
    static constexpr auto name = "float32";
};
template <>
struct sql_type<double> {
    static constexpr auto name = "float64";
};
template <>
struct sql_type<std::string> {
    static constexpr auto name = "text";
};
template <>
struct sql_type<std::vector<std::byte>> {
    static constexpr auto name = "blob";
};
template <>
struct sql_type<std::vector<unsigned char>> {
    static constexpr auto name = "blob";
};
template <>
struct sql_type<std::array<std::byte, 16>> {
    static constexpr auto name = "uuid";
};

// Days are a date (std::chrono::sys_days of C++20), anything finer is a timestamptz.
template <class Duration>
struct sql_type<std::chrono::time_point<std::chrono::system_clock, Duration>> {
    static constexpr auto name =
        std::ratio_equal_v<typename Duration::period, std::ratio<86400>> ? "date" : "timestamptz";
};
// The time of a day.
template <>
struct sql_type<std::chrono::microseconds> {
    static constexpr auto name = "time";
};

// The values of an enum; see define_enum().
template <class Enum>
struct enumeration;

namespace model_detail {

template <class T, class = void>
struct has_sql_type : std::false_type {};
template <class T>
struct has_sql_type<T, std::void_t<decltype(sql_type<T>::name)>> : std::true_type {};

template <class T, class = void>
struct is_enumeration : std::false_type {};
template <class T>
struct is_enumeration<T, std::void_t<decltype(enumeration<T>::definition)>> : std::true_type {};

template <class T>
struct nullable {
    using type = T;
    static constexpr bool value = false;
};
template <class T>
struct nullable<std::optional<T>> {
    using type = T;
    static constexpr bool value = true;
};

template <class T>
struct member_of {
    static_assert(!std::is_same_v<T, T>, "this is no member of an object: static members and functions are no columns");
};
template <class Class, class T>
struct member_of<T Class::*> {
    using owner = Class;
    using type = std::remove_cv_t<T>;
};

template <auto Member>
using owner_of = typename member_of<decltype(Member)>::owner;
template <auto Member>
using type_of = typename nullable<typename member_of<decltype(Member)>::type>::type;
template <auto Member>
constexpr bool may_be_null = nullable<typename member_of<decltype(Member)>::type>::value;

template <auto Member>
constexpr bool has_column_type = has_sql_type<type_of<Member>>::value || is_enumeration<type_of<Member>>::value;

}  // namespace model_detail
}  // namespace migrations
