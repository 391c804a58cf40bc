// Keys, constraints and indexes of a table, over several of its columns.
//
// C++17, standard library only.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "column.hpp"
#include "names.hpp"
#include "part_list.hpp"
#include "sql.hpp"

namespace migrations {
namespace model_detail {

// What all constraints and indexes are.
struct any_constraint {
    place at;
};

template <auto... Members>
struct member_list {};

// A storage parameter of PostgreSQL.
struct parameter {
    std::string_view name;
    literal value;
};
struct parameters {
    std::array<parameter, 8> all{};
    std::size_t count = 0;
    constexpr void add(std::string_view name, const literal& value) { all[count++] = {name, value}; }
};

template <auto... Members>
struct primary_key_part : any_constraint {};

template <auto... Members>
struct unique_part : any_constraint {
    std::string_view given_name;
    bool distinct_nulls = true;
    deferral when = deferral::unsaid;

    constexpr unique_part& name(std::string_view text) { return given_name = text, *this; }
    // Two NULLs are equal (PostgreSQL 15).
    constexpr unique_part& nulls_not_distinct() { return distinct_nulls = false, *this; }
    constexpr unique_part& deferrable(deferral what) { return when = what, *this; }
};

// Columns of a table that is declared elsewhere, as in a model file.
template <std::size_t Count>
struct named_columns {
    std::string_view table;
    std::array<std::string_view, Count> columns;
};

struct no_target {};

// Members of a class that is a table; none: its primary key.
template <class Class, auto... Members>
struct members_of_class {};

// `References`: members_of_class or named_columns; no_target until it is said.
template <class References, auto... Members>
struct foreign_key_part : any_constraint {
    std::string_view given_name;
    reference_rules rules;
    References target;

    // To members of one class, and with the class where some are inherited: references<Team, &Team::id, &Team::org>().
    template <auto First, auto... Others>
    constexpr foreign_key_part<members_of_class<owner_of<First>, First, Others...>, Members...> references() const {
        static_assert((... && std::is_same_v<owner_of<First>, owner_of<Others>>),
                      "a foreign key refers to members of one class: say which, references<Class, &Class::a, &Class::b>()");
        return references<owner_of<First>, First, Others...>();
    }
    template <class Class, auto... Others>
    constexpr foreign_key_part<members_of_class<Class, Others...>, Members...> references() const {
        static_assert(sizeof...(Others) == sizeof...(Members) || sizeof...(Others) == 0,
                      "a foreign key refers to as many columns as it has");
        return {{at}, given_name, rules, {}};
    }
    template <class... Columns>
    constexpr foreign_key_part<named_columns<sizeof...(Columns)>, Members...> references(std::string_view table,
                                                                                         Columns... columns) const {
        static_assert(sizeof...(Columns) == sizeof...(Members), "a foreign key refers to as many columns as it has");
        return {{at}, given_name, rules, {table, {std::string_view(columns)...}}};
    }
    constexpr foreign_key_part& name(std::string_view text) { return given_name = text, *this; }
    constexpr foreign_key_part& on_delete(referential_action what) { return rules.on_delete = what, *this; }
    constexpr foreign_key_part& on_update(referential_action what) { return rules.on_update = what, *this; }
    constexpr foreign_key_part& deferrable(deferral what) { return rules.deferrable = what, *this; }
    // All its columns are NULL or none.
    constexpr foreign_key_part& match_full() { return rules.match_full = true, *this; }
    constexpr foreign_key_part& not_valid() { return rules.not_valid = true, *this; }
};

struct check_part : any_constraint {
    sql_text expression;
    std::string_view given_name;
    bool is_not_valid = false;
    bool is_not_inherited = false;

    constexpr check_part& name(std::string_view text) { return given_name = text, *this; }
    constexpr check_part& not_valid() { return is_not_valid = true, *this; }
    constexpr check_part& no_inherit() { return is_not_inherited = true, *this; }
};

struct exclude_part : any_constraint {
    sql_text expression;
    std::string_view given_name;

    constexpr exclude_part& name(std::string_view text) { return given_name = text, *this; }
};

enum class null_order { unsaid, first, last };

struct key_facts {
    place at;
    sql_text expression;
    bool is_descending = false;
    null_order nulls = null_order::unsaid;
    std::string_view operator_class;
    sql_text given_collation;
};

template <auto... Member>
struct key_part {
    key_facts facts;

    constexpr key_part& descending() { return facts.is_descending = true, *this; }
    constexpr key_part& nulls_first() { return facts.nulls = null_order::first, *this; }
    constexpr key_part& nulls_last() { return facts.nulls = null_order::last, *this; }
    constexpr key_part& opclass(std::string_view name) { return facts.operator_class = name, *this; }
    constexpr key_part& collation(const sql_text& name) { return facts.given_collation = name, *this; }
};

struct index_facts {
    std::string_view name;
    std::string_view method;
    sql_text where;
    bool is_unique = false;
    bool distinct_nulls = true;
    parameters with;
};

template <class Included, class... Keys>
struct index_part;

template <auto... Included, class... Keys>
struct index_part<member_list<Included...>, Keys...> : any_constraint {
    index_facts facts;
    part_list<Keys...> keys;

    constexpr index_part& name(std::string_view text) { return facts.name = text, *this; }
    constexpr index_part& unique() { return facts.is_unique = true, *this; }
    // Rows for which it is not true are not in the index.
    constexpr index_part& where(const sql_text& condition) { return facts.where = condition, *this; }
    // "gin", "gist", "brin", "hash", ...; "btree" otherwise.
    constexpr index_part& method(std::string_view text) { return facts.method = text, *this; }
    constexpr index_part& nulls_not_distinct() { return facts.distinct_nulls = false, *this; }
    constexpr index_part& with(std::string_view parameter, const literal& value) {
        return facts.with.add(parameter, value), *this;
    }
    // Columns that are stored in it and are no keys.
    template <auto... Members>
    constexpr index_part<member_list<Members...>, Keys...> include() const {
        return {{at}, facts, keys};
    }
};

}  // namespace model_detail

// A primary key over several columns.
template <auto... Members>
constexpr model_detail::primary_key_part<Members...> primary_key(int line = __builtin_LINE(),
                                                          const char* file = __builtin_FILE()) {
    return {{{file, line}}};
}

//     unique<&User::team, &User::nick>()
template <auto... Members>
constexpr model_detail::unique_part<Members...> unique(int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    model_detail::unique_part<Members...> part{};
    part.at = {file, line};
    return part;
}

//     foreign_key<&Member::team, &Member::user>().references<&User::team, &User::id>()
//     foreign_key<&Member::team, &Member::user>().references("users", "team", "id")
template <auto... Members>
constexpr model_detail::foreign_key_part<model_detail::no_target, Members...> foreign_key(int line = __builtin_LINE(),
                                                                            const char* file = __builtin_FILE()) {
    model_detail::foreign_key_part<model_detail::no_target, Members...> part{};
    part.at = {file, line};
    return part;
}

//     check("length(nick) > 1").name("nick_is_long")
constexpr model_detail::check_part check(const model_detail::placed_sql& expression) {
    model_detail::check_part part{};
    part.at = expression.at;
    part.expression = expression.text;
    return part;
}

// PostgreSQL: what stands behind EXCLUDE.
//
//     exclude(sql().postgresql("USING gist (room WITH =, during WITH &&)")).name("no_overlap")
constexpr model_detail::exclude_part exclude(const model_detail::placed_sql& expression) {
    model_detail::exclude_part part{};
    part.at = expression.at;
    part.expression = expression.text;
    return part;
}

// Keys of an index: a column, or an expression.
template <auto Member>
constexpr model_detail::key_part<Member> key(int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    model_detail::key_part<Member> part{};
    part.facts.at = {file, line};
    return part;
}
constexpr model_detail::key_part<> key(const model_detail::placed_sql& expression) {
    model_detail::key_part<> part{};
    part.facts.at = expression.at;
    part.facts.expression = expression.text;
    return part;
}

//     index<&User::team, &User::created_at>()
template <auto... Members>
constexpr model_detail::index_part<model_detail::member_list<>, model_detail::key_part<Members>...> index(
    int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    return {{{file, line}}, {}, {{key<Members>(line, file)}...}};
}
//     index_on(key<&User::team>(), key<&User::created_at>().descending(), key("lower(email)"))
template <class First, class... Keys>
constexpr model_detail::index_part<model_detail::member_list<>, First, Keys...> index_on(const First& first, const Keys&... keys) {
    return {{first.facts.at}, {}, {{first}, {keys}...}};
}

}  // namespace migrations
