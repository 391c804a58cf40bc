#include "diff/routine_changes.h"

#include <algorithm>

#include "schema/calls.h"

namespace migrations {

Operations drops_of_calling_defaults(const Schema& base, const Schema& to, const std::set<std::string>& routines) {
    Operations drops;
    for (const Table& table : base.tables) {
        const Table* after = to.table(table.name);
        for (const Column& column : table.columns) {
            if (!column.default_expr || !calls(*column.default_expr, routines)) continue;
            AlterColumn alter;
            alter.table = table.name;
            alter.column = column.name;
            alter.drop = {"default"};
            drops.emplace_back(alter, after != nullptr ? after->origin : Origin{});
        }
    }
    return drops;
}

bool calls_any(const Table& table, const std::set<std::string>& routines) {
    if (routines.empty()) return false;
    const std::set<std::string> called = calls_of_constraints(table);
    return std::any_of(called.begin(), called.end(), [&](const std::string& name) { return routines.contains(name); });
}

}  // namespace migrations
