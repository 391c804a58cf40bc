#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/alter_objects.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/raw_sql.h"
#include "dialects/postgresql/sequences.h"
#include "dialects/postgresql/types.h"
#include "operations/replacement_order.h"
#include "schema/object_graph.h"
#include "schema/object_text.h"

namespace migrations::postgresql {

namespace {

// CREATE [OR REPLACE] [LOCAL | GLOBAL] TEMP ...
bool is_temporary(const std::string& sql) {
    const std::vector<token> tokens = tokens_of(sql, dialect::postgresql);
    for (const token& each : tokens) {
        if (is_word(each, "temp") || is_word(each, "temporary")) return true;
        const bool before_it = is_word(each, "create") || is_word(each, "or") || is_word(each, "replace") ||
                               is_word(each, "local") || is_word(each, "global");
        if (!before_it) return false;
    }
    return false;
}

// The statements of an object; none where it is one of other databases.
std::vector<std::string> statements_of(const Object& object, Writer& writer) {
    const std::string& sql = object.sql.in(dialect_name);
    if (sql.empty()) return {};
    if (object.kind == ObjectKind::virtual_table) {
        writer.problem("postgresql", "PostgreSQL has no virtual tables: '" + object.name + "'",
                       "say that it is of SQLite alone: sql = { sqlite = \"...\" }");
        return {};
    }
    if (is_temporary(sql)) {
        writer.problem("postgresql", "the " + to_string(object.kind) + " '" + object.name +
                                         "' is temporary: it would go with the session that makes it",
                       "take TEMP away");
        return {};
    }
    const Dialect::RawSql raw = classify(sql);
    if (raw.problem.empty()) return raw.statements;
    writer.problem("sql-syntax", "the SQL of the " + to_string(object.kind) + " '" + object.name +
                                     "' is not valid in PostgreSQL: " + raw.problem);
    return {};
}

// "area"(integer, integer): the parameters are types, not names. Where the name does not have them, they are taken from the
// statement that makes it, if that is known: functions of the server itself may have the name too.
std::string routine_name(const std::string& name, const Object* object) {
    const std::size_t parameters = std::min(name.find('('), name.size());
    const bool known = parameters < name.size() || object == nullptr;
    return quote_identifier(name.substr(0, parameters)) +
           (known ? name.substr(parameters) : routine_parameters(object->sql.in(dialect_name)));
}

std::string drop_statement(const DropObject& change, const Object* object) {
    const std::string name = quote_identifier(change.object);
    switch (change.kind) {
        case ObjectKind::extension: return "DROP EXTENSION " + name;
        case ObjectKind::domain: return "DROP DOMAIN " + name;
        case ObjectKind::sequence: return "DROP SEQUENCE " + name;
        case ObjectKind::function: return "DROP FUNCTION " + routine_name(change.object, object);
        case ObjectKind::procedure: return "DROP PROCEDURE " + routine_name(change.object, object);
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

// A function that tables call stands before all tables and views, also before those that its body reads; and people write
// revisions in any order.
bool is_too_early(const Object& object, const Around& around) {
    if (!is_routine(object.kind) || !object.exists_in(dialect_name)) return false;
    const SpokenOf spoken_of(object);
    const auto next = around.operations.begin() + static_cast<std::ptrdiff_t>(around.index) + 1;
    return std::any_of(next, around.operations.end(),
                       [&](const Operation& operation) { return spoken_of.comes_with(operation); });
}

// Writes the statements without the server looking at names in bodies, where it is too early for them.
void define(const Object& object, const std::vector<std::string>& statements, const Around& around, Writer& writer) {
    const bool unread = !statements.empty() && is_too_early(object, around);
    if (unread) writer.definition("SET check_function_bodies = off");
    for (const std::string& each : statements) writer.own_definition(each);
    if (unread) writer.definition("RESET check_function_bodies");
}

}  // namespace

void emit(const CreateObject& change, const Around& around, Writer& writer) {
    const Object& object = change.object;
    std::vector<std::string> statements = statements_of(object, writer);
    if (object.kind == ObjectKind::sequence) {
        for (std::string& each : statements) each = creation_of_sequence(each, around.after);
    }
    define(object, statements, around, writer);
}

void emit(const DropObject& change, const Around& around, Writer& writer) {
    const Object* object = around.before.object({change.kind, change.table, change.object});
    if (object == nullptr || object->exists_in(dialect_name)) writer.definition(drop_statement(change, object));
}

void emit(const ReplaceObject& change, const Around& around, Writer& writer) {
    const ObjectKind kind = change.object.kind;
    if (kind == ObjectKind::domain || kind == ObjectKind::sequence) {
        const Object* before = around.before.object(key_of(change.object));
        const bool is_here = before != nullptr && before->exists_in(dialect_name);
        if (statements_of(change.object, writer).empty() || !is_here) return;
        if (kind == ObjectKind::domain) alter_domain(*before, change.object, around.after, writer);
        if (kind == ObjectKind::sequence) alter_sequence(*before, change.object, around.after, writer);
        return;
    }
    std::vector<std::string> statements = statements_of(change.object, writer);
    for (std::string& each : statements) each = as_replacement(each);
    define(change.object, statements, around, writer);
}

}  // namespace migrations::postgresql
