// Things of different types in a row. Much less work for a compiler than std::tuple, of which a program with many tables
// would need many.
//
// C++17, standard library only.
#pragma once

#include <cstddef>
#include <utility>

namespace migrations::model_detail {

template <std::size_t Index, class Part>
struct part_at {
    Part part;
};

template <class Indices, class... Parts>
struct parts_at;
template <std::size_t... Indices, class... Parts>
struct parts_at<std::index_sequence<Indices...>, Parts...> : part_at<Indices, Parts>... {};

// An aggregate: part_list<A, B>{{a}, {b}}.
template <class... Parts>
using part_list = parts_at<std::index_sequence_for<Parts...>, Parts...>;

// Calls `visit` with each part, in order.
template <std::size_t... Indices, class... Parts, class Visit>
constexpr void for_each_part(const parts_at<std::index_sequence<Indices...>, Parts...>& all, Visit&& visit) {
    (..., visit(static_cast<const part_at<Indices, Parts>&>(all).part));
}

}  // namespace migrations::model_detail
