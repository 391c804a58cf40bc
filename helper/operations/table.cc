#include "operations/table.h"

#include "base/names.h"
#include "operations/kinds.h"
#include "operations/lookup.h"
#include "operations/place.h"
#include "operations/words.h"

namespace migrations {
namespace {

// Adds everything but the columns, which `schema` has already: keys before the foreign keys that
// may refer to them.
std::string add_elements(const Table& table, const Origin& origin, Schema& schema, RelationNames* names) {
    std::string problem;
    const auto add = [&](const auto& change) {
        if (problem.empty()) problem = carry_out(change, origin, schema);
    };
    if (table.primary_key) add(AddPrimaryKey{table.name, *table.primary_key});
    for (const Unique& each : table.uniques) add(AddUnique{table.name, each});
    for (const Check& each : table.checks) add(AddCheck{table.name, each});
    for (const Exclude& each : table.excludes) add(AddExclude{table.name, each});
    for (const Index& each : table.indexes) {
        if (problem.empty()) problem = carry_out(CreateIndex{table.name, each}, origin, schema, names);
        if (names != nullptr) names->add(each.name);
    }
    for (const ForeignKey& each : table.foreign_keys) add(AddForeignKey{table.name, each});
    return problem;
}

// The triggers of a table go and are renamed with it.
bool is_on(const Object& object, const std::string& table) {
    return object.kind == ObjectKind::trigger && object.table == table;
}

std::string referring(const Schema& schema, const std::string& table) {
    for (const Table& other : schema.tables) {
        if (other.name == table) continue;
        for (const ForeignKey& each : other.foreign_keys) {
            if (each.table != table) continue;
            return "table " + quoted(table) + " is referred to by foreign key " +
                   quoted(each.name) + " of table " + quoted(other.name);
        }
    }
    return "";
}

}  // namespace

// ---- create_table ----

std::string carry_out(const CreateTable& change, const Origin& origin, Schema& schema) {
    return carry_out(change, origin, schema, nullptr);
}

std::string carry_out(const CreateTable& change, const Origin& origin, Schema& schema, RelationNames* names) {
    const Table& wanted = change.table;
    std::string problem = name_taken(schema, wanted.name, names);
    if (!problem.empty()) return problem;
    if (wanted.columns.empty()) return "table " + quoted(wanted.name) + " has no columns";

    Table table;
    table.name = wanted.name;
    table.comment = wanted.comment;
    table.strict = wanted.strict;
    table.without_rowid = wanted.without_rowid;
    table.unlogged = wanted.unlogged;
    table.with = wanted.with;
    table.origin = wanted.origin;
    place(table.origin, origin);
    table.columns.reserve(wanted.columns.size());
    for (const Column& column : wanted.columns) {
        problem = column_name_taken(table, column.name);
        if (problem.empty()) problem = type_mistake(schema, column);
        if (!problem.empty()) return problem;
        table.columns.push_back(placed(column, origin));
    }
    schema.tables.push_back(std::move(table));
    if (names != nullptr) names->add(wanted.name);
    problem = add_elements(wanted, origin, schema, names);
    if (!problem.empty()) schema.tables.pop_back();
    return problem;
}

void undo(const CreateTable& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropTable{change.table.name});
}

std::string summary_of(const CreateTable& change) {
    return "create table " + change.table.name + " (" +
           count_of(change.table.columns.size(), "column") + ")";
}

Subject subject_of(const CreateTable& change) {
    return {change.table.name, ""};
}

// ---- drop_table ----

std::string carry_out(const DropTable& change, const Origin&, Schema& schema) {
    if (!schema.table(change.table)) return no_table(schema, change.table);
    const std::string problem = referring(schema, change.table);
    if (!problem.empty()) return problem;
    std::erase_if(schema.tables, [&](const Table& each) { return each.name == change.table; });
    std::erase_if(schema.objects, [&](const Object& each) { return is_on(each, change.table); });
    return "";
}

void undo(const DropTable& change, const Schema& before, Reverse& to) {
    to.lost.emplace_back(to.operations.size(), "rows of " + change.table);
    to.operations.emplace_back(CreateTable{*before.table(change.table)});
    for (const Object& each : before.objects) {
        if (is_on(each, change.table)) to.operations.emplace_back(CreateObject{each});
    }
}

std::string summary_of(const DropTable& change) {
    return "drop table " + change.table;
}
Subject subject_of(const DropTable& change) {
    return {change.table, ""};
}

// ---- rename_table ----

std::string carry_out(const RenameTable& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.from);
    if (!table) return no_table(schema, change.from);
    if (!equals_ignoring_case(change.from, change.to)) {
        const std::string problem = table_name_taken(schema, change.to);
        if (!problem.empty()) return problem;
    }
    table->name = change.to;
    for (Table& other : schema.tables) {
        for (ForeignKey& each : other.foreign_keys) {
            if (each.table == change.from) each.table = change.to;
        }
    }
    for (Object& each : schema.objects) {
        if (is_on(each, change.from)) each.table = change.to;
    }
    return "";
}

void undo(const RenameTable& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(RenameTable{change.to, change.from});
}

std::string summary_of(const RenameTable& change) {
    return "rename table " + change.from + " to " + change.to;
}

Subject subject_of(const RenameTable& change) {
    return {change.from, ""};
}

// ---- alter_table ----

std::string carry_out(const AlterTable& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    if (!change.comment && !change.strict && !change.without_rowid && !change.unlogged &&
        !change.with) {
        return "alter_table of " + quoted(change.table) + " changes nothing";
    }
    if (change.comment) table->comment = *change.comment;
    if (change.strict) table->strict = *change.strict;
    if (change.without_rowid) table->without_rowid = *change.without_rowid;
    if (change.unlogged) table->unlogged = *change.unlogged;
    if (change.with) table->with = *change.with;
    return "";
}

void undo(const AlterTable& change, const Schema& before, Reverse& to) {
    const Table& table = *before.table(change.table);
    AlterTable back;
    back.table = change.table;
    if (change.comment) back.comment = table.comment;
    if (change.strict) back.strict = table.strict;
    if (change.without_rowid) back.without_rowid = table.without_rowid;
    if (change.unlogged) back.unlogged = table.unlogged;
    if (change.with) back.with = table.with;
    to.operations.emplace_back(std::move(back));
}

std::string summary_of(const AlterTable& change) {
    std::vector<std::string> changes;
    if (change.comment && change.comment->empty()) changes.push_back("drop comment");
    if (change.comment && !change.comment->empty()) {
        changes.push_back("comment " + quoted(*change.comment));
    }
    if (change.strict) changes.push_back(*change.strict ? "strict" : "not strict");
    if (change.without_rowid) {
        changes.push_back(*change.without_rowid ? "without rowid" : "with rowid");
    }
    if (change.unlogged) changes.push_back(*change.unlogged ? "unlogged" : "logged");
    if (change.with) {
        changes.push_back(change.with->values.empty() ? "without parameters"
                                                      : "with " + parameters_words(*change.with));
    }
    return "alter table " + change.table + (changes.empty() ? "" : ": ") + join(changes, ", ");
}

Subject subject_of(const AlterTable& change) {
    return {change.table, ""};
}

}  // namespace migrations
