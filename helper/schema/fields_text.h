#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/names.h"
#include "base/node.h"
#include "schema/schema.h"

namespace migrations {

// How a struct with `fields` becomes a TOML table and is read back: one walk over the tuple for all
// of them. Three functions for each kind of member: to_node(), from_node() and kind_text(); those
// for members with a form of their own are declared first, the ones for structs, vectors and
// optionals follow.
//
// from_node() appends a Diagnostic for each mistake and leaves in `to` what it could read. `key` is
// the one under which the node stands, for the message.

// ---- what is written as one value ----

Node to_node(const std::string& text);
Node to_node(bool value);
Node to_node(const Value& value);
Node to_node(std::int64_t number);
Node to_node(const Sql& sql);
Node to_node(const Collation& collation);
Node to_node(const Identity& identity);
Node to_node(const Parameters& parameters);
Node to_node(const Type& type);
Node to_node(const IndexKey& key);
Node to_node(Deferrable deferrable);
Node to_node(Action action);
Node to_node(ObjectKind kind);
Node to_node(Match match);
Node to_node(Nulls nulls);
Node to_node(const std::map<std::string, std::string>& entries);

void from_node(const Node& node, const std::string& key, std::string& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, bool& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Value& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, std::int64_t& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Sql& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Collation& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Identity& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Parameters& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Type& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Deferrable& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Action& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, ObjectKind& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Match& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Nulls& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, std::map<std::string, std::string>& to,
               Diagnostics& diagnostics);

// Those that have a short form too: "column", ["column", "other"] and "expression".
void from_node(const Node& node, const std::string& key, IndexKey& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, std::vector<IndexKey>& to,
               Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, PrimaryKey& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Generated& to, Diagnostics& diagnostics);

// "a string", "a value", ... as help names the kind of a key.
std::string kind_text(const std::string*);
std::string kind_text(const bool*);
std::string kind_text(const Value*);
std::string kind_text(const std::int64_t*);
std::string kind_text(const Sql*);
std::string kind_text(const Collation*);
std::string kind_text(const Identity*);
std::string kind_text(const Parameters*);
std::string kind_text(const Type*);
std::string kind_text(const IndexKey*);
std::string kind_text(const Deferrable*);
std::string kind_text(const Action*);
std::string kind_text(const ObjectKind*);
std::string kind_text(const Match*);
std::string kind_text(const Nulls*);
std::string kind_text(const std::map<std::string, std::string>*);

// ---- mistakes ----

// "'table' must be a string, not an integer"
void wrong_kind(const Node& node, const std::string& key, const std::string& wanted,
                Diagnostics& diagnostics);
// `where` is how the message calls the table: "'column'", "add_column".
void missing_key(const Node& table, const std::string& key, const std::string& where,
                 Diagnostics& diagnostics);
void unknown_keys(const Node& table, const std::vector<std::string>& known,
                  const std::string& where, Diagnostics& diagnostics);

void bad_value(const Node& node, std::string message, Diagnostics& diagnostics);
// "message; suggestion", or the message alone
std::string with_suggestion(std::string message, const std::string& suggestion);

// ---- structs, vectors and optionals ----

template <class Struct>
concept HasFields = requires {
    Struct::fields;
};

template <HasFields Struct>
Node to_node(const Struct& value);
template <class Element>
Node to_node(const std::vector<Element>& values);

template <HasFields Struct>
void from_node(const Node& node, const std::string& key, Struct& to, Diagnostics& diagnostics);
template <class Element>
void from_node(const Node& node, const std::string& key, std::vector<Element>& to,
               Diagnostics& diagnostics);
template <class Inner>
void from_node(const Node& node, const std::string& key, std::optional<Inner>& to,
               Diagnostics& diagnostics);

template <HasFields Struct>
std::string kind_text(const Struct*);
template <class Element>
std::string kind_text(const std::vector<Element>*);
template <class Inner>
std::string kind_text(const std::optional<Inner>*);

namespace fields_text {

template <class Member>
bool left_out(const Member& value, const Member& standard) {
    return value == standard;
}
// Not ==: two texts may be equal although only one of them is empty ("" and "/* */").
inline bool left_out(const Sql& value, const Sql&) {
    return value.empty();
}
// Nor here: that of an index key may be the usual one, where that of the column is not.
inline bool left_out(const Collation& value, const Collation&) {
    return value.empty();
}

template <class Member>
Node member_node(const Member& value) {
    return to_node(value);
}
template <class Inner>
Node member_node(const std::optional<Inner>& value) {
    return to_node(*value);
}

template <class Struct>
void append_fields(const Struct& value, Node::Table& entries) {
    const Struct standard{};
    const auto append = [&](const auto& field) {
        if constexpr (HasFields<std::decay_t<decltype(value.*field.member)>>) {
            if (field.name[0] == '\0') return append_fields(value.*field.member, entries);
        }
        if (!field.required && left_out(value.*field.member, standard.*field.member)) return;
        entries.push_back({field.name, member_node(value.*field.member), {}});
    };
    std::apply([&](const auto&... field) { (append(field), ...); }, Struct::fields);
}

template <class Struct>
void append_keys(std::vector<std::string>& keys) {
    const auto append = [&]<class Owner, class Member>(const Field<Owner, Member>& field) {
        if constexpr (HasFields<Member>) {
            if (field.name[0] == '\0') return append_keys<Member>(keys);
        }
        keys.push_back(field.name);
    };
    std::apply([&](const auto&... field) { (append(field), ...); }, Struct::fields);
}

// Required in what we print; left out by people who let us choose it (names.h), or for `stored` its
// default.
template <class Struct>
constexpr bool can_do_without(std::string_view) {
    return false;
}
template <>
constexpr bool can_do_without<PrimaryKey>(std::string_view key) {
    return key == "name";
}
template <>
constexpr bool can_do_without<Unique>(std::string_view key) {
    return key == "name";
}
template <>
constexpr bool can_do_without<ForeignKey>(std::string_view key) {
    return key == "name";
}
template <>
constexpr bool can_do_without<Check>(std::string_view key) {
    return key == "name";
}
template <>
constexpr bool can_do_without<Exclude>(std::string_view key) {
    return key == "name";
}
template <>
constexpr bool can_do_without<Index>(std::string_view key) {
    return key == "name";
}
template <>
constexpr bool can_do_without<Generated>(std::string_view key) {
    return key == "stored";
}

template <class Struct>
void read_members(const Node& node, const std::string& where, Struct& to,
                  Diagnostics& diagnostics) {
    if constexpr (requires { to.origin; }) to.origin = Origin(node.location);
    const auto read = [&](const auto& field) {
        if constexpr (HasFields<std::decay_t<decltype(to.*field.member)>>) {
            if (field.name[0] == '\0') {
                return read_members(node, where, to.*field.member, diagnostics);
            }
        }
        if (const Node* found = node.find(field.name)) {
            from_node(*found, field.name, to.*field.member, diagnostics);
        } else if (field.required && !can_do_without<Struct>(field.name)) {
            missing_key(node, field.name, where, diagnostics);
        }
    };
    std::apply([&](const auto&... field) { (read(field), ...); }, Struct::fields);
}

}  // namespace fields_text

// The keys of a struct, in order.
template <HasFields Struct>
std::vector<std::string> keys_of() {
    std::vector<std::string> keys;
    fields_text::append_keys<Struct>(keys);
    return keys;
}

// Reads a table with the keys of a struct and those in `more`, which the caller reads itself.
template <HasFields Struct>
void read_fields(const Node& node, const std::string& where, Struct& to, Diagnostics& diagnostics,
                 const std::vector<std::string>& more = {}) {
    std::vector<std::string> keys = more;
    fields_text::append_keys<Struct>(keys);
    unknown_keys(node, keys, where, diagnostics);
    fields_text::read_members(node, where, to, diagnostics);
}

template <HasFields Struct>
Node to_node(const Struct& value) {
    Node::Table entries;
    fields_text::append_fields(value, entries);
    return {std::move(entries), {}};
}

template <class Element>
Node to_node(const std::vector<Element>& values) {
    Node::Array array;
    for (const Element& each : values) array.push_back(to_node(each));
    return {std::move(array), {}};
}

template <HasFields Struct>
void from_node(const Node& node, const std::string& key, Struct& to, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, key, "a table", diagnostics);
    read_fields(node, quoted(key), to, diagnostics);
}

template <class Element>
void from_node(const Node& node, const std::string& key, std::vector<Element>& to,
               Diagnostics& diagnostics) {
    if (!node.is_array()) return wrong_kind(node, key, "an array", diagnostics);
    to.reserve(to.size() + node.array().size());
    for (const Node& each : node.array()) {
        from_node(each, key, to.emplace_back(), diagnostics);
    }
}

template <class Inner>
void from_node(const Node& node, const std::string& key, std::optional<Inner>& to,
               Diagnostics& diagnostics) {
    from_node(node, key, to.emplace(), diagnostics);
}

template <HasFields Struct>
std::string kind_text(const Struct*) {
    std::string text;
    for (const std::string& key : keys_of<Struct>()) text += (text.empty() ? "" : ", ") + key;
    return "a table { " + text + " }";
}

template <class Element>
std::string kind_text(const std::vector<Element>*) {
    return "an array, each " + kind_text(static_cast<const Element*>(nullptr));
}

template <class Inner>
std::string kind_text(const std::optional<Inner>*) {
    return kind_text(static_cast<const Inner*>(nullptr));
}

}  // namespace migrations
