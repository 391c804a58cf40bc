#include "diff/column_changes.h"

#include <algorithm>
#include <map>

#include "base/names.h"
#include "base/sql_text.h"
#include "schema/calls.h"
#include "schema/dependency_order.h"

namespace migrations {
namespace {

bool mentions(const std::string& sql, const std::set<std::string>& columns) {
    const std::vector<std::string> words = identifiers_in(sql);
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::any_of(columns.begin(), columns.end(), [&](const std::string& column) {
            return equals_ignoring_case(word, column);
        });
    });
}

bool is_text(const Type& type) {
    return std::holds_alternative<String>(type.portable) ||
           std::holds_alternative<Text>(type.portable);
}

// Whether PostgreSQL lets a foreign key of one type refer to the other.
bool comparable(const Type& a, const Type& b) {
    if (a == b || (is_text(a) && is_text(b))) return true;
    if (!a.verbatim.empty() || !b.verbatim.empty()) return false;
    return a.portable.index() == b.portable.index() && !std::holds_alternative<Enum>(a.portable);
}

bool stops_being_generated(const Column& before, const Column& after) {
    return before.generated && !after.generated;
}

// Nothing when the two are the same but for what recreating it takes care of.
std::optional<AlterColumn> alteration(const std::string& table, const Column& before,
                                      const Column& after) {
    AlterColumn change;
    change.table = table;
    change.column = after.name;
    if (before.type != after.type) change.type = after.type;
    if (before.collation != after.collation) {
        if (after.collation == Collation()) {
            change.drop.push_back("collation");
        } else {
            change.collation = after.collation;
        }
    }
    if (before.null != after.null) change.null = after.null;
    if (before.default_value != after.default_value || before.default_expr != after.default_expr) {
        change.default_value = after.default_value;
        change.default_expr = after.default_expr;
        if (!after.default_value && !after.default_expr) change.drop.push_back("default");
    }
    if (stops_being_generated(before, after)) change.drop.push_back("generated");
    if (before.identity != after.identity) change.identity = after.identity;
    if (before.autoincrement != after.autoincrement) change.autoincrement = after.autoincrement;
    if (before.comment != after.comment) change.comment = after.comment;

    AlterColumn nothing;
    nothing.table = change.table;
    nothing.column = change.column;
    if (change == nothing) return std::nullopt;
    return change;
}

// The columns of both sides that must be dropped and added, given those that go for good.
std::set<std::string> recreated_columns(const Table& before, const Table& after,
                                        const std::set<std::string>& gone, const std::set<std::string>& routines) {
    std::set<std::string> recreated;
    std::set<std::string> disturbed =
        gone;  // PostgreSQL holds a type while a generated column is computed from it
    for (const Column& old : before.columns) {
        const Column* now = after.column(old.name);
        if (now == nullptr) continue;
        if (old.generated != now->generated && !stops_being_generated(old, *now))
            recreated.insert(old.name);
        if (old.generated && now->generated && calls(old.generated->expression, routines)) recreated.insert(old.name);
        if (old.type != now->type) disturbed.insert(old.name);
    }
    for (bool found = true; found;) {
        found = false;
        disturbed.insert(recreated.begin(), recreated.end());
        for (const Column& old : before.columns) {
            const Column* now = after.column(old.name);
            if (now == nullptr || !old.generated || !now->generated || recreated.contains(old.name))
                continue;
            std::set<std::string> others = disturbed;
            others.erase(old.name);
            if (!mentions(old.generated->expression, others)) continue;
            recreated.insert(old.name);
            found = true;
        }
    }
    return recreated;
}

// These generated columns of the table, each after those that it is computed from.
std::vector<const Column*> in_order_of_computation(const Table& table,
                                                   const std::set<std::string>& names) {
    std::map<std::string, std::set<std::string>> needs;
    for (const std::string& name : names) {
        for (const std::string& other : names) {
            if (mentions(table.column(name)->generated->expression, std::set<std::string>{other})) {
                needs[name].insert(other);
            }
        }
    }
    std::vector<const Column*> columns;
    for (const std::string& name : dependency_order(names, needs))
        columns.push_back(table.column(name));
    return columns;
}

}  // namespace

bool mentions(const Sql& sql, const std::set<std::string>& columns) {
    if (columns.empty()) return false;
    return mentions(sql.text, columns) ||
           std::any_of(sql.by_dialect.begin(), sql.by_dialect.end(),
                       [&](const auto& entry) { return mentions(entry.second, columns); });
}

ColumnChanges compare_columns(const Table& before, const Table& after, const Renames& renames,
                              const std::set<std::string>& routines) {
    ColumnChanges changes;
    for (const Column& column : before.columns) {
        if (after.column(column.name) == nullptr) changes.lost.insert(column.name);
    }
    changes.recreated = recreated_columns(before, after, changes.lost, routines);
    changes.lost.insert(changes.recreated.begin(), changes.recreated.end());

    std::set<std::string> generated_lost;
    for (const Column& column : before.columns) {
        if (!changes.lost.contains(column.name)) continue;
        if (column.generated) {
            generated_lost.insert(column.name);
        } else {
            changes.dropped.push_back(column.name);
        }
    }
    std::sort(changes.dropped.begin(), changes.dropped.end());
    for (const Column* column : in_order_of_computation(before, generated_lost)) {
        changes.generated_dropped.push_back(old_name(renames, column->name));
    }
    std::reverse(changes.generated_dropped.begin(), changes.generated_dropped.end());

    Renames kept;
    for (std::size_t i = 0; i < renames.size(); ++i) {
        if (!generated_lost.contains(name_in_the_end(renames, i))) kept.push_back(renames[i]);
    }
    changes.renamed = rename_operations_of_columns(after, kept);

    std::set<std::string> generated_new;
    for (const Column& column : after.columns) {
        const Column* old = before.column(column.name);
        const bool comes = old == nullptr || changes.recreated.contains(column.name);
        if (comes && column.generated) {
            generated_new.insert(column.name);
        } else if (comes) {
            changes.added.push_back(&column);
        } else if (auto change = alteration(after.name, *old, column)) {
            changes.altered.emplace_back(std::move(*change), origin_of(column, after));
        }
        if (old != nullptr && !comparable(old->type, column.type))
            changes.incomparable.insert(column.name);
    }
    // A column that stops being generated releases the columns that it was computed from.
    std::stable_partition(changes.altered.begin(), changes.altered.end(),
                          [&](const Operation& operation) {
                              return before.column(std::get<AlterColumn>(operation.change).column)
                                  ->generated.has_value();
                          });
    changes.generated_added = in_order_of_computation(after, generated_new);
    return changes;
}

}  // namespace migrations
