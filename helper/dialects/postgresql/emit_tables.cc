#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/collation.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/identity.h"
#include "dialects/postgresql/sequences.h"
#include "dialects/postgresql/serial.h"
#include "dialects/postgresql/traits.h"
#include "dialects/postgresql/types.h"
#include "schema/keys.h"
#include "schema/names.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

void rename_constraint(const std::string& table, const std::string& from, const std::string& to,
                       Writer& writer) {
    writer.alter_table(
        table, "RENAME CONSTRAINT " + quote_identifier(from) + " TO " + quote_identifier(to));
}

// Whether the foreign key refers to columns of its own table for which there is only a unique
// index: that one is made after the table.
bool needs_own_index(const ForeignKey& key, const Table& table) {
    if (key.table != table.name) return false;
    Table without_indexes = table;
    without_indexes.indexes.clear();
    return !has_key(without_indexes, key.references);
}

}  // namespace

std::string column_definition(const Column& column, const Table& table, const Schema& schema) {
    std::string text = quote_identifier(column.name) + " " +
                       without_collation(type_name(column.type, schema)) +
                       collate_clause(collation_of(column));
    if (column.generated) {
        text +=
            " GENERATED ALWAYS AS (" + column.generated->expression.in(dialect_name) + ") STORED";
    } else if (column.identity) {
        text += " " + identity_clause(column.identity);
    } else if (const auto value = default_text(column)) {
        text += " DEFAULT " + *value;
    }
    if (!accepts_null(column, table)) text += " NOT NULL";
    return text;
}

bool is_taken_for_another(const Unique& unique, const Table& table) {
    if (table.primary_key && unique.deferrable == Deferrable::no &&
        table.primary_key->columns == unique.columns) {
        return true;
    }
    for (const Unique& each : table.uniques) {
        if (each.name == unique.name) break;
        if (each.columns == unique.columns && each.deferrable == unique.deferrable &&
            each.nulls_not_distinct == unique.nulls_not_distinct) {
            return true;
        }
    }
    return false;
}

void comment_table(const std::string& table, const std::string& text, Writer& writer) {
    writer.definition("COMMENT ON TABLE " + quote_identifier(table) + " IS " +
                      (text.empty() ? "NULL" : quote_literal(text)));
}

void comment_column(const std::string& table, const Column& column, Writer& writer) {
    writer.definition("COMMENT ON COLUMN " + quote_identifier(table) + "." +
                      quote_identifier(column.name) + " IS " +
                      (column.comment.empty() ? "NULL" : quote_literal(column.comment)));
}

void emit(const CreateTable& change, const Around& around, Writer& writer) {
    const Table& table = change.table;
    make_sequences(nullptr, table, around.after, writer);
    std::vector<std::string> parts;
    for (const Column& column : table.columns) {
        parts.push_back(column_definition(column, table, around.after));
    }
    if (table.primary_key) parts.push_back(constraint_clause(*table.primary_key));
    for (const Unique& each : table.uniques) {
        if (!is_taken_for_another(each, table)) parts.push_back(constraint_clause(each));
    }
    for (const Check& each : enum_checks(table, around.after)) {
        parts.push_back(constraint_clause(each, dialect_name));
    }
    // CREATE TABLE would make one that is valid.
    for (const Check& each : table.checks) {
        if (!each.not_valid && each.exists_in(dialect_name))
            parts.push_back(constraint_clause(each, dialect_name));
    }
    // CREATE TABLE takes one for another that says the same (parse_utilcmd.c, transformIndexConstraints), and ALTER TABLE does not.
    std::vector<std::string> more_excludes;
    bool has_exclude = false;
    for (const Exclude& each : table.excludes) {
        if (!each.exists_in(dialect_name)) continue;
        (std::exchange(has_exclude, true) ? more_excludes : parts).push_back(exclude_clause(each));
    }
    const auto comes_later = [&](const ForeignKey& key) {
        return key.not_valid || needs_own_index(key, table);
    };
    for (const ForeignKey& each : table.foreign_keys) {
        if (!comes_later(each)) parts.push_back(constraint_clause(each));
    }
    writer.definition(std::string("CREATE ") + (table.unlogged ? "UNLOGGED " : "") + "TABLE " +
                      quote_identifier(table.name) + " (\n    " + join(parts, ",\n    ") + "\n)" +
                      (table.with.values.empty() ? "" : " WITH (" + parameter_list(table.with) + ")"));
    tie_sequences(nullptr, table, around.after, writer);
    give_sequences(nullptr, table, around.after, writer);
    for (const Unique& each : table.uniques) {
        if (is_taken_for_another(each, table))
            writer.alter_table(table.name, "ADD " + constraint_clause(each));
    }
    for (const std::string& each : more_excludes) writer.alter_table(table.name, "ADD " + each);
    for (const Check& each : table.checks) {
        if (each.not_valid && each.exists_in(dialect_name))
            writer.alter_table(table.name, "ADD " + constraint_clause(each, dialect_name));
    }
    for (const Index& each : table.indexes) make_index(table.name, each, writer);
    for (const ForeignKey& each : table.foreign_keys) {
        if (comes_later(each)) {
            writer.alter_table(table.name, "ADD " + constraint_clause(each));
        }
    }
    if (!table.comment.empty()) comment_table(table.name, table.comment, writer);
    for (const Column& column : table.columns) {
        if (!column.comment.empty()) comment_column(table.name, column, writer);
    }
}

void emit(const DropTable& change, const Around& around, Writer& writer) {
    keep_sequences(change.table, "", around.after, writer);
    writer.definition("DROP TABLE " + quote_identifier(change.table));
}

// The sequence of an identity column keeps its name: nothing finds it by that, and the new one may
// be taken.
void emit(const RenameTable& change, const Around& around, Writer& writer) {
    if (change.from == change.to) return;  // which the server refuses
    writer.alter_table(change.from, "RENAME TO " + quote_identifier(change.to));
    for (const Column& column : around.after.table(change.to)->columns) {
        if (checked_enum(column, around.after) != nullptr) {
            rename_constraint(change.to, check_name(change.from, column.name),
                              check_name(change.to, column.name), writer);
        }
    }
    give_sequences(nullptr, *around.after.table(change.to), around.after, writer);
}

void emit(const AlterTable& change, const Around& around, Writer& writer) {
    const Table& before = *around.before.table(change.table);
    if (change.unlogged && *change.unlogged != before.unlogged) {
        writer.alter_table(change.table, *change.unlogged ? "SET UNLOGGED" : "SET LOGGED");
        keep_persistence(*around.after.table(change.table), around.after, writer);
    }
    if (change.with && *change.with != before.with) {
        writer.alter_table(change.table, parameter_change(before.with, *change.with));
    }
    if (change.comment) comment_table(change.table, *change.comment, writer);
}

void emit(const DropColumn& change, const Around& around, Writer& writer) {
    keep_sequences(change.table, change.column, around.after, writer);
    writer.alter_table(change.table, "DROP COLUMN " + quote_identifier(change.column));
}

void emit(const RenameColumn& change, const Around& around, Writer& writer) {
    if (change.from == change.to) return;
    writer.alter_table(change.table, "RENAME COLUMN " + quote_identifier(change.from) + " TO " +
                                         quote_identifier(change.to));
    const Column& column = *around.after.table(change.table)->column(change.to);
    if (checked_enum(column, around.after) != nullptr) {
        rename_constraint(change.table, check_name(change.table, change.from),
                          check_name(change.table, change.to), writer);
    }
    give_sequences(around.before.table(change.table), *around.after.table(change.table), around.after, writer);
}

}  // namespace migrations::postgresql
