// A table, declared by the class that holds its rows.
//
// C++17, standard library only.
#pragma once

#include <string_view>
#include <type_traits>

#include "column.hpp"
#include "constraint.hpp"
#include "enumeration.hpp"
#include "part_list.hpp"
#include "sql.hpp"

namespace migrations {

// Specialise it for a class that is a table; a class without is none of the database's business.
template <class Class>
struct table;

namespace model_detail {

struct table_facts {
    place at;
    std::string_view name;
    std::string_view comment;
    std::string_view renamed_from;
    bool is_strict = false;
    bool is_without_rowid = false;
    bool is_unlogged = false;
    parameters with;
};

template <class... Parts>
struct table_definition {
    table_facts facts;
    part_list<Parts...> parts;

    constexpr table_definition& comment(std::string_view text) { return facts.comment = text, *this; }
    // The table was called so: a rename, not a drop and a create.
    constexpr table_definition& renamed_from(std::string_view text) { return facts.renamed_from = text, *this; }
    // SQLite: values have the types of their columns; the primary key is where the rows are.
    constexpr table_definition& strict() { return facts.is_strict = true, *this; }
    constexpr table_definition& without_rowid() { return facts.is_without_rowid = true, *this; }
    // PostgreSQL: empty after a crash, and faster to write.
    constexpr table_definition& unlogged() { return facts.is_unlogged = true, *this; }
    // PostgreSQL: a storage parameter, as with("fillfactor", 70).
    constexpr table_definition& with(std::string_view parameter, const literal& value) {
        return facts.with.add(parameter, value), *this;
    }
};

template <class... Parts>
struct shared_definition {
    part_list<Parts...> parts;
};

// What all of extends<>() are.
struct any_base {};
template <class Base>
struct extends_part : any_base {};

}  // namespace model_detail

namespace model_detail {
template <class Part>
constexpr bool is_part = std::is_base_of_v<any_column, Part> || std::is_base_of_v<any_constraint, Part> ||
                         std::is_base_of_v<any_base, Part>;
// No fold expression: clang takes 256 operands at most.
template <class... Parts>
constexpr bool are_parts() {
    for (const bool each : {true, is_part<Parts>...}) {
        if (!each) return false;
    }
    return true;
}
}  // namespace model_detail

// The table of a class: its name and its columns, keys, constraints and indexes, in the order of the table.
//
//     template <>
//     struct migrations::table<app::User> {
//         static constexpr auto definition =
//             define("users",
//                    column<&app::User::id>().primary_key(),
//                    column<&app::User::email>().type("string(320)").unique(),
//                    index<&app::User::team, &app::User::created_at>())
//                 .comment("people who can sign in");
//     };
template <class... Parts>
constexpr model_detail::table_definition<Parts...> define(const model_detail::placed_text& name, const Parts&... parts) {
    static_assert(model_detail::are_parts<Parts...>(),
                  "a table is made of column<>(), extends<>(), primary_key<>(), unique<>(), foreign_key<>(), check(), exclude() "
                  "and index<>()");
    model_detail::table_facts facts{};
    facts.at = name.at;
    facts.name = name.text;
    return {facts, {{parts}...}};
}

// What several tables have, of a base class that is no table: columns, constraints, indexes. Each table takes it with
// extends<>().
//
//     template <>
//     struct migrations::table<app::Timestamps> {
//         static constexpr auto definition = share(column<&app::Timestamps::created_at>().default_expr("now"));
//     };
template <class... Parts>
constexpr model_detail::shared_definition<Parts...> share(const Parts&... parts) {
    static_assert(model_detail::are_parts<Parts...>(), "what is shared are columns, constraints and indexes");
    return {{{parts}...}};
}

// What a base class shares: its columns before those of the class itself, its constraints and indexes before the others.
template <class Base>
constexpr model_detail::extends_part<Base> extends() {
    return {};
}

}  // namespace migrations
