// A table with all that it says, in the encoding of encoding.hpp.
//
// C++17, standard library only.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "encode_column.hpp"
#include "encode_constraints.hpp"
#include "encoding.hpp"

namespace migrations::model_detail {

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
