#include "diff/stale_objects.h"

#include <algorithm>

namespace migrations {
namespace {

bool is_reshaped(const Table& before, const Table& after) {
    const bool same = std::all_of(after.columns.begin(), after.columns.end(), [&](const Column& column) {
        const Column* old = before.column(column.name);
        return old != nullptr && old->type == column.type;
    });
    return !same || before.columns.size() != after.columns.size();
}

bool has_relation(const Schema& schema, const std::string& name) {
    return schema.table(name) != nullptr ||
           std::any_of(schema.objects.begin(), schema.objects.end(),
                       [&](const Object& each) { return is_relation(each.kind) && each.name == name; });
}

}  // namespace

StaleObjects::StaleObjects(const Schema& from, const Schema& after, const EffectiveRenames& renames)
    : from_(from), after_(after), renames_(renames) {
    for (const Table& table : from.tables) {
        const std::string name = new_name(renames.tables, table.name);
        const Table* now = after.table(name);
        if (now != nullptr && is_reshaped(table, *now)) reshaped_.insert(table.name);
        if (name != table.name && has_relation(after, table.name)) other_tables_.insert(table.name);
    }
    for (const auto& [name, columns] : renames.columns) {
        for (const auto& rename : columns) {
            if (after.table(name)->column(rename.first) == nullptr) continue;
            other_columns_[old_name(renames.tables, name)].insert(rename.first);
        }
    }
}

bool StaleObjects::contains(const ObjectGraph& graph, const std::string& label, const std::set<std::string>& disturbed) const {
    const Object& object = *graph.find(label);
    if (!object.exists_in("postgresql") || object.kind == ObjectKind::domain) return false;
    if (const RoutineText* routine = graph.routine(label); routine != nullptr && copied_type(*routine)) return true;
    if (reads_other_table(graph, label)) return true;
    if (!graph.is_read_at_creation(label)) return false;
    const bool copies = std::any_of(reshaped_.begin(), reshaped_.end(), [&](const std::string& table) {
        return graph.copies_columns(label, table);
    });
    return copies || std::any_of(disturbed.begin(), disturbed.end(), [&](const std::string& table) {
               const std::string name = old_name(renames_.tables, table);
               return graph.reads_rows_through_function(label, name) ||
                      (graph.routine(label) != nullptr && graph.holds(label, name));
           });
}

bool StaleObjects::reads_other_table(const ObjectGraph& graph, const std::string& label) const {
    const auto holds = [&](const std::string& name) { return graph.holds(label, name); };
    return std::any_of(other_tables_.begin(), other_tables_.end(), holds) ||
           std::any_of(other_columns_.begin(), other_columns_.end(), [&](const auto& table) {
               return holds(table.first) && std::any_of(table.second.begin(), table.second.end(), holds);
           });
}

bool StaleObjects::copied_type(const RoutineText& routine) const {
    return std::any_of(routine.column_types.begin(), routine.column_types.end(), [&](const auto& each) {
        const Table* old = from_.table(each.first);
        const Table* now = after_.table(new_name(renames_.tables, each.first));
        if (old == nullptr || now == nullptr) return false;
        const Column* then = old->column(each.second);
        const Column* column = now->column(each.second);
        return then != nullptr && column != nullptr && !(then->type == column->type);
    });
}

}  // namespace migrations
