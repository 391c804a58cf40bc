#include "schema/calls.h"

#include <algorithm>

#include "base/names.h"
#include "schema/query_text.h"

namespace migrations {
namespace {

void collect(const Sql& sql, std::set<std::string>& names) {
    names.merge(calls_in(sql.in("postgresql")));
}

}  // namespace

bool calls(const Sql& sql, const std::set<std::string>& routines) {
    if (routines.empty()) return false;
    std::set<std::string> names;
    collect(sql, names);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return routines.contains(name); });
}

bool names_any(const Sql& sql, const std::set<std::string>& names) {
    if (names.empty()) return false;
    Object object;
    object.sql = sql;
    const std::vector<std::string> found = names_in(object);
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return std::binary_search(found.begin(), found.end(), lower(name)); });
}

std::set<std::string> calls_of(const Table& table) {
    std::set<std::string> names;
    for (const Check& each : table.checks) collect(each.expression, names);
    for (const Exclude& each : table.excludes) collect(each.expression, names);
    for (const Column& each : table.columns) {
        if (each.generated) collect(each.generated->expression, names);
    }
    for (const Index& each : table.indexes) {
        if (each.where) collect(*each.where, names);
        for (const IndexKey& key : each.keys) collect(key.expression, names);
    }
    for (const Column& each : table.columns) {
        if (each.default_expr) collect(*each.default_expr, names);
    }
    return names;
}

}  // namespace migrations
