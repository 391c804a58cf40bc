#include "random_renames.h"

#include <algorithm>

#include "operations/replay.h"
#include "random_schema.h"
#include "schema/names.h"

namespace migrations {
namespace {

// One attempt: false when it does not fit.
bool carried_out(const Operation& operation, Schema& schema) {
    Schema next = schema;
    if (!replay(operation, next).empty()) return false;
    // Names that nobody chose follow the new names, as the models would have it.
    for (Table& table : next.tables) {
        if (table.primary_key && table.primary_key->automatic.value) table.primary_key->name.clear();
        const auto forget = [](auto& things) {
            for (auto& each : things) {
                if (each.automatic.value) each.name.clear();
            }
        };
        forget(table.uniques);
        forget(table.foreign_keys);
        forget(table.checks);
        forget(table.indexes);
        complete_names(table);
    }
    if (!is_possible(next)) return false;
    schema = std::move(next);
    return true;
}

std::string old_table(const RenameHints& hints, const std::string& name) {
    for (const auto& [from, to] : hints.tables) {
        if (to == name) return from;
    }
    return name;
}

bool is_new_name(const std::map<std::string, std::string>& renamed, const std::string& name) {
    return std::any_of(renamed.begin(), renamed.end(), [&](const auto& each) { return each.second == name; });
}

void rename_table(const Schema& before, Schema& after, RenameHints& hints, std::mt19937& random) {
    const std::string name = any_of(random, after.tables).name;
    if (before.table(name) == nullptr || is_new_name(hints.tables, name)) return;
    // Hints about columns go by the new name of the table: tables come first.
    const std::string fresh = free_name(after.tables, random);
    if (carried_out(RenameTable{name, fresh}, after)) hints.tables[name] = fresh;
}

void rename_column(const Schema& before, Schema& after, RenameHints& hints, std::mt19937& random) {
    const Table& table = any_of(random, after.tables);
    const std::string table_name = table.name;
    const Table* old = before.table(old_table(hints, table_name));
    const std::string name = any_of(random, table.columns).name;
    if (old == nullptr || old->column(name) == nullptr) return;
    for (const auto& [key, to] : hints.columns) {
        if (key.first == table_name && to == name) return;
    }
    const std::string fresh = free_name(table.columns, random);
    if (carried_out(RenameColumn{table_name, name, fresh}, after)) hints.columns[{table_name, name}] = fresh;
}

void rename_value(const Schema& before, Schema& after, RenameHints& hints, std::mt19937& random) {
    if (after.enums.empty()) return;
    const EnumType& type = any_of(random, after.enums);
    const EnumType* old = before.enum_type(type.name);
    if (old == nullptr || hints.enum_values.count(type.name) != 0) return;
    const std::string value = any_of(random, type.values);
    if (std::find(old->values.begin(), old->values.end(), value) == old->values.end()) return;
    const std::string name = type.name;
    const std::string fresh = value + " again";
    AlterEnum alter;
    alter.type = name;
    alter.values = type.values;
    std::replace(alter.values.begin(), alter.values.end(), value, fresh);
    alter.renamed_values[value] = fresh;
    if (carried_out(alter, after)) hints.enum_values[name][value] = fresh;
}

void rename_enum(const Schema& before, Schema& after, RenameHints& hints, std::mt19937& random) {
    if (after.enums.empty()) return;
    const std::string name = any_of(random, after.enums).name;
    if (before.enum_type(name) == nullptr || is_new_name(hints.enums, name)) return;
    const std::string fresh = free_name(after.enums, random);
    if (taken(after.tables, fresh) || !carried_out(RenameEnum{name, fresh}, after)) return;
    hints.enums[name] = fresh;
}

}  // namespace

RenameHints rename_some(const Schema& before, Schema& after, std::mt19937& random) {
    RenameHints hints;
    if (one_in(random, 2)) rename_table(before, after, hints, random);
    if (one_in(random, 3)) rename_enum(before, after, hints, random);
    for (std::size_t i = random_below(random, 3); i > 0; --i) rename_column(before, after, hints, random);
    if (one_in(random, 3)) rename_value(before, after, hints, random);
    return hints;
}

}  // namespace migrations
