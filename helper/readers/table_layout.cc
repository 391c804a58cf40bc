#include "readers/table_layout.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "schema/names.h"

namespace migrations {
namespace {

// The column at which a thing can stand when its name is not written, or "".
std::string column_of(const Unique& unique, const Table&, const Schema&) {
    const bool plain =
        unique.columns.size() == 1 && unique.deferrable == Deferrable::no && !unique.nulls_not_distinct;
    return plain ? unique.columns.front() : "";
}

std::string column_of(const Index& index, const Table&, const Schema&) {
    Index plain;
    plain.name = index.name;
    plain.keys.emplace_back().column = index.keys.size() == 1 ? index.keys.front().column : "";
    return index == plain ? plain.keys.front().column : "";
}

std::string column_of(const Check& check, const Table& table, const Schema&) {
    if (check.not_valid || check.no_inherit) return "";
    return only_column(check.expression, table);
}

// "table.column" is taken for a table when there is one of this name, and for the column behind the
// last point.
std::string column_of(const ForeignKey& key, const Table&, const Schema& schema) {
    if (key.columns.size() != 1 || key.references.size() != 1) return "";
    if (key.match != Match::simple || key.not_valid) return "";
    const std::string& column = key.references.front();
    const bool clear = column.find('.') == std::string::npos && !column.empty() &&
                       !schema.table(key.table + "." + column);
    return clear ? key.columns.front() : "";
}

// Puts what can stand at its column first, in the order of the columns, at most one at each, and
// returns how many do.
template <class Thing>
std::size_t put_at_columns(std::vector<Thing>& things, const Table& table, const Schema& schema) {
    std::vector<Thing> ordered;
    for (const Column& column : table.columns) {
        const auto found = std::find_if(things.begin(), things.end(), [&](const Thing& each) {
            return each.automatic.value && column_of(each, table, schema) == column.name;
        });
        if (found == things.end()) continue;
        ordered.push_back(std::move(*found));
        things.erase(found);
    }
    const std::size_t count = ordered.size();
    for (Thing& each : things) ordered.push_back(std::move(each));
    things = std::move(ordered);
    return count;
}

template <class Function>
void for_each_named(Table& table, Table& named, const Function& function) {
    if (table.primary_key) function(*table.primary_key, *named.primary_key);
    const auto all = [&](auto& things, auto& other) {
        for (std::size_t i = 0; i < things.size(); ++i) function(things[i], other[i]);
    };
    all(table.uniques, named.uniques);
    all(table.foreign_keys, named.foreign_keys);
    all(table.checks, named.checks);
    all(table.excludes, named.excludes);
    all(table.indexes, named.indexes);
}

// The table as the reader completes it when only what is not automatic has its name written.
Table as_read(const Table& table) {
    Table named = table;
    for_each_named(named, named, [](auto& each, auto&) {
        if (each.automatic.value) each.name.clear();
    });
    complete_names(named);
    return named;
}

}  // namespace

TableLayout layout_of(const Table& table, const Schema& schema) {
    TableLayout layout;
    layout.table = table;
    Table& made = layout.table;
    for_each_named(made, made, [](auto& each, auto&) { each.automatic.value = true; });
    // A name that has to be written may take one that was free, and moves its owner away from the
    // column: again, until every name is the right one. Each round writes one more at least.
    Table named;
    for (bool settled = false; !settled;) {
        layout.uniques_at_columns = put_at_columns(made.uniques, made, schema);
        layout.foreign_keys_at_columns = put_at_columns(made.foreign_keys, made, schema);
        layout.checks_at_columns = put_at_columns(made.checks, made, schema);
        layout.indexes_at_columns = put_at_columns(made.indexes, made, schema);
        named = as_read(made);
        settled = true;
        for_each_named(made, named, [&](auto& wanted, auto& read) {
            if (wanted.name.empty() || wanted.name == read.name) return;
            wanted.automatic.value = false;
            settled = false;
        });
    }
    for_each_named(made, named, [](auto& wanted, auto& read) { wanted.name = read.name; });
    for (std::size_t i = 0; i < layout.checks_at_columns; ++i) {
        layout.check_columns.push_back(only_column(made.checks[i].expression, made));
    }
    layout.key_at_column =
        made.primary_key && made.primary_key->automatic.value && made.primary_key->columns.size() == 1;
    return layout;
}

bool implies_identity(const Column& column, const Table& table) {
    if (!table.primary_key || table.primary_key->columns != std::vector{column.name}) return false;
    if (!std::holds_alternative<Integer>(column.type.portable)) return false;
    if (column.default_value || column.default_expr || column.generated || column.null) return false;
    return std::none_of(table.foreign_keys.begin(), table.foreign_keys.end(),
                        [&](const ForeignKey& key) {
                            return std::find(key.columns.begin(), key.columns.end(), column.name) !=
                                   key.columns.end();
                        });
}

}  // namespace migrations
