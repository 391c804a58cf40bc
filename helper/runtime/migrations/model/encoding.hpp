// What a model says, as text in an object file, where the helper finds it: compiled for the target, never run. Only the
// source that the build generates includes this (add_schema_models(HEADERS)).
//
// The text is a tree of tables, arrays and values with their places:
//
//     value   s<length>:<bytes>   i<number>;   f<bits of an IEEE double>;   e<those of a float>;   t   n
//             {<entry>...}   [<element>...]
//     entry   <line>,<length>:<key><value>             element   <line>,<value>
//
// where no line is that of the entry or element before. In front of one, @<length>:<path> says which file the lines are of
// from there on. Keys that begin with '!' are for the helper alone.
//
// C++17, standard library only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "column.hpp"
#include "constraint.hpp"
#include "enumeration.hpp"
#include "names.hpp"
#include "part_list.hpp"
#include "sql.hpp"
#include "table.hpp"

namespace migrations::model_detail {

// What the helper looks for. The two numbers behind it have eight digits: the version of the encoding, and the length of
// the text.
inline constexpr std::string_view encoding_mark = "\x7FMigrations\x1Amodel";
inline constexpr int encoding_version = 1;

// Writes the text; what finds no room is only counted.
class writer {
public:
    constexpr writer(char* to, std::size_t capacity) : to_(to), capacity_(capacity) {}

    constexpr std::size_t size() const { return size_; }

    constexpr void put(char c) {
        if (size_ < capacity_) to_[size_] = c;
        ++size_;
    }
    constexpr void put(std::string_view text) {
        if (size_ + text.size() <= capacity_) {
            char* const to = to_ + size_;
            const char* const from = text.data();
            for (std::size_t i = 0, count = text.size(); i < count; ++i) to[i] = from[i];
        }
        size_ += text.size();
    }
    constexpr void number(std::uint64_t value) {
        std::uint64_t unit = 1;
        while (value / unit >= 10) unit *= 10;
        for (; unit > 0; unit /= 10) put(static_cast<char>('0' + value / unit % 10));
    }
    constexpr void eight_digits(std::uint64_t value) {
        for (std::uint64_t unit = 10000000; unit > 0; unit /= 10) put(static_cast<char>('0' + value / unit % 10));
    }
    constexpr void bytes(std::string_view text) {
        number(text.size());
        put(':');
        put(text);
    }

    constexpr void open(char bracket) { put(bracket); }
    constexpr void close(char bracket) { put(bracket); }
    // What follows, up to the next such call, is of the file of this place.
    constexpr void file(const place& at) {
        if (at.file == file_) return;
        file_ = at.file;
        put('@');
        bytes(file_);
    }
    constexpr void element(const place& at) {
        if (at.line != line_) {
            line_ = at.line;
            number(static_cast<std::uint64_t>(line_));
        }
        put(',');
    }
    constexpr void key(const place& at, std::string_view name) {
        element(at);
        bytes(name);
    }

    constexpr void text(std::string_view value) {
        put('s');
        bytes(value);
    }
    constexpr void joined(std::string_view a, std::string_view b, std::string_view c) {
        put('s');
        number(a.size() + b.size() + c.size());
        put(':');
        put(a);
        put(b);
        put(c);
    }
    constexpr void boolean(bool value) { put(value ? 't' : 'n'); }
    constexpr void integer(std::int64_t value) {
        put('i');
        if (value < 0) put('-');
        number(value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value));
        put(';');
    }
    constexpr void real64(double value) {
        put('f');
        number(__builtin_bit_cast(std::uint64_t, value));
        put(';');
    }
    constexpr void real32(float value) {
        put('e');
        number(__builtin_bit_cast(std::uint32_t, value));
        put(';');
    }

    // Entries that are left out when nothing is said.
    constexpr void text_entry(const place& at, std::string_view name, std::string_view value) {
        if (value.empty()) return;
        key(at, name);
        text(value);
    }
    constexpr void flag_entry(const place& at, std::string_view name, bool value) {
        if (!value) return;
        key(at, name);
        boolean(true);
    }
    constexpr void integer_entry(const place& at, std::string_view name, bool is_said, std::int64_t value) {
        if (!is_said) return;
        key(at, name);
        integer(value);
    }
    constexpr void sql_entry(const place& at, std::string_view name, const sql_text& value) {
        if (!value.is_said()) return;
        key(at, name);
        sql_value(at, value);
    }
    constexpr void sql_value(const place& at, const sql_text& value) {
        if (!value.is_per_dialect()) return text(value.text());
        open('{');
        dialect_entry(at, "portable", value.is_for_all(), value.text());
        dialect_entry(at, "sqlite", value.is_for_sqlite(), value.on_sqlite());
        dialect_entry(at, "postgresql", value.is_for_postgresql(), value.on_postgresql());
        close('}');
    }
    constexpr void dialect_entry(const place& at, std::string_view name, bool is_said, std::string_view value) {
        if (!is_said) return;
        key(at, name);
        text(value);
    }

private:
    char* to_;
    std::size_t capacity_;
    std::size_t size_ = 0;
    std::string_view file_ = "";
    int line_ = 0;
};

// ---- words ----

constexpr std::string_view word_of(referential_action action) {
    switch (action) {
        case referential_action::no_action: return "no action";
        case referential_action::restricted: return "restrict";
        case referential_action::cascade: return "cascade";
        case referential_action::set_null: return "set null";
        case referential_action::set_default: return "set default";
        case referential_action::unsaid: break;
    }
    return "";
}
constexpr std::string_view word_of(deferral when) {
    return when == deferral::deferred ? "deferred" : when == deferral::immediate ? "immediate" : "";
}

constexpr void write_rules(writer& to, const place& at, const reference_rules& rules) {
    to.text_entry(at, "on_delete", word_of(rules.on_delete));
    to.text_entry(at, "on_update", word_of(rules.on_update));
    to.text_entry(at, "deferrable", word_of(rules.deferrable));
    if (rules.match_full) to.text_entry(at, "match", "full");
    to.flag_entry(at, "not_valid", rules.not_valid);
}

constexpr void write_literal(writer& to, const literal& value) {
    switch (value.what) {
        case literal::kind::boolean: return to.boolean(value.integer != 0);
        case literal::kind::real32: return to.real32(static_cast<float>(value.real));
        case literal::kind::real64: return to.real64(value.real);
        case literal::kind::text: return to.text(value.text);
        default: return to.integer(value.integer);
    }
}

constexpr void write_parameters(writer& to, const place& at, const parameters& with) {
    if (with.count == 0) return;
    to.key(at, "with");
    to.open('{');
    for (std::size_t i = 0; i < with.count; ++i) {
        to.key(at, with.all[i].name);
        write_literal(to, with.all[i].value);
    }
    to.close('}');
}

// ---- parts of a definition ----

// Calls `visit` with each column: those of base classes, then those of the definition itself.
template <class Definition, class Visit>
constexpr void for_each_column(const Definition& definition, const Visit& visit);

template <class Visit>
struct column_visitor {
    const Visit& visit;
    template <auto Member, class Reference>
    constexpr void operator()(const column_part<Member, Reference>& column) const {
        visit(column);
    }
    template <class Base>
    constexpr void operator()(const extends_part<Base>&) const {
        for_each_column(table<Base>::definition, visit);
    }
    constexpr void operator()(const any_constraint&) const {}
};
template <class Definition, class Visit>
constexpr void for_each_column(const Definition& definition, const Visit& visit) {
    for_each_part(definition.parts, column_visitor<Visit>{visit});
}

template <class T, class = void>
struct is_table : std::false_type {};
template <class T>
struct is_table<T, std::void_t<decltype(table<T>::definition.facts)>> : std::true_type {};

// The name of the column of a member ("&app::User::id"); of a member that is no column what stands behind the "&", of which the
// helper then says so.
struct column_search {
    std::string_view member;
    std::string_view& found;
    constexpr void operator()(const any_column& column) const {
        if (column.facts.member == member) found = column.facts.name;
    }
};
template <class Class>
constexpr std::string_view name_of_column(std::string_view member) {
    std::string_view found = member.substr(1);
    for_each_column(table<Class>::definition, column_search{member, found});
    return found;
}
template <class Class, auto Member>
constexpr std::string_view name_of_member() {
    return name_of_column<Class>(printed<Member>());
}

template <class Class, auto... Members>
constexpr void write_members(writer& to, const place& at, std::string_view key, member_list<Members...>) {
    to.key(at, key);
    to.open('[');
    (..., (to.element(at), to.text(name_of_member<Class, Members>())));
    to.close(']');
}

}  // namespace migrations::model_detail
