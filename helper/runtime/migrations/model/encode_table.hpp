// A table with all that it says, in the encoding of encoding.hpp.
//
// C++17, standard library only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "encoding.hpp"

namespace migrations::model_detail {

// ---- columns ----

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

// ---- constraints and indexes ----

// Writes the parts of one section as its elements.
template <class Class>
struct section_writer {
    writer& to;
    std::string_view section;
    bool begun = false;

    constexpr bool begin(std::string_view of, const place& at) {
        if (section != of) return false;
        if (!begun) {
            to.file(at);
            to.key(at, section);
            to.open('[');
        }
        begun = true;
        to.file(at);
        to.element(at);
        to.open('{');
        return true;
    }
    constexpr void end() {
        if (begun) to.close(']');
    }

    constexpr void operator()(const any_column&) {}
    template <class Base>
    constexpr void operator()(const extends_part<Base>&) {
        for_each_part(table<Base>::definition.parts, *this);
    }
    template <auto... Members>
    constexpr void operator()(const primary_key_part<Members...>&) {}

    constexpr void operator()(const check_part& part) {
        if (!begin("checks", part.at)) return;
        to.text_entry(part.at, "name", part.given_name);
        to.sql_entry(part.at, "expression", part.expression);
        to.flag_entry(part.at, "not_valid", part.is_not_valid);
        to.flag_entry(part.at, "no_inherit", part.is_not_inherited);
        to.close('}');
    }
    constexpr void operator()(const exclude_part& part) {
        if (!begin("excludes", part.at)) return;
        to.text_entry(part.at, "name", part.given_name);
        to.sql_entry(part.at, "expression", part.expression);
        to.close('}');
    }
    template <auto... Members>
    constexpr void operator()(const unique_part<Members...>& part) {
        if (!begin("uniques", part.at)) return;
        write_members<Class>(to, part.at, "columns", member_list<Members...>{});
        to.text_entry(part.at, "name", part.given_name);
        to.flag_entry(part.at, "nulls_not_distinct", !part.distinct_nulls);
        to.text_entry(part.at, "deferrable", word_of(part.when));
        to.close('}');
    }
    template <class References, auto... Members>
    constexpr void operator()(const foreign_key_part<References, Members...>& part) {
        static_assert(!std::is_same_v<References, no_target>, "foreign_key<...>() refers to nothing: add references<...>()");
        if (!begin("foreign_keys", part.at)) return;
        write_members<Class>(to, part.at, "columns", member_list<Members...>{});
        write_other(part.at, part.target);
        to.text_entry(part.at, "name", part.given_name);
        write_rules(to, part.at, part.rules);
        to.close('}');
    }
    template <class Included, class... Keys>
    constexpr void operator()(const index_part<Included, Keys...>& part) {
        const place& at = part.at;
        if (!begin("indexes", at)) return;
        to.key(at, "columns");
        to.open('[');
        for_each_part(part.keys, [this](const auto& key) { this->write_key(key); });
        to.close(']');
        to.text_entry(at, "name", part.facts.name);
        to.flag_entry(at, "unique", part.facts.is_unique);
        to.sql_entry(at, "where", part.facts.where);
        to.text_entry(at, "method", part.facts.method);
        to.flag_entry(at, "nulls_not_distinct", !part.facts.distinct_nulls);
        if constexpr (!std::is_same_v<Included, member_list<>>) write_members<Class>(to, at, "include", Included{});
        write_parameters(to, at, part.facts.with);
        to.close('}');
    }

private:
    template <class Target, auto... Others>
    constexpr void write_other(const place& at, members_of_class<Target, Others...>) {
        if constexpr (is_table<Target>::value) {
            to.text_entry(at, "table", table<Target>::definition.facts.name);
            if constexpr (sizeof...(Others) > 0) write_members<Target>(to, at, "references", member_list<Others...>{});
        } else {
            to.text_entry(at, "!no_table", printed<Target>());
        }
    }
    template <std::size_t Count>
    constexpr void write_other(const place& at, const named_columns<Count>& target) {
        to.text_entry(at, "table", target.table);
        to.key(at, "references");
        to.open('[');
        for (const std::string_view column : target.columns) {
            to.element(at);
            to.text(column);
        }
        to.close(']');
    }
    template <auto... Member>
    constexpr void write_key(const key_part<Member...>& key) {
        const key_facts& facts = key.facts;
        to.element(facts.at);
        to.open('{');
        if constexpr (sizeof...(Member) == 1) {
            to.text_entry(facts.at, "column", name_of_member<Class, Member...>());
        } else {
            to.sql_entry(facts.at, "expression", facts.expression);
        }
        to.flag_entry(facts.at, "descending", facts.is_descending);
        if (facts.nulls != null_order::unsaid) {
            to.text_entry(facts.at, "nulls", facts.nulls == null_order::first ? "first" : "last");
        }
        to.sql_entry(facts.at, "collation", facts.given_collation);
        to.text_entry(facts.at, "opclass", facts.operator_class);
        to.close('}');
    }
};

template <class Class>
struct primary_key_writer {
    writer& to;
    constexpr void operator()(const any_column&) const {}
    template <class Base>
    constexpr void operator()(const extends_part<Base>&) const {
        for_each_part(table<Base>::definition.parts, *this);
    }
    constexpr void operator()(const any_constraint&) const {}
    template <auto... Members>
    constexpr void operator()(const primary_key_part<Members...>& part) const {
        to.file(part.at);
        write_members<Class>(to, part.at, "primary_key", member_list<Members...>{});
    }
};

// ---- the whole ----

// The enums that columns are of; the same one comes again for each of its columns.
struct enum_writer {
    writer& to;
    template <auto Member, class Reference>
    constexpr void operator()(const column_part<Member, Reference>&) const {
        if constexpr (is_enumeration<type_of<Member>>::value) write(enumeration<type_of<Member>>::definition);
    }
    template <class Enum, std::size_t Count>
    constexpr void write(const enum_definition<Enum, Count>& type) const {
        to.file(type.at);
        to.key(type.at, type.name);
        to.open('{');
        to.key(type.at, "values");
        to.open('[');
        bool renames = false;
        for (const auto& each : type.values) {
            to.element(each.at);
            to.text(each.text);
            renames = renames || !each.old_text.empty();
        }
        to.close(']');
        to.flag_entry(type.at, "native", type.is_native);
        to.text_entry(type.at, "renamed_from", type.old_name);
        to.text_entry(type.at, "cpp", last_name(printed<Enum>()));
        if (renames) {
            to.key(type.at, "renamed_values");
            to.open('{');
            for (const auto& each : type.values) {
                if (!each.old_text.empty()) to.text_entry(each.at, each.old_text, each.text);
            }
            to.close('}');
        }
        to.close('}');
    }
};

template <class Class>
constexpr void write_table(writer& to) {
    static_assert(is_table<Class>::value,
                  "migrations::table<> of this class has no `definition = define(\"name\", column<...>(), ...)`");
    const auto& definition = table<Class>::definition;
    const table_facts& facts = definition.facts;
    const place& at = facts.at;
    to.open('{');
    to.file(at);
    to.key(at, "enums");
    to.open('{');
    for_each_column(definition, enum_writer{to});
    to.close('}');
    to.file(at);
    to.key(at, "tables");
    to.open('{');
    to.key(at, facts.name);
    to.open('{');
    to.text_entry(at, "cpp", printed<Class>());
    to.text_entry(at, "comment", facts.comment);
    to.text_entry(at, "renamed_from", facts.renamed_from);
    to.key(at, "columns");
    to.open('{');
    for_each_column(definition, column_writer<Class>{to});
    to.close('}');
    to.file(at);
    for_each_part(definition.parts, primary_key_writer<Class>{to});
    for (const std::string_view section : {"uniques", "foreign_keys", "checks", "excludes", "indexes"}) {
        section_writer<Class> sections{to, section};
        for_each_part(definition.parts, sections);
        sections.end();
    }
    to.file(at);
    to.flag_entry(at, "strict", facts.is_strict);
    to.flag_entry(at, "without_rowid", facts.is_without_rowid);
    to.flag_entry(at, "unlogged", facts.is_unlogged);
    write_parameters(to, at, facts.with);
    to.close('}');
    to.close('}');
    to.close('}');
}

// The mark, the two numbers and the text, if there is room for it.
template <std::size_t Capacity>
struct encoded_text {
    std::array<char, Capacity> bytes{};
    std::size_t size = 0;
};
template <class Class, std::size_t Capacity>
constexpr encoded_text<Capacity> encode() {
    encoded_text<Capacity> text;
    writer to(text.bytes.data(), Capacity);
    to.put(encoding_mark);
    to.eight_digits(encoding_version);
    to.eight_digits(0);
    const std::size_t begin = to.size();
    write_table<Class>(to);
    text.size = to.size();
    writer length(text.bytes.data() + begin - 8, 8);
    length.eight_digits(text.size - begin);
    return text;
}

// Held here, so that an object file has it once. Compilers need longer to count first than to begin anew with the few tables
// that do not fit.
template <class Class>
struct encoded {
    static constexpr std::size_t usual_size = 4096;
    static constexpr auto first = encode<Class, usual_size>();
    static constexpr const auto& text() {
        if constexpr (first.size <= usual_size) {
            return first;
        } else {
            return larger<first.size>;
        }
    }
    template <std::size_t Size>
    static constexpr auto larger = encode<Class, Size>();
};

template <class T, class = void>
struct is_shared : std::false_type {};
template <class T>
struct is_shared<T, std::enable_if_t<(sizeof(table<T>::definition.parts) > 0) && !is_table<T>::value>> : std::true_type {};

// The text of a table, for the object file; "" for a base class, whose columns come with the tables that take them.
template <class Class>
constexpr const char* text_of() {
    if constexpr (is_shared<Class>::value) {
        return "";
    } else {
        return encoded<Class>::text().bytes.data();
    }
}

}  // namespace migrations::model_detail
