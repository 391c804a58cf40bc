#include "diff/enum_changes.h"

#include <algorithm>
#include <set>

namespace migrations {
namespace {

bool contains(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

using ValueRenames = std::map<std::string, std::string>;

// Whether the hint from `value` comes back to it: two values that swap are there on both sides.
bool is_in_circle(const ValueRenames& hints, const std::string& value) {
    auto next = hints.find(value);
    for (std::size_t steps = 0; next != hints.end() && steps < hints.size(); ++steps) {
        if (next->second == value) return true;
        next = hints.find(next->second);
    }
    return false;
}

ValueRenames renamed_values(const EnumType& before, const EnumType& after,
                            const RenameHints& hints) {
    ValueRenames result;
    const auto hint = hints.enum_values.find(after.name);
    if (hint == hints.enum_values.end()) return result;
    ValueRenames possible = hint->second;
    std::erase_if(possible, [&](const auto& each) {
        return !contains(before.values, each.first) || !contains(after.values, each.second);
    });
    std::set<std::string> taken;
    for (const auto& [old, value] : possible) {
        const bool is_new = !contains(after.values, old) && !contains(before.values, value);
        if ((is_new || is_in_circle(possible, old)) && taken.insert(value).second) {
            result[old] = value;
        }
    }
    return result;
}

bool is_disturbed(const EnumType& before, const AlterEnum& change) {
    return change.native || !change.renamed_values.empty() ||
           std::any_of(before.values.begin(), before.values.end(),
                       [&](const std::string& value) { return !contains(change.values, value); });
}

// The default of a column of the enum names a value that goes, or is an expression that changes.
bool loses_default(const Column& column, const Column* after, const AlterEnum& change) {
    const Enum* type = std::get_if<Enum>(&column.type.portable);
    if (type == nullptr || type->name != change.type) return false;
    if (column.default_expr) {
        return after == nullptr || after->default_expr != column.default_expr;
    }
    const std::string* value =
        column.default_value ? std::get_if<std::string>(&*column.default_value) : nullptr;
    return value != nullptr && !contains(change.values, *value) &&
           !change.renamed_values.contains(*value);
}

Operations drops_of_defaults(const Schema& base, const Schema& to, const EffectiveRenames& renames,
                             const AlterEnum& change) {
    Operations operations;
    for (const Table& table : base.tables) {
        const Table* after = to.table(table.name);
        const auto renamed = renames.columns.find(table.name);
        for (const Column& column : table.columns) {
            const std::string name = renamed == renames.columns.end()
                                         ? column.name
                                         : new_name(renamed->second, column.name);
            const Column* now = after == nullptr ? nullptr : after->column(name);
            if (!loses_default(column, now, change)) continue;
            AlterColumn alter;
            alter.table = table.name;
            alter.column = column.name;
            alter.drop = {"default"};
            operations.emplace_back(alter, after != nullptr ? after->origin : Origin{});
        }
    }
    return operations;
}

}  // namespace

EnumChanges compare_enums(const Schema& base, const Schema& to, const EffectiveRenames& renames,
                          const RenameHints& hints) {
    EnumChanges changes;
    for (const EnumType& after : to.enums) {
        const EnumType* before = base.enum_type(after.name);
        if (before == nullptr) {
            changes.created.emplace_back(CreateEnum{after}, after.origin);
            continue;
        }
        AlterEnum change;
        change.type = after.name;
        change.values = after.values;
        change.renamed_values = renamed_values(*before, after, hints);
        if (before->native != after.native) change.native = after.native;
        if (*before == after && change.renamed_values.empty()) continue;
        if (is_disturbed(*before, change)) {
            changes.disturbed.insert(after.name);
            const Operations drops = drops_of_defaults(base, to, renames, change);
            changes.defaults_dropped.insert(changes.defaults_dropped.end(), drops.begin(),
                                            drops.end());
        }
        changes.altered.emplace_back(std::move(change), after.origin);
    }
    return changes;
}

bool uses_enum(const Table& table, const std::set<std::string>& enums) {
    return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
        const Enum* type = std::get_if<Enum>(&column.type.portable);
        return type != nullptr && enums.contains(type->name);
    });
}

Operations drops_of_enums(const Schema& base, const Schema& to, const std::set<std::string>& gone) {
    Operations operations;
    for (const EnumType& type : base.enums) {
        if (to.enum_type(type.name) == nullptr && !gone.contains(type.name)) operations.emplace_back(DropEnum{type.name});
    }
    return operations;
}

}  // namespace migrations
