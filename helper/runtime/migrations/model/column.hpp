// A column, declared by the member that holds its values.
//
// C++17, standard library only.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "names.hpp"
#include "sql.hpp"
#include "types.hpp"

namespace migrations {

// What becomes of a row when the one that it refers to goes, or gets another key.
enum class referential_action { unsaid, no_action, restrict, cascade, set_null, set_default };

// Whether a constraint may wait for the end of the transaction.
enum class deferral { unsaid, immediate, deferred };

// How PostgreSQL counts an identity column.
struct identity_options {
    bool always = false;  // the server takes no other number
    std::int64_t start = 0, increment = 0, min = 0, max = 0, cache = 0;
    bool has_start = false, has_increment = false, has_min = false, has_max = false, has_cache = false, cycle = false;

    constexpr identity_options& generated_always() { return always = true, *this; }
    constexpr identity_options& start_with(std::int64_t value) { return start = value, has_start = true, *this; }
    constexpr identity_options& increment_by(std::int64_t value) { return increment = value, has_increment = true, *this; }
    constexpr identity_options& minimum(std::int64_t value) { return min = value, has_min = true, *this; }
    constexpr identity_options& maximum(std::int64_t value) { return max = value, has_max = true, *this; }
    constexpr identity_options& cached(std::int64_t value) { return cache = value, has_cache = true, *this; }
    constexpr identity_options& cycling() { return cycle = true, *this; }
};

namespace model {

// A value of C++ that is a column's default.
struct literal {
    enum class kind { none, boolean, integer, real, text, enumerator };
    kind what = kind::none;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text;

    constexpr literal() = default;
    template <class T, std::enable_if_t<std::is_arithmetic_v<T> || std::is_enum_v<T>, int> = 0>
    constexpr literal(T value)
        : what(std::is_same_v<T, bool>         ? kind::boolean
               : std::is_enum_v<T>             ? kind::enumerator
               : std::is_floating_point_v<T> ? kind::real
                                             : kind::integer) {
        if constexpr (std::is_floating_point_v<T>) {
            real = static_cast<double>(value);
        } else {
            integer = static_cast<std::int64_t>(value);
        }
    }
    constexpr literal(const char* value) : what(kind::text), text(value) {}
    constexpr literal(std::string_view value) : what(kind::text), text(value) {}
};

// What a foreign key does.
struct reference_rules {
    referential_action on_delete = referential_action::unsaid;
    referential_action on_update = referential_action::unsaid;
    deferral deferrable = deferral::unsaid;
    bool match_full = false;
    bool not_valid = false;
};

// Everything that a column says, as it was written.
struct column_facts {
    place at;
    std::string_view member;  // its name in C++
    std::string_view name;
    sql member_type;  // that its type in C++ stands for
    sql type;         // that was written
    bool is_enum = false;
    bool null = false;
    literal default_value;
    sql default_expr;
    sql collation;
    sql generated;
    sql check;
    bool is_virtual = false;
    bool primary_key = false;
    bool unique = false;
    bool index = false;
    bool autoincrement = false;
    bool has_identity = false;
    bool no_identity = false;
    identity_options identity;
    std::string_view references;  // "table.column" as text
    reference_rules reference;
    std::string_view comment;
    std::string_view renamed_from;
};

// `Reference`: the member that a foreign key refers to, as member_constant; void without one.
template <auto Member>
struct member_constant {};

// What all columns are: code that needs no more is compiled once, not for each.
struct any_column {
    column_facts facts;
};

template <auto Member, class Reference>
struct column_part : any_column {
    // Another name than the member's.
    constexpr column_part& name(std::string_view text) { return facts.name = text, *this; }
    // Another type than the member's, which must be able to hold it: "string(320)", "decimal(12,2)", "json" for a
    // std::string, "timestamp" for a time point; or what one dialect calls it.
    constexpr column_part& type(const sql& text) { return facts.type = text, *this; }

    constexpr column_part& primary_key() { return facts.primary_key = true, *this; }
    constexpr column_part& unique() { return facts.unique = true, *this; }
    constexpr column_part& index() { return facts.index = true, *this; }
    constexpr column_part& check(const sql& expression) { return facts.check = expression, *this; }
    constexpr column_part& comment(std::string_view text) { return facts.comment = text, *this; }
    constexpr column_part& collation(const sql& text) { return facts.collation = text, *this; }
    // The column was called so: a rename, not a drop and a new one.
    constexpr column_part& renamed_from(std::string_view text) { return facts.renamed_from = text, *this; }

    // A value, or an expression of SQL, or "now", or "uuid"; at most one of the two.
    constexpr column_part& default_value(const literal& value) { return facts.default_value = value, *this; }
    constexpr column_part& default_expr(const sql& expression) { return facts.default_expr = expression, *this; }
    // The server computes it, when the row is written, or each time that it is read (SQLite).
    constexpr column_part& generated(const sql& expression) { return facts.generated = expression, *this; }
    constexpr column_part& generated_virtual(const sql& expression) {
        return facts.generated = expression, facts.is_virtual = true, *this;
    }

    // The server numbers the rows; implied for a single primary key that is an integer, and identity(false) stops that.
    constexpr column_part& identity(bool wanted = true) {
        return facts.has_identity = wanted, facts.no_identity = !wanted, *this;
    }
    constexpr column_part& identity(const identity_options& how) {
        return facts.has_identity = true, facts.no_identity = false, facts.identity = how, *this;
    }
    // SQLite: never gives a number out again.
    constexpr column_part& autoincrement() { return facts.autoincrement = true, *this; }

    // A foreign key to the column of another table's member.
    template <auto Other>
    constexpr column_part<Member, member_constant<Other>> references() const {
        return {{facts}};
    }
    // The same to a table that is declared elsewhere, as in a model file: "teams.id", or "teams" for its primary key.
    constexpr column_part& references(std::string_view table_and_column) {
        return facts.references = table_and_column, *this;
    }
    constexpr column_part& on_delete(referential_action what) { return facts.reference.on_delete = what, *this; }
    constexpr column_part& on_update(referential_action what) { return facts.reference.on_update = what, *this; }
    constexpr column_part& deferrable(deferral what) { return facts.reference.deferrable = what, *this; }
    // Rows that exist are not looked at.
    constexpr column_part& not_valid() { return facts.reference.not_valid = true, *this; }
};

// For the message of the compiler; there is none of it.
struct no_type_of_sql_for_this_member_specialise_migrations_sql_type;

}  // namespace model

// The column of a member, with its name, its type, and NULL when it is std::optional.
//
//     column<&User::email>().type("string(320)").unique()
//     column<&User::team>().references<&Team::id>().on_delete(referential_action::cascade)
template <auto Member>
constexpr std::enable_if_t<model::has_column_type<Member>, model::column_part<Member, void>> column(
    int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    using type = model::type_of<Member>;
    model::column_part<Member, void> part{};
    part.facts.at = {file, line};
    part.facts.member = part.facts.name = model::last_name(model::printed<Member>());
    part.facts.null = model::may_be_null<Member>;
    if constexpr (model::is_enumeration<type>::value) {
        part.facts.is_enum = true;
    } else {
        part.facts.member_type = sql_type<type>::name;
    }
    return part;
}
template <auto Member>
constexpr std::enable_if_t<!model::has_column_type<Member>, model::column_part<Member, void>> column(
    const model::no_type_of_sql_for_this_member_specialise_migrations_sql_type* = nullptr) = delete;

}  // namespace migrations
