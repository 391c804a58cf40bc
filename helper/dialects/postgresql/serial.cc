#include "dialects/postgresql/serial.h"

#include <string>
#include <vector>

#include "base/sql_text.h"
#include "dialects/postgresql/identity.h"
#include "dialects/postgresql/types.h"

namespace migrations::postgresql {

namespace {

bool is_serial(const Table& table, const Column& column) {
    if (column.identity || column.generated || !column.default_expr) return false;
    const std::string text = canonical_sql(column.default_expr->in(dialect_name));
    const std::string name = sequence_name(table.name, column.name);
    for (const std::string& written : {name, quote_identifier(name)}) {
        if (text == canonical_sql("nextval(" + quote_literal(written) + "::regclass)")) return true;
    }
    return false;
}

std::vector<const Column*> new_serials(const Table* before, const Table& after) {
    std::vector<const Column*> columns;
    for (const Column& column : after.columns) {
        if (!is_serial(after, column)) continue;
        const Column* old = before == nullptr ? nullptr : before->column(column.name);
        if (old == nullptr || old->default_expr != column.default_expr) columns.push_back(&column);
    }
    return columns;
}

}  // namespace

void make_sequences(const Table* before, const Table& after, Writer& writer) {
    for (const Column* column : new_serials(before, after)) {
        const std::string name = quote_identifier(sequence_name(after.name, column->name));
        // IF NOT EXISTS: the author may have made it with SQL of their own.
        writer.definition("CREATE SEQUENCE IF NOT EXISTS " + name + " AS " +
                          type_name(column->type, {}));
    }
}

void tie_sequences(const Table* before, const Table& after, Writer& writer) {
    for (const Column* column : new_serials(before, after)) {
        writer.definition("ALTER SEQUENCE " +
                          quote_identifier(sequence_name(after.name, column->name)) + " OWNED BY " +
                          quote_identifier(after.name) + "." + quote_identifier(column->name));
        if (before != nullptr) advance_sequence(after.name, *column, writer);
    }
}

}  // namespace migrations::postgresql
