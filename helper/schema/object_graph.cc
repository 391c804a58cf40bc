#include "schema/object_graph.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "schema/calls.h"
#include "schema/dependency_order.h"
#include "schema/query_text.h"

namespace migrations {
namespace {

constexpr const char* postgresql = "postgresql";

bool is_view(ObjectKind kind) {
    return kind == ObjectKind::view || kind == ObjectKind::materialized_view;
}

}  // namespace

bool is_routine(ObjectKind kind) {
    return kind == ObjectKind::function || kind == ObjectKind::procedure;
}

ObjectGraph::ObjectGraph(const Schema& schema, std::set<std::string> former_names)
    : schema_(schema), tables_(std::move(former_names)) {
    for (const Table& each : schema.tables) tables_.insert(each.name);
    for (const Object& each : schema.objects) by_label_[label(each)] = &each;
    for (const auto& [own, object] : by_label_) {
        names_[own] = names_in(*object);
        const std::string& sql = object->sql.in(postgresql);
        if (is_routine(object->kind)) {
            if (sql.empty()) continue;
            const RoutineText& routine = routines_[own] = routine_text(sql);
            held_[own] = routine.needed_names;
            for (const std::string& each : row_types_of(routine)) returned_[own].insert(lower(each));
            if (routine.spreads) spreading_.insert(own);
        } else if (object->kind != ObjectKind::sequence && object->kind != ObjectKind::extension) {
            // A sequence is tied to the column that owns it afterwards.
            held_[own] = names_[own];
            if (is_view(object->kind) && spreads_columns(sql)) spreading_.insert(own);
        }
    }
    for (const auto& [own, names] : names_) {
        for (const auto& [other, target] : by_label_) {
            // Nothing needs a trigger: a function may have its name.
            if (own == other || target->kind == ObjectKind::trigger) continue;
            if (std::binary_search(names.begin(), names.end(), lower(bare_name(*target)))) needs_[own].insert(other);
        }
    }
    find_called();
    find_early();
}

void ObjectGraph::find_called() {
    if (routines_.empty()) return;
    for (const Table& table : schema_.tables) called_.merge(calls_of(table));
    for (const auto& [own, object] : by_label_) {
        if (object->kind == ObjectKind::domain) called_.insert(names_[own].begin(), names_[own].end());
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& [own, routine] : routines_) {
            if (!called_.contains(lower(bare_name(*by_label_.at(own))))) continue;
            for (const std::string& name : names_.at(own)) grown = called_.insert(name).second || grown;
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
    return early_.contains(label);
}

// Those that hold on to nothing that is late.
void ObjectGraph::find_early() {
    for (const auto& [own, object] : by_label_) {
        if (may_be_early(own)) early_.insert(own);
    }
    for (bool shrunk = true; shrunk;) {
        shrunk = std::erase_if(early_, [&](const std::string& own) {
                     if (!routines_.contains(own) || !needs_.contains(own)) return false;
                     const std::set<std::string>& needs = needs_.at(own);
                     return std::any_of(needs.begin(), needs.end(), [&](const std::string& other) {
                         return !early_.contains(other) && holds(own, bare_name(*by_label_.at(other)));
                     });
                 }) > 0;
    }
}

bool ObjectGraph::may_be_early(const std::string& label) const {
    const Object& object = *by_label_.at(label);
    if (object.kind == ObjectKind::extension || object.kind == ObjectKind::domain || object.kind == ObjectKind::sequence) return true;
    if (!is_routine(object.kind)) return false;
    const auto any_table = [&](const auto& named) {
        return std::any_of(tables_.begin(), tables_.end(), named);
    };
    // Its body is read when it is called, which cannot be before its tables are there.
    if (called_.contains(lower(bare_name(object)))) {
        return !any_table([&](const std::string& table) { return holds(label, table); });
    }
    const auto needs = needs_.find(label);
    const bool needs_late = needs != needs_.end() && std::any_of(needs->second.begin(), needs->second.end(),
                                                                 [&](const std::string& other) {
                                                                     return by_label_.at(other)->kind >= ObjectKind::virtual_table;
                                                                 });
    return !needs_late && !any_table([&](const std::string& table) { return names(label, table); });
}

bool ObjectGraph::holds(const std::string& label, std::string_view what) const {
    const auto found = held_.find(label);
    return found != held_.end() && std::binary_search(found->second.begin(), found->second.end(), lower(what));
}

const RoutineText* ObjectGraph::routine(const std::string& label) const {
    const auto found = routines_.find(label);
    return found == routines_.end() ? nullptr : &found->second;
}

bool ObjectGraph::is_read_at_creation(const std::string& label) const {
    const RoutineText* text = routine(label);
    return text != nullptr ? text->has_parsed_body : is_view(by_label_.at(label)->kind);
}

bool ObjectGraph::copies_columns(const std::string& label, std::string_view table) const {
    return (spreading_.contains(label) && holds(label, table)) || reads_rows_through_function(label, table);
}

bool ObjectGraph::reads_rows_through_function(const std::string& label, std::string_view table) const {
    const auto needs = needs_.find(label);
    if (needs == needs_.end() || !is_read_at_creation(label)) return false;
    return std::any_of(needs->second.begin(), needs->second.end(), [&](const std::string& other) {
        const auto returned = returned_.find(other);
        return returned != returned_.end() && returned->second.contains(lower(table)) &&
               holds(label, bare_name(*by_label_.at(other)));
    });
}

std::set<std::string> ObjectGraph::with_dependents(std::set<std::string> labels,
                                                   const std::set<std::string>& altered) const {
    const auto holds_on = [&](const std::string& own, const std::string& other) {
        if (!labels.contains(other)) return false;
        const Object& target = *by_label_.at(other);
        const bool lets_go = altered.contains(own) && (is_routine(target.kind) || target.kind == ObjectKind::sequence);
        return holds(own, bare_name(target)) && !lets_go;
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
