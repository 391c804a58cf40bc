#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/sql_text.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/traits.h"
#include "dialects/postgresql/types.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

std::vector<std::string> sorted(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return names;
}

std::string drop_constraint(const std::string& name) {
    return "DROP CONSTRAINT " + quote_identifier(name);
}

// The column names of an index that can be what a foreign key refers to; else empty.
std::vector<std::string> key_of(const Index& index) {
    std::vector<std::string> columns;
    if (!index.unique || index.where) return columns;
    for (const IndexKey& key : index.keys) {
        if (key.column.empty()) return {};
        columns.push_back(key.column);
    }
    return columns;
}

// Drops a key with `statement`. A foreign key that refers to its columns may be tied to this very
// key, though there is another for it (or else replay had refused): it is taken off and then finds
// the other one.
template <class Statement>
void drop_key(const std::string& table, const std::vector<std::string>& columns,
              const Around& around, Writer& writer, const Statement& statement) {
    std::vector<std::pair<std::string, const ForeignKey*>> users;
    for (const Table& other : around.after.tables) {
        for (const ForeignKey& each : other.foreign_keys) {
            if (each.table != table || columns.empty()) continue;
            if (sorted(each.references) == sorted(columns)) users.emplace_back(other.name, &each);
        }
    }
    for (const auto& [user, key] : users) writer.alter_table(user, drop_constraint(key->name));
    statement();
    for (const auto& [user, key] : users)
        writer.alter_table(user, "ADD " + constraint_clause(*key));
}

}  // namespace

void emit(const AddPrimaryKey& change, const Around&, Writer& writer) {
    writer.alter_table(change.table, "ADD " + constraint_clause(change.primary_key));
}

void emit(const DropPrimaryKey& change, const Around& around, Writer& writer) {
    const Table& table = *around.before.table(change.table);
    const PrimaryKey& key = *table.primary_key;
    drop_key(change.table, key.columns, around, writer,
             [&] { writer.alter_table(change.table, drop_constraint(key.name)); });
    // The key made its columns NOT NULL, and they stay so: also one that only SQLite lets be NULL in a key.
    for (const std::string& name : key.columns) {
        const Column& column = *table.column(name);
        if (!column.null || column.identity) continue;
        writer.alter_table(change.table, "ALTER COLUMN " + quote_identifier(name) + " DROP NOT NULL");
    }
}

void emit(const AddUnique& change, const Around&, Writer& writer) {
    writer.alter_table(change.table, "ADD " + constraint_clause(change.unique));
}

void emit(const DropUnique& change, const Around& around, Writer& writer) {
    const Unique& key = *find_named(around.before.table(change.table)->uniques, change.unique);
    drop_key(change.table, key.columns, around, writer,
             [&] { writer.alter_table(change.table, drop_constraint(key.name)); });
}

void emit(const AddForeignKey& change, const Around&, Writer& writer) {
    writer.alter_table(change.table, "ADD " + constraint_clause(change.foreign_key));
}

void emit(const DropForeignKey& change, const Around&, Writer& writer) {
    writer.alter_table(change.table, drop_constraint(change.foreign_key));
}

void emit(const AddCheck& change, const Around&, Writer& writer) {
    if (!change.check.exists_in(dialect_name)) return;
    writer.alter_table(change.table, "ADD " + constraint_clause(change.check, dialect_name));
}

void emit(const DropCheck& change, const Around& around, Writer& writer) {
    const Check& old = *find_named(around.before.table(change.table)->checks, change.check);
    if (old.exists_in(dialect_name)) writer.alter_table(change.table, drop_constraint(change.check));
}

void emit(const ValidateConstraint& change, const Around& around, Writer& writer) {
    const Check* check = find_named(around.before.table(change.table)->checks, change.constraint);
    if (check != nullptr && !check->exists_in(dialect_name)) return;
    writer.alter_table(change.table, "VALIDATE CONSTRAINT " + quote_identifier(change.constraint));
}

void emit(const AddExclude& change, const Around&, Writer& writer) {
    if (change.exclude.exists_in(dialect_name))
        writer.alter_table(change.table, "ADD " + exclude_clause(change.exclude));
}

void emit(const DropExclude& change, const Around& around, Writer& writer) {
    const Exclude& old = *find_named(around.before.table(change.table)->excludes, change.exclude);
    if (old.exists_in(dialect_name)) writer.alter_table(change.table, drop_constraint(change.exclude));
}

void emit(const CreateIndex& change, const Around&, Writer& writer) {
    make_index(change.table, change.index, writer, change.concurrently ? Locking::concurrently : Locking::blocking);
}

void emit(const DropIndex& change, const Around& around, Writer& writer) {
    const Index& index = *find_named(around.before.table(change.table)->indexes, change.index);
    if (!index.exists_in(dialect_name)) return;
    drop_key(change.table, key_of(index), around, writer,
             [&] {
        writer.definition(std::string("DROP INDEX ") + (change.concurrently ? "CONCURRENTLY " : "") + quote_identifier(index.name));
    });
}

}  // namespace migrations::postgresql
