#include "diff/disturbed.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "diff/enum_changes.h"
#include "schema/calls.h"
#include "schema/domain_columns.h"

namespace migrations {
namespace {

// Domains that get another CHECK or NOT NULL, or lose theirs for a while, though columns have them inside of arrays; those
// tables are disturbed then (dialects/postgresql/alter_objects.h).
void add_domains(const Schema& before, const Schema& after, const std::set<std::string>& routines, Disturbed& disturbed) {
    for (const Object& old : before.objects) {
        const Object* now = old.kind == ObjectKind::domain ? after.object(key_of(old)) : nullptr;
        if (now == nullptr || (*now == old && !calls(now->sql, routines))) continue;
        const std::vector<HoldingColumn> columns = columns_holding(before, old.name);
        if (columns.empty()) continue;
        disturbed.domains.insert(old.name);
        for (const HoldingColumn& each : columns) disturbed.tables.insert(each.table->name);
    }
}

// PostgreSQL changes a collation with the type.
bool changes_type(const TableChanges& changes) {
    return std::any_of(changes.columns.altered.begin(), changes.columns.altered.end(), [](const Operation& operation) {
        const auto& alter = std::get<AlterColumn>(operation.change);
        const bool drops_collation = std::find(alter.drop.begin(), alter.drop.end(), "collation") != alter.drop.end();
        return alter.type || alter.collation || drops_collation;
    });
}

bool changes_columns(const ColumnChanges& columns) {
    return !columns.lost.empty() || !columns.renamed.empty() || !columns.added.empty() || !columns.altered.empty() ||
           !columns.generated_added.empty();
}

}  // namespace

Disturbed disturbed_by(const TableSteps& steps, const EffectiveRenames& renames, const std::set<std::string>& enums,
                       const std::set<std::string>& routines) {
    Disturbed disturbed;
    disturbed.tables = steps.dropped;
    for (const auto& [name, changes] : steps.changes) {
        const bool lasting = changes.columns.lost.empty() && !changes_type(changes) && !uses_enum(*changes.before, enums);
        if (!lasting) disturbed.tables.insert(name);
        if (changes_columns(changes.columns)) disturbed.changed.insert(name);
    }
    add_domains(steps.before, steps.after, routines, disturbed);
    disturbed.changed.insert(steps.created.begin(), steps.created.end());
    disturbed.changed.insert(disturbed.tables.begin(), disturbed.tables.end());
    for (const auto& rename : renames.tables) disturbed.changed.insert(rename.second);
    return disturbed;
}

}  // namespace migrations
