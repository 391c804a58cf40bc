// A column with all that it says, in the encoding of encoding.hpp.
//
// C++17, standard library only.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "encoding.hpp"

namespace migrations::model_detail {

template <class Enum>
constexpr std::string_view text_of_enumerator(std::int64_t number) {
    for (const auto& each : enumeration<Enum>::definition.values) {
        if (each.number == number) return each.text;
    }
    return "";
}

constexpr void write_generated(writer& to, const column_facts& column) {
    if (!column.generated.is_said()) return;
    to.key(column.at, "generated");
    to.open('{');
    to.sql_entry(column.at, "expression", column.generated);
    to.key(column.at, "stored");
    to.boolean(!column.is_virtual);
    to.close('}');
}

constexpr void write_identity(writer& to, const column_facts& column) {
    if (!column.has_identity && !column.no_identity) return;
    const place& at = column.at;
    const identity_options& how = column.identity;
    const bool counts = how.has_start || how.has_increment || how.has_min || how.has_max || how.has_cache || how.cycle;
    to.key(at, "identity");
    if (!counts && how.always) return to.text("always");
    if (!counts) return to.boolean(column.has_identity);
    to.open('{');
    to.flag_entry(at, "always", how.always);
    to.integer_entry(at, "start", how.has_start, how.start);
    to.integer_entry(at, "increment", how.has_increment, how.increment);
    to.integer_entry(at, "min", how.has_min, how.min);
    to.integer_entry(at, "max", how.has_max, how.max);
    to.integer_entry(at, "cache", how.has_cache, how.cache);
    to.flag_entry(at, "cycle", how.cycle);
    to.close('}');
}

// What a column's types say.
struct column_types {
    std::string_view enum_name;
    std::string_view default_text;   // of an enumerator
    std::string_view table;          // that a foreign key refers to
    std::string_view column;
    std::string_view no_table;       // the class that is none
    std::string_view other_owner;    // the class that has the member, where it is another one
};

constexpr void write_type(writer& to, const column_facts& column, const column_types& types) {
    const place& at = column.at;
    to.key(at, "type");
    if (column.type.is_said()) {
        to.sql_value(at, column.type);
        to.text_entry(at, "!member_type", column.is_enum ? std::string_view("enum") : column.member_type.text());
    } else if (column.is_enum) {
        to.joined("enum(", types.enum_name, ")");
    } else {
        to.sql_value(at, column.member_type);
    }
}

constexpr void write_default(writer& to, const column_facts& column, const column_types& types) {
    if (column.default_value.what == literal::kind::none) return;
    to.key(column.at, "default");
    if (column.default_value.what == literal::kind::enumerator) return to.text(types.default_text);
    write_literal(to, column.default_value);
}

constexpr void write_reference(writer& to, const column_facts& column, const column_types& types) {
    to.text_entry(column.at, "!no_table", types.no_table);
    to.text_entry(column.at, "references", column.references);
    if (types.table.empty()) return;
    to.key(column.at, "references");
    to.joined(types.table, types.column.empty() ? "" : ".", types.column);
}

constexpr void write_column(writer& to, const column_facts& column, const column_types& types) {
    const place& at = column.at;
    to.file(at);  // that of a base class may be another one
    to.key(at, column.name);
    to.open('{');
    write_type(to, column, types);
    to.text_entry(at, "!owner", types.other_owner);
    to.flag_entry(at, "null", column.null);
    write_default(to, column, types);
    to.sql_entry(at, "default_expr", column.default_expr);
    to.sql_entry(at, "collation", column.collation);
    to.flag_entry(at, "primary_key", column.primary_key);
    to.flag_entry(at, "unique", column.unique);
    to.flag_entry(at, "index", column.index);
    to.sql_entry(at, "check", column.check);
    write_generated(to, column);
    write_identity(to, column);
    to.flag_entry(at, "autoincrement", column.autoincrement);
    write_reference(to, column, types);
    write_rules(to, at, column.reference);
    to.text_entry(at, "renamed_from", column.renamed_from);
    to.text_entry(at, "comment", column.comment);
    to.close('}');
}

constexpr void add_reference(column_types&, const void*) {}
template <class Target, auto... Member>
constexpr void add_reference(column_types& types, const reference_to<Target, Member...>*) {
    if constexpr (is_table<Target>::value) {
        types.table = table<Target>::definition.facts.name;
        (..., (types.column = name_of_member<Target, Member>()));
    } else {
        types.no_table = printed<Target>();
    }
}

template <class Class>
struct column_writer {
    writer& to;

    template <auto Member, class Reference>
    constexpr void operator()(const column_part<Member, Reference>& part) const {
        using type = type_of<Member>;
        column_types types{};
        if constexpr (is_enumeration<type>::value) {
            types.enum_name = enumeration<type>::definition.name;
            types.default_text = text_of_enumerator<type>(part.facts.default_value.integer);
        }
        add_reference(types, static_cast<const Reference*>(nullptr));
        if constexpr (!std::is_base_of_v<owner_of<Member>, Class>) types.other_owner = printed<owner_of<Member>>();
        write_column(to, part.facts, types);
    }
};

}  // namespace migrations::model_detail
