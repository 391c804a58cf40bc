#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "schema/fields_text.h"

// The text of the parts of keys, indexes and objects that have a form of their own.
namespace migrations {
namespace {

constexpr std::array<std::pair<Action, const char*>, 5> actions = {{
    {Action::no_action, "no action"},
    {Action::restrict, "restrict"},
    {Action::cascade, "cascade"},
    {Action::set_null, "set null"},
    {Action::set_default, "set default"},
}};

}  // namespace

// ---- to nodes ----

Node to_node(const IndexKey& key) {
    IndexKey short_form;
    short_form.column = key.column;
    if (!key.column.empty() && key == short_form) return to_node(key.column);
    return to_node<IndexKey>(key);
}

Node to_node(Deferrable deferrable) {
    if (deferrable == Deferrable::no) return to_node(false);
    return {std::string(deferrable == Deferrable::immediate ? "immediate" : "deferred"), {}};
}

Node to_node(Action action) {
    for (const auto& [each, name] : actions) {
        if (each == action) return {std::string(name), {}};
    }
    return {std::string(actions[0].second), {}};
}

Node to_node(ObjectKind kind) {
    return {to_string(kind), {}};
}

// ---- from nodes ----

void from_node(const Node& node, const std::string& key, Deferrable& to, Diagnostics& diagnostics) {
    if (const bool* value = std::get_if<bool>(&node.value)) {
        to = *value ? Deferrable::immediate : Deferrable::no;
    } else if (!node.is_string()) {
        wrong_kind(node, key, "\"immediate\", \"deferred\" or false", diagnostics);
    } else if (node.string() == "immediate") {
        to = Deferrable::immediate;
    } else if (node.string() == "deferred") {
        to = Deferrable::deferred;
    } else {
        bad_value(
            node,
            quoted(key) + " is \"immediate\", \"deferred\" or false, not '" + node.string() + "'",
            diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, Action& to, Diagnostics& diagnostics) {
    if (!node.is_string()) return wrong_kind(node, key, "a string", diagnostics);
    std::string word = lower(node.string());
    std::replace(word.begin(), word.end(), '_', ' ');
    std::vector<std::string> names;
    for (const auto& [each, name] : actions) {
        if (word == name) {
            to = each;
            return;
        }
        names.emplace_back(name);
    }
    diagnostics.push_back(
        error_at(node.location, "bad-value",
                 with_suggestion("unknown action " + quoted(node.string()) + " in " + quoted(key),
                                 did_you_mean(word, names)),
                 "actions: " + join(names, ", ")));
}

void from_node(const Node& node, const std::string& key, ObjectKind& to, Diagnostics& diagnostics) {
    if (!node.is_string()) return wrong_kind(node, key, "a string", diagnostics);
    std::vector<std::string> names;
    for (const auto& [kind, name] : object_kinds) {
        if (equals_ignoring_case(node.string(), name)) {
            to = kind;
            return;
        }
        names.emplace_back(name);
    }
    diagnostics.push_back(error_at(node.location, "bad-value",
                                   with_suggestion("unknown kind " + quoted(node.string()),
                                                   did_you_mean(node.string(), names)),
                                   "kinds: " + join(names, ", ")));
}

void from_node(const Node& node, const std::string& key, IndexKey& to, Diagnostics& diagnostics) {
    if (node.is_string()) {
        to.column = node.string();
    } else if (!node.is_table()) {
        wrong_kind(node, key, "a column or { expression = \"...\" }", diagnostics);
    } else {
        read_fields(node, quoted(key), to, diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, std::vector<IndexKey>& to,
               Diagnostics& diagnostics) {
    if (!node.is_array()) return from_node(node, key, to.emplace_back(), diagnostics);
    for (const Node& each : node.array()) from_node(each, key, to.emplace_back(), diagnostics);
}

void from_node(const Node& node, const std::string& key, PrimaryKey& to, Diagnostics& diagnostics) {
    if (!node.is_array() && !node.is_table()) {
        return wrong_kind(node, key, "an array of columns or a table", diagnostics);
    }
    if (node.is_table()) return read_fields(node, quoted(key), to, diagnostics);
    to.origin = Origin(node.location);
    from_node(node, key, to.columns, diagnostics);
}

void from_node(const Node& node, const std::string& key, Generated& to, Diagnostics& diagnostics) {
    if (node.is_table() && !node.find("sqlite") && !node.find("postgresql")) {
        return read_fields(node, quoted(key), to, diagnostics);
    }
    from_node(node, key, to.expression, diagnostics);
}

// ---- kinds, for help ----

std::string kind_text(const IndexKey*) {
    return "a column or { column, expression, descending, nulls, collation, opclass }";
}
std::string kind_text(const Deferrable*) {
    return "\"immediate\" or \"deferred\"";
}
std::string kind_text(const Action*) {
    std::string text;
    for (const auto& [action, name] : actions) {
        text += (text.empty() ? "\"" : ", \"") + std::string(name) + "\"";
    }
    return text;
}
std::string kind_text(const ObjectKind*) {
    std::string text;
    for (const auto& [kind, name] : object_kinds) {
        text += (text.empty() ? "\"" : ", \"") + std::string(name) + "\"";
    }
    return text;
}

}  // namespace migrations
