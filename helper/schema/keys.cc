#include "schema/keys.h"

#include <algorithm>
#include <utility>

#include "base/names.h"

namespace migrations {
namespace {

std::vector<std::string> sorted(std::vector<std::string> columns) {
    std::sort(columns.begin(), columns.end());
    return columns;
}

// With an empty name for each key that is an expression.
std::vector<std::string> columns_of(const Index& index) {
    std::vector<std::string> names;
    for (const IndexKey& key : index.keys) names.push_back(key.column);
    return names;
}

// SQLite takes an index for a key only when it compares as the columns do (sqlite.org/foreignkeys.html, section 3).
bool compares_otherwise(const Index& index, const Table& table) {
    return std::any_of(index.keys.begin(), index.keys.end(), [&](const IndexKey& key) {
        const std::string own = lower(key.collation.text("sqlite"));
        if (own != "nocase" && own != "rtrim") return false;
        const Column* column = table.column(key.column);
        return column == nullptr || lower(column->collation.text("sqlite")) != own;
    });
}

}  // namespace

bool has_key(const Table& table, std::vector<std::string> columns, const void* but_for) {
    columns = sorted(std::move(columns));
    if (table.primary_key && &*table.primary_key != but_for && sorted(table.primary_key->columns) == columns) return true;
    for (const Unique& each : table.uniques) {
        const bool counts = &each != but_for && each.deferrable == Deferrable::no;
        if (counts && sorted(each.columns) == columns) return true;
    }
    for (const Index& each : table.indexes) {
        const bool counts = &each != but_for && each.unique && !each.where && !compares_otherwise(each, table);
        if (counts && sorted(columns_of(each)) == columns) return true;
    }
    return false;
}

std::string why_no_key(const Table& table, std::vector<std::string> columns) {
    columns = sorted(std::move(columns));
    for (const Unique& each : table.uniques) {
        if (sorted(each.columns) != columns) continue;
        return "of which the unique " + quoted(each.name) + " is deferrable: no foreign key can refer to such a one";
    }
    for (const Index& each : table.indexes) {
        if (!each.unique || sorted(columns_of(each)) != columns) continue;
        return "of which the unique index " + quoted(each.name) +
               (each.where ? " has a condition: no foreign key can refer to such a one"
                           : " has another collation than they have: in SQLite no foreign key can refer to such a one");
    }
    return "which is neither primary key nor unique";
}

bool can_be_in_primary_key(const Column& column) {
    return !column.null || column.type.verbatim_for("sqlite") != nullptr;
}

}  // namespace migrations
