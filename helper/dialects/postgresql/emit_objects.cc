#include <string>
#include <string_view>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/alter_objects.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/raw_sql.h"
#include "dialects/postgresql/types.h"

namespace migrations::postgresql {

namespace {

// The statements of an object; none where it is one of other databases.
std::vector<std::string> statements_of(const Object& object, Writer& writer) {
    const std::string& sql = object.sql.in(dialect_name);
    if (sql.empty()) return {};
    if (object.kind == ObjectKind::virtual_table) {
        writer.problem("postgresql", "PostgreSQL has no virtual tables: '" + object.name + "'",
                       "say that it is of SQLite alone: sql = { sqlite = \"...\" }");
        return {};
    }
    const Dialect::RawSql raw = classify(sql);
    if (raw.problem.empty()) return raw.statements;
    writer.problem("sql-syntax", "the SQL of the " + to_string(object.kind) + " '" + object.name +
                                     "' is not valid in PostgreSQL: " + raw.problem);
    return {};
}

// "area"(integer, integer): the parameters are types, not names.
std::string routine_name(const std::string& name) {
    const std::size_t parameters = std::min(name.find('('), name.size());
    return quote_identifier(name.substr(0, parameters)) + name.substr(parameters);
}

std::string drop_statement(const DropObject& change) {
    const std::string name = quote_identifier(change.object);
    switch (change.kind) {
        case ObjectKind::extension: return "DROP EXTENSION " + name;
        case ObjectKind::domain: return "DROP DOMAIN " + name;
        case ObjectKind::sequence: return "DROP SEQUENCE " + name;
        case ObjectKind::function: return "DROP FUNCTION " + routine_name(change.object);
        case ObjectKind::procedure: return "DROP PROCEDURE " + routine_name(change.object);
        case ObjectKind::virtual_table: return "DROP TABLE " + name;
        case ObjectKind::view: return "DROP VIEW " + name;
        case ObjectKind::materialized_view: return "DROP MATERIALIZED VIEW " + name;
        case ObjectKind::trigger: return "DROP TRIGGER " + name + " ON " + quote_identifier(change.table);
    }
    return "";
}

// CREATE OR REPLACE, also where the text says CREATE.
std::string as_replacement(std::string statement) {
    const std::string begin = lower(statement.substr(0, 18));
    if (begin.rfind("create or replace", 0) == 0) return statement;
    return "CREATE OR REPLACE" + statement.substr(std::string_view("create").size());
}

}  // namespace

void emit(const CreateObject& change, const Around&, Writer& writer) {
    for (const std::string& each : statements_of(change.object, writer)) writer.own_definition(each);
}

void emit(const DropObject& change, const Around& around, Writer& writer) {
    const Object* object = around.before.object({change.kind, change.table, change.object});
    if (object == nullptr || object->exists_in(dialect_name)) writer.definition(drop_statement(change));
}

void emit(const ReplaceObject& change, const Around& around, Writer& writer) {
    const ObjectKind kind = change.object.kind;
    if (kind == ObjectKind::domain || kind == ObjectKind::sequence) {
        const Object* before = around.before.object(key_of(change.object));
        const bool is_here = before != nullptr && before->exists_in(dialect_name);
        if (statements_of(change.object, writer).empty() || !is_here) return;
        if (kind == ObjectKind::domain) alter_domain(*before, change.object, writer);
        if (kind == ObjectKind::sequence) alter_sequence(*before, change.object, writer);
        return;
    }
    for (const std::string& each : statements_of(change.object, writer)) writer.own_definition(as_replacement(each));
}

}  // namespace migrations::postgresql
