#pragma once

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "cli/json_schema/forms.h"
#include "operations/operation.h"
#include "schema/fields_text.h"
#include "schema/schema.h"

namespace migrations {

// What a member may hold in TOML, as from_node() (schema/fields_text.h) takes it: a function for each type that has a form
// of its own, and one walk over `fields` for all structs.

Node form_of(const std::string*);
Node form_of(const bool*);
Node form_of(const Value*);
Node form_of(const std::int64_t*);
Node form_of(const Sql*);
Node form_of(const Collation*);
Node form_of(const Identity*);
Node form_of(const Parameters*);
Node form_of(const Type*);
Node form_of(const IndexKey*);
Node form_of(const std::vector<IndexKey>*);
Node form_of(const PrimaryKey*);
Node form_of(const Generated*);
Node form_of(const Deferrable*);
Node form_of(const Action*);
Node form_of(const ObjectKind*);
Node form_of(const Match*);
Node form_of(const Nulls*);
Node form_of(const Row*);
Node form_of(const Operation*);
Node form_of(const std::map<std::string, std::string>*);
template <HasFields Struct>
Node form_of(const Struct*);
template <class Element>
Node form_of(const std::vector<Element>*);
template <class Inner>
Node form_of(const std::optional<Inner>*);

// How words.h calls a struct, and the definitions of a JSON Schema do.
template <class Struct>
constexpr const char* form_name = Struct::name;
template <>
inline constexpr const char* form_name<Column> = "column";
template <>
inline constexpr const char* form_name<PrimaryKey> = "primary_key";
template <>
inline constexpr const char* form_name<Unique> = "unique";
template <>
inline constexpr const char* form_name<ForeignKey> = "foreign_key";
template <>
inline constexpr const char* form_name<Check> = "check";
template <>
inline constexpr const char* form_name<Exclude> = "exclude";
template <>
inline constexpr const char* form_name<Index> = "index";
template <>
inline constexpr const char* form_name<IndexKey> = "index_key";
template <>
inline constexpr const char* form_name<Identity> = "identity";
template <>
inline constexpr const char* form_name<Generated> = "generated";
template <>
inline constexpr const char* form_name<Table> = "table";
template <>
inline constexpr const char* form_name<EnumType> = "enum";
template <>
inline constexpr const char* form_name<Object> = "object";

// Adds the keys of a struct, each with what is said of it.
template <class Struct>
void add_fields(FormKeys& keys) {
    const Struct standard{};
    const auto add = [&]<class Owner, class Member>(const Field<Owner, Member>& field) {
        if constexpr (HasFields<Member>) {
            if (field.name[0] == '\0') return add_fields<Member>(keys);
        }
        const bool must = field.required && !fields_text::can_do_without<Struct>(field.name);
        Node form = form_of(static_cast<const Member*>(nullptr));
        if constexpr (std::is_same_v<Member, bool> || std::is_same_v<Member, Action> || std::is_same_v<Member, Match>) {
            if (!must) std::get<Node::Table>(form.value).push_back({"default", to_node(standard.*field.member), {}});
        }
        keys.add(field.name, described(form_name<Struct>, field.name, std::move(form)), must);
    };
    std::apply([&](const auto&... field) { (add(field), ...); }, Struct::fields);
}

// The table that a struct is, to which others refer by its name.
template <class Struct>
Node definition_of(FormKeys keys = {}) {
    Form form({"object"});
    add_fields<Struct>(keys);
    std::move(keys).into(form);
    return described("", form_name<Struct>, std::move(form).done());
}

template <HasFields Struct>
Node form_of(const Struct*) {
    return reference_to(form_name<Struct>);
}

template <class Element>
Node form_of(const std::vector<Element>*) {
    return Form({"array"}).set("items", form_of(static_cast<const Element*>(nullptr))).done();
}

template <class Inner>
Node form_of(const std::optional<Inner>*) {
    return form_of(static_cast<const Inner*>(nullptr));
}

}  // namespace migrations
