#include "diff/withdrawn.h"

#include <algorithm>

#include "schema/calls.h"

namespace migrations {
namespace {

bool uses(const Sql& sql, const Withdrawn& withdrawn) {
    return calls(sql, withdrawn.routines) || names_any(sql, withdrawn.types) || names_any(sql, withdrawn.sequences);
}

}  // namespace

Operations drops_of_defaults(const Schema& base, const Schema& to, const Withdrawn& withdrawn) {
    Operations drops;
    for (const Table& table : base.tables) {
        const Table* after = to.table(table.name);
        for (const Column& column : table.columns) {
            if (!column.default_expr || !uses(*column.default_expr, withdrawn)) continue;
            AlterColumn alter;
            alter.table = table.name;
            alter.column = column.name;
            alter.drop = {"default"};
            drops.emplace_back(alter, after != nullptr ? after->origin : Origin{});
        }
    }
    return drops;
}

bool uses_any(const Table& table, const Withdrawn& withdrawn) {
    const auto used_by = [&](const Sql& sql) { return uses(sql, withdrawn); };
    const auto used_in = [&](const auto& thing) { return used_by(thing.expression); };
    return std::any_of(table.checks.begin(), table.checks.end(), used_in) ||
           std::any_of(table.excludes.begin(), table.excludes.end(), used_in) ||
           std::any_of(table.columns.begin(), table.columns.end(),
                       [&](const Column& each) { return each.generated && used_in(*each.generated); }) ||
           std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& each) {
               return (each.where && used_by(*each.where)) || std::any_of(each.keys.begin(), each.keys.end(), used_in);
           });
}

std::set<std::string> renamed_types(const Schema& from, const EffectiveRenames& renames) {
    std::set<std::string> names;
    for (const auto& rename : renames.enums) {
        const EnumType* type = from.enum_type(rename.first);
        if (type != nullptr && type->native) names.insert(type->name);
    }
    return names;
}

}  // namespace migrations
