#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "dialects/postgresql/advance_sequence.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/raw_sql.h"
#include "dialects/postgresql/types.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

Type type_of(const Table& table, std::string_view name) {
    const Column* column = table.column(name);
    return column == nullptr ? Type() : column->type;
}

LiteralFor literals_for(const Table& table) {
    return [&table](const Value& value, std::string_view column) {
        return literal(value, type_of(table, column));
    };
}

// The row with `now` and `uuid` written out.
Row with_words(Row row, const Table& table) {
    for (auto& [column, cell] : row) {
        if (auto* sql = std::get_if<Sql>(&cell))
            *sql = Sql(value_expression(*sql, type_of(table, column)));
    }
    return row;
}

bool states(const Row& row, const std::string& column) {
    return std::any_of(row.begin(), row.end(),
                       [&](const auto& cell) { return cell.first == column; });
}

}  // namespace

void emit(const Execute& change, const Around&, Writer& writer) {
    const std::string& sql = change.sql.in(dialect_name);
    if (sql.empty()) return;
    const Dialect::RawSql raw = classify(sql);
    if (!raw.problem.empty()) {
        writer.problem("sql-syntax",
                       "the SQL of this execute is not valid in PostgreSQL: " + raw.problem);
        return;
    }
    for (const std::string& statement : raw.statements) {
        if (raw.changes_schema)
            writer.own_definition(statement);
        else
            writer.own_rows(statement);
    }
    if (!raw.statements.empty()) writer.set_probe(change.probe.in(dialect_name));
}

void emit(const CallFunction& change, const Around&, Writer& writer) {
    writer.call(change.function);
}

void emit(const InsertRows& change, const Around& around, Writer& writer) {
    const Table& table = *around.after.table(change.table);
    InsertRows insert = change;
    for (Row& row : insert.rows) row = with_words(std::move(row), table);
    const auto overriding = [&](const std::vector<std::string>& columns) -> std::string {
        const bool given = std::any_of(columns.begin(), columns.end(), [&](const std::string& name) {
            const Column* column = table.column(name);
            return column != nullptr && column->identity.always;
        });
        return given ? " OVERRIDING SYSTEM VALUE" : "";
    };
    for (std::string& sql :
         insert_statements(insert, dialect_name, literals_for(table), overriding)) {
        writer.own_rows(std::move(sql));
    }
    // The sequence knows nothing of numbers that were given: the next row would get one of them
    // again.
    for (const Column& column : table.columns) {
        const bool given = std::any_of(insert.rows.begin(), insert.rows.end(),
                                       [&](const Row& row) { return states(row, column.name); });
        if (given) advance_sequence(table.name, column, around.after, writer);
    }
}

void emit(const UpdateRows& change, const Around& around, Writer& writer) {
    const Table& table = *around.after.table(change.table);
    UpdateRows update = change;
    update.values = with_words(std::move(update.values), table);
    writer.own_rows(update_statement(update, dialect_name, literals_for(table)));
}

void emit(const DeleteRows& change, const Around&, Writer& writer) {
    writer.own_rows(delete_statement(change, dialect_name));
}

}  // namespace migrations::postgresql
