#include "diff/diff.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "diff/disturbed.h"
#include "diff/enum_changes.h"
#include "diff/foreign_keys.h"
#include "diff/free_names.h"
#include "diff/object_changes.h"
#include "diff/stale_objects.h"
#include "diff/taken_types.h"
#include "diff/withdrawn.h"
#include "operations/call_order.h"
#include "operations/replacement_order.h"

namespace migrations {
namespace {

void append(Operations& operations, const Operations& more) {
    operations.insert(operations.end(), more.begin(), more.end());
}

TableSteps compare_all_tables(const Schema& before, const Schema& after,
                              const EffectiveRenames& renames, const Withdrawn& withdrawn) {
    TableSteps steps{before, after, {}, {}, {}, {}};
    for (const Table& table : after.tables) {
        const Table* old = before.table(table.name);
        if (old == nullptr) {
            steps.created.insert(table.name);
            continue;
        }
        const auto columns = renames.columns.find(table.name);
        steps.changes[table.name] = compare_tables(
            *old, table, columns == renames.columns.end() ? Renames{} : columns->second, withdrawn);
    }
    for (const Table& table : before.tables) {
        if (after.table(table.name) == nullptr) steps.dropped.insert(table.name);
    }
    return steps;
}

// A created table without the foreign keys that cannot be made yet; those go to `later`.
Operation create(const TableSteps& steps, const std::string& name,
                 const std::set<std::string>& not_yet, Operations& later) {
    const Table& whole = *steps.after.table(name);
    Table table = whole;
    table.foreign_keys.clear();
    for (const ForeignKey& key : whole.foreign_keys) {
        const bool possible =
            key.table == name || (!not_yet.contains(key.table) && refers_to_lasting(steps, key));
        if (possible) {
            table.foreign_keys.push_back(key);
        } else {
            later.emplace_back(AddForeignKey{name, key}, origin_of(key, whole));
        }
    }
    return {CreateTable{std::move(table)}, whole.origin};
}

// The changes of one table. Foreign keys to tables that change after it go to `later`, unless they
// refer to nothing new.
Operations change(const TableSteps& steps, const TableChanges& changes,
                  const std::set<std::string>& not_yet, Operations& later) {
    TableChanges now = changes;
    std::erase_if(now.foreign_keys.added, [&](const ForeignKey* key) {
        const bool possible = key->table == now.after->name || !not_yet.contains(key->table) ||
                              refers_to_lasting(steps, *key);
        if (!possible)
            later.emplace_back(AddForeignKey{now.after->name, *key}, origin_of(*key, *now.after));
        return !possible;
    });
    return operations_of(now);
}

// What tables that stay drop, where it uses something withdrawn or may name a value of a disturbed enum: before names change.
Operations early_drops(TableSteps& steps, const EffectiveRenames& renames, const std::set<std::string>& disturbed) {
    Operations operations;
    for (auto& [name, changes] : steps.changes) {
        if (!changes.drops_come_first && !uses_enum(*changes.before, disturbed)) continue;
        append(operations, drops_of(changes, old_name(renames.tables, name)));
        changes.drops_come_first = true;
    }
    return operations;
}

// Without those on tables that go early.
void keep_lasting(Operations& alterations, const TableSteps& steps) {
    std::erase_if(alterations, [&](const Operation& operation) {
        return steps.dropped_early.contains(std::get<AlterColumn>(operation.change).table);
    });
}

// Alterations of columns, while their tables still have their old names.
Operations under_old_names(Operations alterations, const EffectiveRenames& renames) {
    for (Operation& each : alterations) {
        std::string& table = std::get<AlterColumn>(each.change).table;
        table = old_name(renames.tables, table);
    }
    return alterations;
}

// What changes besides tables.
struct Surroundings {
    Operations renamed;  // tables and enums
    EnumChanges enums;
    TakenTypes taken;
    Withdrawn withdrawn;
    Operations defaults_dropped;  // for what is withdrawn
    ObjectChanges objects;
};

// All tables, and what of their changes has to wait for other tables.
Operations operations_of_tables(const TableSteps& steps) {
    Operations result;
    Operations later;
    const std::vector<std::string> created = order_of_creation(steps);
    std::set<std::string> not_yet(created.begin(), created.end());
    for (const std::string& name : created) {
        result.push_back(create(steps, name, not_yet, later));
        not_yet.erase(name);
    }
    const std::vector<std::string> changed = order_of_changes(steps);
    not_yet.insert(changed.begin(), changed.end());
    for (const std::string& name : changed) {
        append(result, change(steps, steps.changes.at(name), not_yet, later));
        not_yet.erase(name);
    }
    append(result, later);

    std::set<std::string> dropped = steps.dropped;
    for (const std::string& name : steps.dropped_early) dropped.erase(name);
    for (const std::string& name : order_of_drops(steps.before, dropped)) result.emplace_back(DropTable{name});
    return result;
}

// The one order of everything. First goes, under the old names, what uses names that are about to change or holds on to
// what is; then names and enums change; then comes, under the new names, what uses them. So the same operations undone in
// the opposite order work too: what comes again finds the names that it was made with.
Operations in_order(TableSteps& steps, const EffectiveRenames& renames, Surroundings around) {
    for (const std::string& name : steps.dropped) {
        const Table& table = *steps.before.table(name);
        if (uses_enum(table, around.enums.disturbed) || uses_any(table, around.withdrawn) || has_type(table, around.taken.names))
            steps.dropped_early.insert(name);
    }
    const Operations freed = free_names(steps, renames, around.enums.created);
    for (Operations* each : {&around.defaults_dropped, &around.taken.columns_leave, &around.enums.defaults_dropped})
        keep_lasting(*each, steps);

    Operations result = around.objects.dropped;
    for (const auto& [table, key] : take_foreign_keys_in_the_way(steps)) {
        const Table* after = steps.after.table(table);
        result.emplace_back(DropForeignKey{old_name(renames.tables, table), key},
                            after == nullptr ? Origin{} : after->origin);
    }
    append(result, freed);
    append(result, early_drops(steps, renames, around.enums.disturbed));
    append(result, under_old_names(around.defaults_dropped, renames));
    append(result, around.objects.loosened);
    append(result, under_old_names(around.taken.columns_leave, renames));
    append(result, around.objects.dropped_early);
    append(result, around.taken.enums_dropped);

    append(result, around.renamed);
    append(result, around.enums.created);
    append(result, around.enums.defaults_dropped);
    append(result, around.enums.altered);

    append(result, around.objects.created_early);
    append(result, operations_of_tables(steps));
    append(result, around.objects.created);
    append(result, around.objects.dropped_late);
    append(result, drops_of_enums(steps.before, steps.after, around.taken.names));
    return result;
}

// Functions are replaced where what their new bodies name is there (operations/replacement_order.h).
Operations with_settled_replacements(Operations operations) {
    Operations settled;
    for (const std::size_t index : order_with_replacements(operations)) settled.push_back(std::move(operations[index]));
    return settled;
}

}  // namespace

Operations diff(const Schema& from, const Schema& to, const RenameHints& hints, const DialectNames& dialects) {
    // The order of the input is not to show; columns stay, since new tables have them in order.
    const Schema after = sorted_but_columns(adopt_names(to, from, hints));
    const EffectiveRenames renames = effective_renames(from, after, hints);

    Schema before = sorted_but_columns(from);
    Schema standing = before;  // as it is when the first things go
    Surroundings around;
    around.renamed = rename_operations_of_tables(renames, after);
    append(around.renamed, rename_operations_of_enums(renames, after));
    must_replay(around.renamed, before);
    standing.objects = before.objects;
    around.taken = taken_types(before, after);
    Disturbed types;
    types.renamed_types = renamed_types(from, renames);
    types.taken_types = around.taken.names;
    around.withdrawn = withdrawn_by_objects(standing, after, renames, types);
    around.defaults_dropped = drops_of_defaults(before, after, around.withdrawn);
    must_replay(around.defaults_dropped, before);
    must_replay(around.taken.columns_leave, before);
    around.enums = compare_enums(before, after, renames, hints);
    must_replay(around.enums.created, before);
    must_replay(around.enums.defaults_dropped, before);
    must_replay(around.enums.altered, before);
    for (const auto& [table, columns] : renames.columns) {
        must_replay(rename_operations_of_columns(*after.table(table), columns), before);
    }

    TableSteps steps = compare_all_tables(before, after, renames, around.withdrawn);
    Disturbed disturbed = disturbed_by(steps, renames, around.enums.disturbed, around.withdrawn.routines);
    disturbed.renamed_types = types.renamed_types;
    disturbed.taken_types = types.taken_types;
    const StaleObjects stale(from, after, renames);
    if (std::find(dialects.begin(), dialects.end(), "postgresql") != dialects.end()) disturbed.stale = &stale;
    around.objects = compare_objects(from, standing, after, renames, disturbed);
    return with_settled_replacements(in_call_order(in_order(steps, renames, std::move(around)), from));
}

}  // namespace migrations
