#include "diff/table_changes.h"

#include <algorithm>

#include "diff/column_changes.h"
#include "schema/calls.h"

namespace migrations {
namespace {

// What a table's constraints and indexes cannot outlive.
struct Remade {
    const std::set<std::string>& columns;
    const std::set<std::string>& routines;
};

bool touches(const std::vector<std::string>& names, const std::set<std::string>& columns) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return columns.contains(name); });
}
bool touches(const Sql& expression, const Remade& remade) {
    return mentions(expression, remade.columns) || calls(expression, remade.routines);
}
bool touches(const PrimaryKey& key, const Remade& remade) {
    return touches(key.columns, remade.columns);
}
bool touches(const Unique& unique, const Remade& remade) {
    return touches(unique.columns, remade.columns);
}
bool touches(const ForeignKey& key, const Remade& remade) {
    return touches(key.columns, remade.columns);
}
bool touches(const Check& check, const Remade& remade) {
    return touches(check.expression, remade);
}
bool touches(const Exclude& exclude, const Remade& remade) {
    return touches(exclude.expression, remade);
}
bool touches(const Index& index, const Remade& remade) {
    return std::any_of(index.keys.begin(), index.keys.end(),
                       [&](const IndexKey& key) {
                           return remade.columns.contains(key.column) || touches(key.expression, remade);
                       }) ||
           touches(index.include, remade.columns) || (index.where && touches(*index.where, remade));
}

// Whether it is the same but for rows that the server has yet to look at.
template <class Thing>
bool is_validated(const Thing& before, const Thing& after) {
    if (!before.not_valid || after.not_valid) return false;
    Thing valid = before;
    valid.not_valid = false;
    return valid == after;
}

template <class Thing>
bool needs_no_new_one(const Thing& before, const Thing& after) {
    if constexpr (requires { before.not_valid; }) {
        if (is_validated(before, after)) return true;
    }
    return before == after;
}

template <class Thing>
Comings<Thing> compare(const std::vector<Thing>& before, const std::vector<Thing>& after,
                       const Remade& recreated) {
    const auto stays = [&](const Thing& thing, const std::vector<Thing>& others) {
        const Thing* other = find_named(others, thing.name);
        return other != nullptr && !touches(thing, recreated) &&
               (&others == &after ? needs_no_new_one(thing, *other) : needs_no_new_one(*other, thing));
    };
    Comings<Thing> result;
    for (const Thing& thing : before) {
        if (!stays(thing, after)) result.dropped.push_back(&thing);
    }
    for (const Thing& thing : after) {
        if (!stays(thing, before)) result.added.push_back(&thing);
    }
    return result;
}

template <class Thing>
void find_validated(const std::vector<Thing>& before, const std::vector<Thing>& after,
                    const Remade& recreated, std::vector<std::string>& validated) {
    for (const Thing& thing : before) {
        const Thing* now = find_named(after, thing.name);
        if (now != nullptr && is_validated(thing, *now) && !touches(thing, recreated)) {
            validated.push_back(thing.name);
        }
    }
}

Comings<PrimaryKey> compare_primary_keys(const Table& before, const Table& after,
                                         const Remade& recreated) {
    Comings<PrimaryKey> result;
    if (before.primary_key == after.primary_key &&
        !(after.primary_key && touches(*after.primary_key, recreated))) {
        return result;
    }
    if (before.primary_key) result.dropped.push_back(&*before.primary_key);
    if (after.primary_key) result.added.push_back(&*after.primary_key);
    return result;
}

std::optional<AlterTable> compare_options(const Table& before, const Table& after) {
    AlterTable change;
    change.table = after.name;
    if (before.comment != after.comment) change.comment = after.comment;
    if (before.strict != after.strict) change.strict = after.strict;
    if (before.without_rowid != after.without_rowid) change.without_rowid = after.without_rowid;
    if (before.unlogged != after.unlogged) change.unlogged = after.unlogged;
    if (before.with != after.with) change.with = after.with;
    AlterTable nothing;
    nothing.table = change.table;
    if (change == nothing) return std::nullopt;
    return change;
}

// As the columns of an index that a foreign key may refer to; empty when none may.
std::vector<std::string> key_columns(const Index& index) {
    std::vector<std::string> columns;
    if (!index.unique || index.where) return columns;
    for (const IndexKey& key : index.keys) {
        if (key.column.empty()) return {};
        columns.push_back(key.column);
    }
    return columns;
}
const std::vector<std::string>& key_columns(const PrimaryKey& key) {
    return key.columns;
}
const std::vector<std::string>& key_columns(const Unique& unique) {
    return unique.columns;
}

template <class Key>
bool is_key_of(const Key& key, const std::vector<std::string>& columns) {
    const std::vector<std::string>& own = key_columns(key);
    return std::is_permutation(own.begin(), own.end(), columns.begin(), columns.end());
}

template <class Key>
bool any_is_key_of(const std::vector<const Key*>& keys, const std::vector<std::string>& columns) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const Key* key) { return is_key_of(*key, columns); });
}

template <class Key>
bool any_is_key_of(const std::vector<Key>& keys, const std::vector<std::string>& columns) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const Key& key) { return is_key_of(key, columns); });
}

}  // namespace

bool TableChanges::empty() const {
    return columns.lost.empty() && columns.renamed.empty() && columns.added.empty() &&
           columns.altered.empty() && columns.generated_added.empty() && primary_key.empty() &&
           uniques.empty() && foreign_keys.empty() && checks.empty() && excludes.empty() &&
           indexes.empty() && validated.empty() && !options;
}

TableChanges compare_tables(const Table& before, const Table& after, const Renames& renames,
                            const Withdrawn& withdrawn) {
    TableChanges changes;
    changes.before = &before;
    changes.after = &after;
    changes.columns = compare_columns(before, after, renames, withdrawn.routines);
    const Remade recreated{changes.columns.recreated, withdrawn.routines};
    changes.primary_key = compare_primary_keys(before, after, recreated);
    changes.uniques = compare(before.uniques, after.uniques, recreated);
    changes.foreign_keys = compare(before.foreign_keys, after.foreign_keys, recreated);
    changes.checks = compare(before.checks, after.checks, recreated);
    changes.excludes = compare(before.excludes, after.excludes, recreated);
    find_validated(before.checks, after.checks, recreated, changes.validated);
    find_validated(before.foreign_keys, after.foreign_keys, recreated, changes.validated);
    changes.indexes = compare(before.indexes, after.indexes, recreated);
    changes.options = compare_options(before, after);
    changes.drops_come_first = uses_any(before, withdrawn);
    return changes;
}

bool loses_key(const TableChanges& changes, const std::vector<std::string>& columns) {
    return touches(columns, changes.columns.lost) ||
           any_is_key_of(changes.primary_key.dropped, columns) ||
           any_is_key_of(changes.uniques.dropped, columns) ||
           any_is_key_of(changes.indexes.dropped, columns);
}

bool has_key(const Table& table, const std::vector<std::string>& columns) {
    return (table.primary_key && is_key_of(*table.primary_key, columns)) ||
           any_is_key_of(table.uniques, columns) || any_is_key_of(table.indexes, columns);
}

Operations drops_of(const TableChanges& changes, const std::string& table) {
    const Origin& place = changes.after->origin;
    const auto still_there = [&](const auto* thing) {
        return !changes.gone_already.contains(thing->name);
    };
    Operations result;

    for (const auto* key : changes.foreign_keys.dropped)
        result.emplace_back(DropForeignKey{table, key->name}, place);
    for (const auto* check : changes.checks.dropped)
        result.emplace_back(DropCheck{table, check->name}, place);
    for (const auto* exclude : changes.excludes.dropped) {
        if (still_there(exclude)) result.emplace_back(DropExclude{table, exclude->name}, place);
    }
    for (const auto* index : changes.indexes.dropped) {
        if (still_there(index)) result.emplace_back(DropIndex{table, index->name}, place);
    }
    for (const auto* unique : changes.uniques.dropped) {
        if (still_there(unique)) result.emplace_back(DropUnique{table, unique->name}, place);
    }
    for (const auto* key : changes.primary_key.dropped) {
        if (still_there(key)) result.emplace_back(DropPrimaryKey{table}, place);
    }
    for (const auto& name : changes.columns.generated_dropped)
        result.emplace_back(DropColumn{table, name}, place);
    return result;
}

Operations operations_of(const TableChanges& changes) {
    const std::string& table = changes.after->name;
    const Origin& place = changes.after->origin;
    const auto here = [&](const auto* thing) { return origin_of(*thing, *changes.after); };
    const ColumnChanges& columns = changes.columns;
    Operations result = changes.drops_come_first ? Operations{} : drops_of(changes, table);

    result.insert(result.end(), columns.renamed.begin(), columns.renamed.end());
    for (const auto* column : columns.added)
        result.emplace_back(AddColumn{table, *column, {}, {}}, here(column));
    result.insert(result.end(), columns.altered.begin(), columns.altered.end());
    for (const auto& name : columns.dropped) result.emplace_back(DropColumn{table, name}, place);
    for (const auto* column : columns.generated_added) {
        result.emplace_back(AddColumn{table, *column, {}, {}}, here(column));
    }

    for (const auto* key : changes.primary_key.added)
        result.emplace_back(AddPrimaryKey{table, *key}, here(key));
    for (const auto* unique : changes.uniques.added)
        result.emplace_back(AddUnique{table, *unique}, here(unique));
    for (const auto* check : changes.checks.added)
        result.emplace_back(AddCheck{table, *check}, here(check));
    for (const auto* exclude : changes.excludes.added)
        result.emplace_back(AddExclude{table, *exclude}, here(exclude));
    for (const auto* index : changes.indexes.added)
        result.emplace_back(CreateIndex{table, *index}, here(index));
    if (changes.options) result.emplace_back(*changes.options, place);
    for (const auto* key : changes.foreign_keys.added)
        result.emplace_back(AddForeignKey{table, *key}, here(key));
    for (const std::string& name : changes.validated)
        result.emplace_back(ValidateConstraint{table, name}, place);
    return result;
}

}  // namespace migrations
