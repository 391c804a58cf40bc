#include "diff/foreign_keys.h"

#include <algorithm>

#include "schema/dependency_order.h"

namespace migrations {
namespace {

using Needs = std::map<std::string, std::set<std::string>>;

Needs referred_tables(const Schema& schema) {
    Needs needs;
    for (const Table& table : schema.tables) {
        for (const ForeignKey& key : table.foreign_keys) needs[table.name].insert(key.table);
    }
    return needs;
}

Needs referring_tables(const Schema& schema) {
    Needs needs;
    for (const Table& table : schema.tables) {
        for (const ForeignKey& key : table.foreign_keys) needs[key.table].insert(table.name);
    }
    return needs;
}

const TableChanges* changes_of(const TableSteps& steps, const std::string& table) {
    const auto found = steps.changes.find(table);
    return found == steps.changes.end() ? nullptr : &found->second;
}

bool any_of(const std::vector<std::string>& names, const std::set<std::string>& set) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return set.contains(name); });
}

// PostgreSQL takes no foreign key of a logged table to an unlogged one, not even between two steps.
bool changes_persistence(const TableChanges* changes) {
    return changes != nullptr && changes->before->unlogged != changes->after->unlogged;
}

// Whether the changes pull something away from under a foreign key that exists before.
bool is_in_the_way(const TableSteps& steps, const Table& table, const ForeignKey& key) {
    if (steps.dropped_early.contains(key.table)) return true;
    const TableChanges* own = changes_of(steps, table.name);
    const bool leaves = key.table != table.name;
    if (leaves && (changes_persistence(own) || changes_persistence(changes_of(steps, key.table)))) return true;
    if (own != nullptr && any_of(key.columns, own->columns.incomparable)) return true;
    const TableChanges* other = changes_of(steps, key.table);
    return other != nullptr && (loses_key(*other, key.references) ||
                                any_of(key.references, other->columns.incomparable));
}

// The foreign keys of dropped tables that refer to a table that is dropped before them.
std::set<ForeignKeyName> closing_circles(const Schema& schema,
                                         const std::vector<std::string>& order) {
    std::set<ForeignKeyName> result;
    std::set<std::string> gone;
    for (const std::string& name : order) {
        for (const ForeignKey& key : schema.table(name)->foreign_keys) {
            if (gone.contains(key.table)) result.insert({name, key.name});
        }
        gone.insert(name);
    }
    return result;
}

// Takes the key out of its table's drops, and has it added again if it is to exist afterwards.
void take_out(TableChanges& changes, const ForeignKey& key, bool drop_stays) {
    auto& [dropped, added] = changes.foreign_keys;
    std::erase(changes.validated, key.name);
    const auto found = std::find(dropped.begin(), dropped.end(), &key);
    if (found == dropped.end()) {
        added.push_back(find_named(changes.after->foreign_keys, key.name));
        if (drop_stays) dropped.push_back(&key);
    } else if (!drop_stays) {
        dropped.erase(found);
    }
}

void sort_by_name(std::vector<const ForeignKey*>& keys) {
    std::sort(keys.begin(), keys.end(),
              [](const ForeignKey* a, const ForeignKey* b) { return a->name < b->name; });
}

}  // namespace

std::vector<ForeignKeyName> take_foreign_keys_in_the_way(TableSteps& steps) {
    std::set<std::string> dropped_late;
    for (const std::string& name : steps.dropped) {
        if (!steps.dropped_early.contains(name)) dropped_late.insert(name);
    }
    std::set<ForeignKeyName> taken =
        closing_circles(steps.before, order_of_drops(steps.before, dropped_late));
    taken.merge(closing_circles(steps.before, order_of_drops(steps.before, steps.dropped_early)));

    for (const Table& table : steps.before.tables) {
        if (steps.dropped_early.contains(table.name)) continue;
        const auto changes = steps.changes.find(table.name);
        for (const ForeignKey& key : table.foreign_keys) {
            const bool own = key.table == table.name;
            if (!is_in_the_way(steps, table, key)) continue;
            if (changes == steps.changes.end()) {
                if (!own) taken.insert({table.name, key.name});
                continue;
            }
            // Within one table the drop comes first anyway, unless a key that it refers to goes
            // before all tables.
            const bool in_its_turn = own && changes->second.gone_already.empty();
            take_out(changes->second, key, in_its_turn);
            if (!in_its_turn) taken.insert({table.name, key.name});
        }
        if (changes == steps.changes.end()) continue;
        sort_by_name(changes->second.foreign_keys.dropped);
        sort_by_name(changes->second.foreign_keys.added);
    }
    return {taken.begin(), taken.end()};
}

std::vector<std::string> order_of_creation(const TableSteps& steps) {
    return dependency_order(steps.created, referred_tables(steps.after));
}

std::vector<std::string> order_of_changes(const TableSteps& steps) {
    std::set<std::string> changed;
    for (const auto& [name, changes] : steps.changes) {
        if (!changes.empty()) changed.insert(name);
    }
    return dependency_order(changed, referred_tables(steps.after));
}

std::vector<std::string> order_of_drops(const Schema& before,
                                        const std::set<std::string>& dropped) {
    return dependency_order(dropped, referring_tables(before));
}

bool refers_to_lasting(const TableSteps& steps, const ForeignKey& key) {
    const TableChanges* other = changes_of(steps, key.table);
    if (other == nullptr || other->empty()) return true;
    if (changes_persistence(other)) return false;
    const std::vector<std::string>& columns = key.references;
    const bool renamed =
        std::any_of(other->columns.renamed.begin(), other->columns.renamed.end(),
                    [&](const Operation& operation) {
                        const std::string& name = std::get<RenameColumn>(operation.change).to;
                        return std::find(columns.begin(), columns.end(), name) != columns.end();
                    });
    return !renamed && !any_of(columns, other->columns.incomparable) &&
           !loses_key(*other, columns) && has_key(*other->before, columns);
}

}  // namespace migrations
