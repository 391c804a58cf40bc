#include "diff/enum_changes.h"

#include <algorithm>
#include <set>

namespace migrations {
namespace {

bool contains(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

std::map<std::string, std::string> renamed_values(const EnumType& before, const EnumType& after,
                                                  const RenameHints& hints) {
    std::map<std::string, std::string> result;
    const auto hint = hints.enum_values.find(after.name);
    if (hint == hints.enum_values.end()) return result;
    std::set<std::string> taken;
    for (const auto& [old, value] : hint->second) {
        const bool holds = contains(before.values, old) && !contains(after.values, old) &&
                           contains(after.values, value) && !contains(before.values, value);
        if (holds && taken.insert(value).second) result[old] = value;
    }
    return result;
}

Operations drops_of_lost_defaults(const Schema& base, const Schema& to, const AlterEnum& change) {
    const auto lost = [&](const Column& column) {
        const Enum* type = std::get_if<Enum>(&column.type.portable);
        if (type == nullptr || type->name != change.type || !column.default_value) return false;
        const std::string* value = std::get_if<std::string>(&*column.default_value);
        return value != nullptr && !contains(change.values, *value) &&
               !change.renamed_values.contains(*value);
    };
    Operations operations;
    for (const Table& table : base.tables) {
        const Table* after = to.table(table.name);
        for (const Column& column : table.columns) {
            if (!lost(column)) continue;
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

Operations compare_enums(const Schema& base, const Schema& to, const RenameHints& hints) {
    Operations created;
    Operations lost_defaults;
    Operations altered;
    for (const EnumType& after : to.enums) {
        const EnumType* before = base.enum_type(after.name);
        if (before == nullptr) {
            created.emplace_back(CreateEnum{after}, after.origin);
        } else if (*before != after) {
            AlterEnum change;
            change.type = after.name;
            change.values = after.values;
            change.renamed_values = renamed_values(*before, after, hints);
            if (before->native != after.native) change.native = after.native;
            const Operations drops = drops_of_lost_defaults(base, to, change);
            lost_defaults.insert(lost_defaults.end(), drops.begin(), drops.end());
            altered.emplace_back(std::move(change), after.origin);
        }
    }
    created.insert(created.end(), lost_defaults.begin(), lost_defaults.end());
    created.insert(created.end(), altered.begin(), altered.end());
    return created;
}

Operations drops_of_enums(const Schema& base, const Schema& to) {
    Operations operations;
    for (const EnumType& type : base.enums) {
        if (to.enum_type(type.name) == nullptr) operations.emplace_back(DropEnum{type.name});
    }
    return operations;
}

}  // namespace migrations
