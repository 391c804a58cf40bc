#include "diff/free_names.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <variant>

#include "base/names.h"

namespace migrations {
namespace {

// Names of tables, keys and indexes that something new gets, with the tables where it does.
class NewNames {
public:
    NewNames(const TableSteps& steps, const EffectiveRenames& renames, const Operations& enums) {
        for (const auto& rename : renames.tables) insert(rename.second, {});
        for (const auto& rename : renames.enums) insert(rename.second, {});
        for (const Operation& each : enums) {
            const EnumType& type = std::get<CreateEnum>(each.change).type;
            if (type.native) insert(type.name, {});
        }
        for (const Object& each : steps.after.objects) {
            const bool is_early = each.kind == ObjectKind::domain || each.kind == ObjectKind::sequence;
            if (is_early && steps.before.object(key_of(each)) == nullptr) insert(each.name, {});
        }
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

}  // namespace

Operations free_names(TableSteps& steps, const EffectiveRenames& renames, const Operations& enums) {
    const NewNames names(steps, renames, enums);
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
    result.insert(result.end(), operations.begin(), operations.end());
    return result;
}

}  // namespace migrations
