#include "operations/constraint.h"

#include <algorithm>

#include "base/names.h"
#include "operations/kinds.h"
#include "operations/lookup.h"
#include "operations/place.h"
#include "operations/words.h"
#include "schema/keys.h"

namespace migrations {
namespace {

template <class Vector>
std::string nothing_named(const Table& table, const std::string& kind, const Vector& things,
                          const std::string& name) {
    std::vector<std::string> names;
    for (const auto& each : things) names.push_back(each.name);
    const std::string near = did_you_mean(name, names);
    return "table " + quoted(table.name) + " has no " + kind + " " + quoted(name) +
           (near.empty() ? "" : "; " + near);
}

template <class Vector>
void erase_named(Vector& things, const std::string& name) {
    std::erase_if(things, [&](const auto& each) { return each.name == name; });
}

// What does not fit about the target of a foreign key.
std::string target_missing(const Schema& schema, const ForeignKey& key) {
    const std::string what = "foreign key " + quoted(key.name);
    const Table* target = schema.table(key.table);
    if (!target) return what + ": " + no_table(schema, key.table);
    const std::string problem = columns_missing(*target, key.references, what);
    if (!problem.empty()) return problem;
    if (key.columns.size() != key.references.size()) {
        return what + " has " + count_of(key.columns.size(), "column") + " and refers to " +
               std::to_string(key.references.size());
    }
    if (!has_key(*target, key.references)) {
        return what + " refers to " + key.table + " " + columns_words(key.references) + ", " +
               why_no_key(*target, key.references);
    }
    return "";
}

}  // namespace

// ---- add_primary_key ----

std::string carry_out(const AddPrimaryKey& change, const Origin& origin, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    if (table->primary_key) {
        return "table " + quoted(table->name) + " has the primary key " +
               quoted(table->primary_key->name) + " already";
    }
    const PrimaryKey& key = change.primary_key;
    std::string problem = constraint_name_taken(*table, key.name);
    if (problem.empty()) {
        problem = columns_missing(*table, key.columns, "primary key " + quoted(key.name));
    }
    if (!problem.empty()) return problem;
    for (const std::string& name : key.columns) {
        if (!can_be_in_primary_key(*table->column(name))) {
            return "column " + quoted(name) + " of table " + quoted(table->name) +
                   " is null = true and cannot be in the primary key";
        }
    }
    table->primary_key = placed(key, origin);
    return "";
}

void undo(const AddPrimaryKey& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropPrimaryKey{change.table});
}

std::string summary_of(const AddPrimaryKey& change) {
    return "add primary key " + change.primary_key.name + " to " + change.table + " " +
           columns_words(change.primary_key.columns);
}

Subject subject_of(const AddPrimaryKey& change) {
    return {change.table, change.primary_key.name};
}

// ---- drop_primary_key ----

std::string carry_out(const DropPrimaryKey& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    if (!table->primary_key) return "table " + quoted(change.table) + " has no primary key";
    const std::string user = key_in_use(schema, *table, &*table->primary_key);
    if (!user.empty()) {
        return "primary key of table " + quoted(change.table) + " is in use: " + user;
    }
    table->primary_key.reset();
    return "";
}

void undo(const DropPrimaryKey& change, const Schema& before, Reverse& to) {
    to.operations.emplace_back(
        AddPrimaryKey{change.table, *before.table(change.table)->primary_key});
}

std::string summary_of(const DropPrimaryKey& change) {
    return "drop primary key of " + change.table;
}

Subject subject_of(const DropPrimaryKey& change) {
    return {change.table, "primary key"};
}

// ---- add_unique ----

std::string carry_out(const AddUnique& change, const Origin& origin, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    std::string problem = constraint_name_taken(*table, change.unique.name);
    if (problem.empty()) {
        problem =
            columns_missing(*table, change.unique.columns, "unique " + quoted(change.unique.name));
    }
    if (problem.empty()) table->uniques.push_back(placed(change.unique, origin));
    return problem;
}

void undo(const AddUnique& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropUnique{change.table, change.unique.name});
}

std::string summary_of(const AddUnique& change) {
    return "add unique " + change.unique.name + " to " + change.table + " " +
           columns_words(change.unique.columns) +
           (change.unique.nulls_not_distinct ? " nulls not distinct" : "");
}

Subject subject_of(const AddUnique& change) {
    return {change.table, change.unique.name};
}

// ---- drop_unique ----

std::string carry_out(const DropUnique& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    const Unique* unique = find_named(table->uniques, change.unique);
    if (!unique) return nothing_named(*table, "unique", table->uniques, change.unique);
    const std::string user = key_in_use(schema, *table, unique);
    if (!user.empty()) {
        return "unique " + quoted(change.unique) + " of table " + quoted(change.table) +
               " is in use: " + user;
    }
    erase_named(table->uniques, change.unique);
    return "";
}

void undo(const DropUnique& change, const Schema& before, Reverse& to) {
    to.operations.emplace_back(
        AddUnique{change.table, *find_named(before.table(change.table)->uniques, change.unique)});
}

std::string summary_of(const DropUnique& change) {
    return "drop unique " + change.unique + " of " + change.table;
}

Subject subject_of(const DropUnique& change) {
    return {change.table, change.unique};
}

// ---- add_foreign_key ----

std::string carry_out(const AddForeignKey& change, const Origin& origin, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    const ForeignKey& key = change.foreign_key;
    std::string problem = constraint_name_taken(*table, key.name);
    if (problem.empty()) {
        problem = columns_missing(*table, key.columns, "foreign key " + quoted(key.name));
    }
    if (problem.empty()) problem = target_missing(schema, key);
    if (problem.empty()) table->foreign_keys.push_back(placed(key, origin));
    return problem;
}

void undo(const AddForeignKey& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropForeignKey{change.table, change.foreign_key.name});
}

std::string summary_of(const AddForeignKey& change) {
    const ForeignKey& key = change.foreign_key;
    std::string words = "add foreign key " + key.name + " to " + change.table + " " +
                        columns_words(key.columns) + " referring to " + key.table + " " +
                        columns_words(key.references);
    if (key.match == Match::full) words += " match full";
    if (key.on_delete != Action::no_action) words += " on delete " + action_words(key.on_delete);
    if (key.on_update != Action::no_action) words += " on update " + action_words(key.on_update);
    if (key.not_valid) words += " not valid";
    return words;
}

Subject subject_of(const AddForeignKey& change) {
    return {change.table, change.foreign_key.name};
}

// ---- drop_foreign_key ----

std::string carry_out(const DropForeignKey& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    if (!find_named(table->foreign_keys, change.foreign_key)) {
        return nothing_named(*table, "foreign key", table->foreign_keys, change.foreign_key);
    }
    erase_named(table->foreign_keys, change.foreign_key);
    return "";
}

void undo(const DropForeignKey& change, const Schema& before, Reverse& to) {
    to.operations.emplace_back(AddForeignKey{
        change.table, *find_named(before.table(change.table)->foreign_keys, change.foreign_key)});
}

std::string summary_of(const DropForeignKey& change) {
    return "drop foreign key " + change.foreign_key + " of " + change.table;
}

Subject subject_of(const DropForeignKey& change) {
    return {change.table, change.foreign_key};
}

// ---- add_check ----

std::string carry_out(const AddCheck& change, const Origin& origin, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    const std::string problem = constraint_name_taken(*table, change.check.name);
    if (problem.empty()) table->checks.push_back(placed(change.check, origin));
    return problem;
}

void undo(const AddCheck& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropCheck{change.table, change.check.name});
}

std::string summary_of(const AddCheck& change) {
    return "add check " + change.check.name + " to " + change.table + " (" +
           sql_words(change.check.expression) + ")" + (change.check.no_inherit ? " no inherit" : "") +
           (change.check.not_valid ? " not valid" : "");
}

Subject subject_of(const AddCheck& change) {
    return {change.table, change.check.name};
}

// ---- drop_check ----

std::string carry_out(const DropCheck& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    if (!find_named(table->checks, change.check)) {
        return nothing_named(*table, "check", table->checks, change.check);
    }
    erase_named(table->checks, change.check);
    return "";
}

void undo(const DropCheck& change, const Schema& before, Reverse& to) {
    to.operations.emplace_back(
        AddCheck{change.table, *find_named(before.table(change.table)->checks, change.check)});
}

std::string summary_of(const DropCheck& change) {
    return "drop check " + change.check + " of " + change.table;
}

Subject subject_of(const DropCheck& change) {
    return {change.table, change.check};
}

// ---- validate_constraint ----

std::string carry_out(const ValidateConstraint& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    bool* not_valid = nullptr;
    if (ForeignKey* key = find_named(table->foreign_keys, change.constraint)) not_valid = &key->not_valid;
    if (Check* check = find_named(table->checks, change.constraint)) not_valid = &check->not_valid;
    if (!not_valid) {
        std::vector<ForeignKey> both = table->foreign_keys;
        for (const Check& each : table->checks) both.emplace_back().name = each.name;
        return nothing_named(*table, "foreign key or check", both, change.constraint);
    }
    if (!*not_valid) {
        return quoted(change.constraint) + " of table " + quoted(change.table) + " is valid already";
    }
    *not_valid = false;
    return "";
}

// The server has no way back but to make it again.
void undo(const ValidateConstraint& change, const Schema& before, Reverse& to) {
    const Table& table = *before.table(change.table);
    if (const ForeignKey* key = find_named(table.foreign_keys, change.constraint)) {
        to.operations.emplace_back(DropForeignKey{change.table, key->name});
        to.operations.emplace_back(AddForeignKey{change.table, *key});
    } else {
        to.operations.emplace_back(DropCheck{change.table, change.constraint});
        to.operations.emplace_back(AddCheck{change.table, *find_named(table.checks, change.constraint)});
    }
}

std::string summary_of(const ValidateConstraint& change) {
    return "validate " + change.constraint + " of " + change.table;
}

Subject subject_of(const ValidateConstraint& change) {
    return {change.table, change.constraint};
}

// ---- add_exclude ----

std::string carry_out(const AddExclude& change, const Origin& origin, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    const std::string problem = constraint_name_taken(*table, change.exclude.name);
    if (problem.empty()) table->excludes.push_back(placed(change.exclude, origin));
    return problem;
}

void undo(const AddExclude& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropExclude{change.table, change.exclude.name});
}

std::string summary_of(const AddExclude& change) {
    return "add exclude " + change.exclude.name + " to " + change.table + " (" +
           sql_words(change.exclude.expression) + ")";
}

Subject subject_of(const AddExclude& change) {
    return {change.table, change.exclude.name};
}

// ---- drop_exclude ----

std::string carry_out(const DropExclude& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    if (!find_named(table->excludes, change.exclude)) {
        return nothing_named(*table, "exclude", table->excludes, change.exclude);
    }
    erase_named(table->excludes, change.exclude);
    return "";
}

void undo(const DropExclude& change, const Schema& before, Reverse& to) {
    to.operations.emplace_back(
        AddExclude{change.table, *find_named(before.table(change.table)->excludes, change.exclude)});
}

std::string summary_of(const DropExclude& change) {
    return "drop exclude " + change.exclude + " of " + change.table;
}

Subject subject_of(const DropExclude& change) {
    return {change.table, change.exclude};
}

}  // namespace migrations
