#include "schema/keys.h"

#include <algorithm>
#include <utility>

namespace migrations {

bool has_key(const Table& table, std::vector<std::string> columns, const void* but_for) {
    std::sort(columns.begin(), columns.end());
    const auto same = [&](std::vector<std::string> key) {
        std::sort(key.begin(), key.end());
        return key == columns;
    };
    if (table.primary_key && &*table.primary_key != but_for && same(table.primary_key->columns)) {
        return true;
    }
    for (const Unique& each : table.uniques) {
        if (&each != but_for && same(each.columns)) return true;
    }
    for (const Index& each : table.indexes) {
        if (&each == but_for || !each.unique || each.where) continue;
        std::vector<std::string> names;
        for (const IndexKey& key : each.keys) names.push_back(key.column);
        if (same(std::move(names))) return true;
    }
    return false;
}

bool can_be_in_primary_key(const Column& column) {
    return !column.null || column.type.verbatim_for("sqlite") != nullptr;
}

}  // namespace migrations
