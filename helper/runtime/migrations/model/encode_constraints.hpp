// The keys, constraints and indexes of a table, in the encoding of encoding.hpp.
//
// C++17, standard library only.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

#include "encoding.hpp"

namespace migrations::model_detail {

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

}  // namespace migrations::model_detail
