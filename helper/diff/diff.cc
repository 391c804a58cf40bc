#include "diff/diff.h"

#include <algorithm>

#include "base/names.h"
#include "diff/enum_changes.h"
#include "diff/foreign_keys.h"
#include "diff/object_changes.h"
#include "diff/routine_changes.h"
#include "operations/call_order.h"
#include "schema/calls.h"
#include "schema/domain_columns.h"

namespace migrations {
namespace {

void append(Operations& operations, const Operations& more) {
    operations.insert(operations.end(), more.begin(), more.end());
}

TableSteps compare_all_tables(const Schema& before, const Schema& after,
                              const EffectiveRenames& renames, const std::set<std::string>& routines) {
    TableSteps steps{before, after, {}, {}, {}, {}};
    for (const Table& table : after.tables) {
        const Table* old = before.table(table.name);
        if (old == nullptr) {
            steps.created.insert(table.name);
            continue;
        }
        const auto columns = renames.columns.find(table.name);
        steps.changes[table.name] = compare_tables(
            *old, table, columns == renames.columns.end() ? Renames{} : columns->second, routines);
    }
    for (const Table& table : before.tables) {
        if (after.table(table.name) == nullptr) steps.dropped.insert(table.name);
    }
    return steps;
}

// Names of tables, keys and indexes that something new gets, with the tables where it does.
class NewNames {
public:
    explicit NewNames(const TableSteps& steps, const EffectiveRenames& renames) {
        for (const auto& rename : renames.tables) insert(rename.second, {});
        for (const std::string& name : steps.created) {
            const Table& table = *steps.after.table(name);
            insert(name, {});
            if (table.primary_key) insert(table.primary_key->name, name);
            for (const Unique& unique : table.uniques) insert(unique.name, name);
            for (const Exclude& exclude : table.excludes) insert(exclude.name, name);
            for (const Index& index : table.indexes) insert(index.name, name);
        }
        for (const auto& [name, changes] : steps.changes) {
            for (const auto* key : changes.primary_key.added) insert(key->name, name);
            for (const auto* unique : changes.uniques.added) insert(unique->name, name);
            for (const auto* exclude : changes.excludes.added) insert(exclude->name, name);
            for (const auto* index : changes.indexes.added) insert(index->name, name);
        }
    }

    bool needed_outside(const std::string& table, const std::string& name) const {
        const auto found = tables_.find(lower(name));
        return found != tables_.end() &&
               (found->second.size() > 1 || !found->second.contains(table));
    }

private:
    void insert(const std::string& name, const std::string& table) {
        tables_[lower(name)].insert(table);
    }
    std::map<std::string, std::set<std::string>> tables_;
};

// Drops what has a name that is needed elsewhere before its own turn. Names of keys and indexes
// belong to the whole schema.
Operations free_names(TableSteps& steps, const EffectiveRenames& renames) {
    const NewNames names(steps, renames);
    Operations operations;
    for (auto& [name, changes] : steps.changes) {
        const std::string old = old_name(renames.tables, name);
        const Origin& place = changes.after->origin;
        const auto leaves = [&, table = name](const auto* thing) {
            return names.needed_outside(table, thing->name);
        };
        for (const auto* index : changes.indexes.dropped) {
            if (!leaves(index)) continue;
            operations.emplace_back(DropIndex{old, index->name}, place);
            changes.gone_already.insert(index->name);
        }
        for (const auto* exclude : changes.excludes.dropped) {
            if (!leaves(exclude)) continue;
            operations.emplace_back(DropExclude{old, exclude->name}, place);
            changes.gone_already.insert(exclude->name);
        }
        for (const auto* unique : changes.uniques.dropped) {
            if (!leaves(unique)) continue;
            operations.emplace_back(DropUnique{old, unique->name}, place);
            changes.gone_already.insert(unique->name);
        }
        for (const auto* key : changes.primary_key.dropped) {
            if (!leaves(key)) continue;
            operations.emplace_back(DropPrimaryKey{old}, place);
            changes.gone_already.insert(key->name);
        }
    }
    for (const std::string& name : steps.dropped) {
        const Table& table = *steps.before.table(name);
        const auto leaves = [&](const auto& thing) {
            return names.needed_outside(name, thing.name);
        };
        if (leaves(table) || (table.primary_key && leaves(*table.primary_key)) ||
            std::any_of(table.uniques.begin(), table.uniques.end(), leaves) ||
            std::any_of(table.excludes.begin(), table.excludes.end(), leaves)) {
            steps.dropped_early.insert(name);
            continue;
        }
        for (const Index& index : table.indexes) {
            if (leaves(index)) operations.emplace_back(DropIndex{name, index.name});
        }
    }
    // First, since their foreign keys may refer to the keys that go.
    Operations result;
    for (const std::string& name : order_of_drops(steps.before, steps.dropped_early)) {
        result.emplace_back(DropTable{name});
    }
    append(result, operations);
    return result;
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

// What tables that stay drop, where it may name a value of a disturbed enum or calls a function that is made anew: before
// the enums are altered and the functions go.
Operations early_drops(TableSteps& steps, const std::set<std::string>& disturbed) {
    Operations operations;
    for (auto& [name, changes] : steps.changes) {
        if (!changes.drops_come_first && !uses_enum(*changes.before, disturbed)) continue;
        append(operations, drops_of(changes));
        changes.drops_come_first = true;
    }
    return operations;
}

// The functions that are made anew, and the defaults that go for it.
struct Routines {
    std::set<std::string> names;
    Operations defaults_dropped;
};

// Native enums that change. Their types may be made anew, on the way down also for a value that was merely added; so what
// is in the way goes and comes again in both directions.
std::set<std::string> changed_enums(const EnumChanges& changes, const Schema& after) {
    std::set<std::string> names;
    for (const Operation& each : changes.altered) {
        const std::string& name = std::get<AlterEnum>(each.change).type;
        const EnumType* type = after.enum_type(name);
        if (type != nullptr && type->native) names.insert(name);
    }
    return names;
}

// Everything but the drops of enums. `renamed` are the new names of tables and enums, which come
// when foreign keys and names no longer hold on to what changes.
Operations operations_of(TableSteps& steps, const EffectiveRenames& renames,
                         const Operations& renamed, EnumChanges enums, const Routines& routines,
                         const ObjectChanges& objects) {
    // Tables that go and hold on to what is made anew.
    for (const std::string& name : steps.dropped) {
        const Table& table = *steps.before.table(name);
        if (uses_enum(table, enums.disturbed) || calls_any(table, routines.names)) steps.dropped_early.insert(name);
    }
    const Operations freed = free_names(steps, renames);
    Operations result = objects.dropped;
    for (const auto& [table, key] : take_foreign_keys_in_the_way(steps)) {
        const Table* after = steps.after.table(table);
        result.emplace_back(DropForeignKey{old_name(renames.tables, table), key},
                            after == nullptr ? Origin{} : after->origin);
    }
    append(result, freed);
    append(result, renamed);
    append(result, early_drops(steps, enums.disturbed));
    for (const Operation& each : routines.defaults_dropped) {
        if (!steps.dropped_early.contains(std::get<AlterColumn>(each.change).table)) result.push_back(each);
    }
    append(result, objects.loosened);
    append(result, objects.dropped_early);
    append(result, enums.created);
    std::erase_if(enums.defaults_dropped, [&](const Operation& operation) {
        return steps.dropped_early.contains(std::get<AlterColumn>(operation.change).table);
    });
    append(result, enums.defaults_dropped);
    append(result, enums.altered);
    append(result, objects.created_early);

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
    for (const std::string& name : order_of_drops(steps.before, dropped))
        result.emplace_back(DropTable{name});
    append(result, objects.created);
    return result;
}

// Domains that get another CHECK or NOT NULL, or lose theirs for a while, though columns have them inside of arrays; those
// tables are disturbed then (dialects/postgresql/alter_objects.h).
std::set<std::string> disturbed_domains(const Schema& before, const Schema& after, const std::set<std::string>& routines,
                                        std::set<std::string>& tables) {
    std::set<std::string> names;
    for (const Object& old : before.objects) {
        const Object* now = old.kind == ObjectKind::domain ? after.object(key_of(old)) : nullptr;
        if (now == nullptr || (*now == old && !calls(now->sql, routines))) continue;
        const std::vector<HoldingColumn> columns = columns_holding(before, old.name);
        if (columns.empty()) continue;
        names.insert(old.name);
        for (const HoldingColumn& each : columns) tables.insert(each.table->name);
    }
    return names;
}

// Tables that something which reads them would hold on to.
std::set<std::string> disturbed_tables(const TableSteps& steps, const std::set<std::string>& enums) {
    std::set<std::string> disturbed = steps.dropped;
    for (const auto& [name, changes] : steps.changes) {
        const bool other_type = std::any_of(
            changes.columns.altered.begin(), changes.columns.altered.end(), [](const Operation& operation) {
                return std::get<AlterColumn>(operation.change).type.has_value();
            });
        if (other_type || !changes.columns.lost.empty() || uses_enum(*changes.before, enums)) disturbed.insert(name);
    }
    return disturbed;
}

}  // namespace

Operations diff(const Schema& from, const Schema& to, const RenameHints& hints, const DialectNames& dialects) {
    // The order of the input is not to show; columns stay, since new tables have them in order.
    const Schema after = sorted_but_columns(adopt_names(to, from, hints));
    const EffectiveRenames renames = effective_renames(from, after, hints);

    Schema before = sorted_but_columns(from);
    Operations renamed = rename_operations_of_tables(renames, after);
    append(renamed, rename_operations_of_enums(renames, after));
    must_replay(renamed, before);
    EnumChanges enums = compare_enums(before, after, renames, hints);
    const std::set<std::string> types = changed_enums(enums, after);
    Routines routines{remade_routines(before, after, renames, types), {}};
    must_replay(enums.created, before);
    must_replay(enums.defaults_dropped, before);
    routines.defaults_dropped = drops_of_calling_defaults(before, after, routines.names);
    must_replay(routines.defaults_dropped, before);
    must_replay(enums.altered, before);
    for (const auto& [table, columns] : renames.columns) {
        must_replay(rename_operations_of_columns(*after.table(table), columns), before);
    }

    TableSteps steps = compare_all_tables(before, after, renames, routines.names);
    std::set<std::string> retyped = enums.disturbed;
    retyped.insert(types.begin(), types.end());
    const StaleObjects stale(from, after, renames);
    Disturbed disturbed{disturbed_tables(steps, retyped), types, {}, nullptr};
    disturbed.domains = disturbed_domains(before, after, routines.names, disturbed.tables);
    if (std::find(dialects.begin(), dialects.end(), "postgresql") != dialects.end()) disturbed.stale = &stale;
    const ObjectChanges objects = compare_objects(before, after, renames, disturbed);
    Operations result = operations_of(steps, renames, renamed, std::move(enums), routines, objects);
    append(result, drops_of_enums(before, after));
    append(result, objects.dropped_late);
    return in_call_order(std::move(result), from);
}

}  // namespace migrations
