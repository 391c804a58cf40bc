#include "schema/object_graph.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "schema/dependency_order.h"

namespace migrations {

ObjectGraph::ObjectGraph(const Schema& schema) : schema_(schema) {
    for (const Object& each : schema.objects) by_label_[label(each)] = &each;
    for (const auto& [own, object] : by_label_) names_[own] = names_in(*object);
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
    const bool needs_table = std::any_of(schema_.tables.begin(), schema_.tables.end(),
                                         [&](const Table& table) { return names(label, table.name); });
    const auto needs = needs_.find(label);
    return !needs_table && (needs == needs_.end() ||
                            std::all_of(needs->second.begin(), needs->second.end(), [&](const std::string& other) {
                                return by_label_.at(other)->kind < ObjectKind::virtual_table;
                            }));
}

std::set<std::string> ObjectGraph::with_dependents(std::set<std::string> labels) const {
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& [own, needs] : needs_) {
            const bool touched = std::any_of(needs.begin(), needs.end(),
                                             [&](const std::string& need) { return labels.contains(need); });
            if (touched) grown = labels.insert(own).second || grown;
        }
    }
    return labels;
}

std::vector<std::string> ObjectGraph::ordered(const std::set<std::string>& labels) const {
    return dependency_order(labels, needs_);
}

}  // namespace migrations
