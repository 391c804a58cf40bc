// A column, declared by the member that holds its values.
//
// C++17, standard library only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "names.hpp"
#include "sql.hpp"
#include "types.hpp"

namespace migrations {

// What becomes of a row when the one that it refers to goes, or gets another key. (RESTRICT is `restricted`: the word alone is a
// macro in many a config.h.)
enum class referential_action { unsaid, no_action, restricted, cascade, set_null, set_default };

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

namespace model_detail {

// Compilers name these in their message when a constant expression gets here.
inline void this_default_is_larger_than_any_bigint() {}

// A value of C++ that is a column's default.
struct literal {
    enum class kind { none, boolean, integer, real32, real64, text, enumerator };
    kind what = kind::none;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text;

    constexpr literal() = default;
    constexpr literal(bool value) : what(kind::boolean), integer(value) {}
    template <class T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>, int> = 0>
    constexpr literal(T value) : what(kind::integer), integer(static_cast<std::int64_t>(value)) {
        if (value > 0 && integer < 0) this_default_is_larger_than_any_bigint();
    }
    constexpr literal(float value) : what(kind::real32), real(static_cast<double>(value)) {}
    constexpr literal(double value) : what(kind::real64), real(value) {}
    constexpr literal(std::string_view value) : what(kind::text), text(value) {}
    template <std::size_t Size>
    constexpr literal(const char (&value)[Size]) : what(kind::text), text(value, Size - 1) {}
    literal(std::nullptr_t) = delete;
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
    std::string_view member;  // "&app::User::id"
    std::string_view name;
    sql_text member_type;  // that its type in C++ stands for
    sql_text type;         // that was written
    bool is_enum = false;
    bool null = false;
    literal default_value;
    sql_text default_expr;
    sql_text collation;
    sql_text generated;
    sql_text check;
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

// What the foreign key of a column refers to: a member of a class that is a table, or without one its primary key.
template <class Class, auto... Member>
struct reference_to {};

// What all columns are: code that needs no more is compiled once, not for each.
struct any_column {
    column_facts facts;
};

// `Reference`: reference_to, or void.
template <auto Member, class Reference>
struct column_part : any_column {
    // Another name than the member's.
    constexpr column_part& name(std::string_view text) { return facts.name = text, *this; }
    // Another type than the member's, which must be able to hold it: "string(320)", "decimal(12,2)", "json" for a
    // std::string, "timestamp" for a time point; or what one dialect calls it.
    constexpr column_part& type(const sql_text& text) { return facts.type = text, *this; }

    constexpr column_part& primary_key() { return facts.primary_key = true, *this; }
    constexpr column_part& unique() { return facts.unique = true, *this; }
    constexpr column_part& index() { return facts.index = true, *this; }
    constexpr column_part& check(const sql_text& expression) { return facts.check = expression, *this; }
    constexpr column_part& comment(std::string_view text) { return facts.comment = text, *this; }
    constexpr column_part& collation(const sql_text& text) { return facts.collation = text, *this; }
    // The column was called so: a rename, not a drop and a new one.
    constexpr column_part& renamed_from(std::string_view text) { return facts.renamed_from = text, *this; }

    // A value, or an expression of SQL, or "now", or "uuid"; at most one of the two.
    constexpr column_part& default_value(const literal& value) { return facts.default_value = value, *this; }
    template <class Enum, std::enable_if_t<std::is_enum_v<Enum>, int> = 0>
    constexpr column_part& default_value(Enum value) {
        constexpr bool is_own = std::is_same_v<Enum, type_of<Member>>;
        static_assert(is_own || (std::is_convertible_v<Enum, std::int64_t> && std::is_integral_v<type_of<Member>>),
                      "the default is of another enum than the member");
        facts.default_value.what = is_own ? literal::kind::enumerator : literal::kind::integer;
        facts.default_value.integer = static_cast<std::int64_t>(value);
        return *this;
    }
    constexpr column_part& default_expr(const sql_text& expression) { return facts.default_expr = expression, *this; }
    // The server computes it, when the row is written, or each time that it is read (SQLite).
    constexpr column_part& generated(const sql_text& expression) { return facts.generated = expression, *this; }
    constexpr column_part& generated_virtual(const sql_text& expression) {
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

    // A foreign key to the column of another class's member; with the class, since a member that it inherits does not say
    // whose it is: references<Team, &Team::id>(); or to its primary key: references<Team>().
    template <auto Other>
    constexpr column_part<Member, reference_to<owner_of<Other>, Other>> references() const {
        return {{facts}};
    }
    template <class Class, auto... Other>
    constexpr column_part<Member, reference_to<Class, Other...>> references() const {
        static_assert(sizeof...(Other) <= 1, "the foreign key of a column refers to one member");
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
struct no_type_of_sql_for_this_member_specialise_sql_type_or_enumeration_above;

}  // namespace model_detail

// The column of a member, with its name, its type, and NULL when it is std::optional.
//
//     column<&User::email>().type("string(320)").unique()
//     column<&User::team>().references<&Team::id>().on_delete(referential_action::cascade)
template <auto Member>
constexpr std::enable_if_t<model_detail::has_column_type<Member>, model_detail::column_part<Member, void>> column(
    int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    using type = model_detail::type_of<Member>;
    model_detail::column_part<Member, void> part{};
    part.facts.at = {file, line};
    part.facts.member = model_detail::printed<Member>();
    part.facts.name = model_detail::last_name(part.facts.member);
    part.facts.null = model_detail::may_be_null<Member>;
    if constexpr (model_detail::is_enumeration<type>::value) {
        part.facts.is_enum = true;
    } else {
        part.facts.member_type = sql_type<type>::name;
    }
    return part;
}
template <auto Member>
constexpr std::enable_if_t<!model_detail::has_column_type<Member>, model_detail::column_part<Member, void>> column(
    const model_detail::no_type_of_sql_for_this_member_specialise_sql_type_or_enumeration_above* = nullptr) = delete;

}  // namespace migrations
