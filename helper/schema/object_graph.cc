#include "schema/object_graph.h"

#include <algorithm>
#include <utility>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "schema/calls.h"
#include "schema/dependency_order.h"

namespace migrations {
namespace {

// Without the body, where that is a string.
std::string without_body(const std::string& text) {
    const std::vector<token> tokens = tokens_of(text, dialect::postgresql);
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        if (tokens[i].kind != token_kind::string || !is_word(tokens[i - 1], "as")) continue;
        return text.substr(0, tokens[i].offset) + text.substr(tokens[i].end());
    }
    return text;
}

std::vector<std::string> held_names(const Object& object) {
    // A sequence is tied to the column that owns it afterwards.
    if (object.kind == ObjectKind::sequence || object.kind == ObjectKind::extension) return {};
    if (!is_routine(object.kind)) return names_in(object);
    Object bare = object;
    bare.sql.text = without_body(bare.sql.text);
    for (auto& [dialect, text] : bare.sql.by_dialect) text = without_body(text);
    return names_in(bare);
}

}  // namespace

bool is_routine(ObjectKind kind) {
    return kind == ObjectKind::function || kind == ObjectKind::procedure;
}

ObjectGraph::ObjectGraph(const Schema& schema) : schema_(schema) {
    for (const Object& each : schema.objects) by_label_[label(each)] = &each;
    for (const auto& [own, object] : by_label_) {
        names_[own] = names_in(*object);
        held_[own] = held_names(*object);
    }
    if (std::any_of(schema.objects.begin(), schema.objects.end(), [](const Object& each) { return is_routine(each.kind); })) {
        for (const Table& table : schema.tables) called_.merge(calls_of(table));
        for (const auto& [own, object] : by_label_) {
            if (object->kind == ObjectKind::domain) called_.insert(names_[own].begin(), names_[own].end());
        }
    }
    for (const auto& [own, names] : names_) {
        for (const auto& [other, target] : by_label_) {
            // Nothing needs a trigger: a function may have its name.
            if (own == other || target->kind == ObjectKind::trigger) continue;
            if (std::binary_search(names.begin(), names.end(), lower(bare_name(*target)))) needs_[own].insert(other);
        }
    }
}

std::string ObjectGraph::label(const Object& object) {
    return std::to_string(static_cast<int>(object.kind)) + " " + words_of(key_of(object));
}

const Object* ObjectGraph::find(const std::string& label) const {
    const auto found = by_label_.find(label);
    return found == by_label_.end() ? nullptr : found->second;
}

bool ObjectGraph::names(const std::string& label, std::string_view what) const {
    const std::vector<std::string>& names = names_.at(label);
    return std::binary_search(names.begin(), names.end(), lower(what));
}

bool ObjectGraph::is_early(const std::string& label) const {
    switch (by_label_.at(label)->kind) {
        case ObjectKind::extension:
        case ObjectKind::domain:
        case ObjectKind::sequence:
            return true;
        case ObjectKind::function:
        case ObjectKind::procedure:
            break;
        default:
            return false;
    }
    const auto any_table = [&](const auto& named) {
        return std::any_of(schema_.tables.begin(), schema_.tables.end(), named);
    };
    const auto only_early = [&](const auto& counts) {
        const auto needs = needs_.find(label);
        return needs == needs_.end() ||
               std::all_of(needs->second.begin(), needs->second.end(), [&](const std::string& other) {
                   return by_label_.at(other)->kind < ObjectKind::virtual_table || !counts(*by_label_.at(other));
               });
    };
    const bool needs_table = any_table([&](const Table& table) { return names(label, table.name); });
    if (!needs_table && only_early([](const Object&) { return true; })) return true;
    // Its body is read when it is called, which cannot be before its tables are there.
    return called_.contains(lower(bare_name(*by_label_.at(label)))) &&
           !any_table([&](const Table& table) { return holds(label, table.name); }) &&
           only_early([&](const Object& other) { return holds(label, bare_name(other)); });
}

bool ObjectGraph::holds(const std::string& label, std::string_view what) const {
    const std::vector<std::string>& names = held_.at(label);
    return std::binary_search(names.begin(), names.end(), lower(what));
}

std::set<std::string> ObjectGraph::with_dependents(std::set<std::string> labels,
                                                   const std::set<std::string>& altered) const {
    const auto holds_on = [&](const std::string& own, const std::string& other) {
        if (!labels.contains(other)) return false;
        const Object& target = *by_label_.at(other);
        return holds(own, bare_name(target)) && !(altered.contains(own) && is_routine(target.kind));
    };
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& [own, needs] : needs_) {
            const bool touched = std::any_of(needs.begin(), needs.end(),
                                             [&](const std::string& need) { return holds_on(own, need); });
            if (touched) grown = labels.insert(own).second || grown;
        }
    }
    return labels;
}

std::vector<std::string> ObjectGraph::ordered(const std::set<std::string>& labels) const {
    return dependency_order(labels, needs_);
}

}  // namespace migrations
