#include "dialects/postgresql/render.h"

#include <string>
#include <utility>
#include <variant>

#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/limits.h"
#include "dialects/postgresql/raw_sql.h"
#include "dialects/postgresql/writer.h"
#include "operations/replay.h"

namespace migrations::postgresql {

namespace {

// The enum that an operation names, before it and after it; "" where there is none.
struct EnumNames {
    std::string before;
    std::string after;
};

EnumNames enum_names(const Change& change) {
    if (const auto* each = std::get_if<CreateEnum>(&change)) return {"", each->type.name};
    if (const auto* each = std::get_if<DropEnum>(&change)) return {each->type, ""};
    if (const auto* each = std::get_if<RenameEnum>(&change)) return {each->from, each->to};
    if (const auto* each = std::get_if<AlterEnum>(&change)) return {each->type, each->type};
    return {};
}

std::string table_after(const Operation& operation) {
    if (const auto* rename = std::get_if<RenameTable>(&operation.change)) return rename->to;
    return table_of(operation);
}

// What Around::before is to hold for this operation.
Schema part_before(const Operation& operation, const Schema& schema) {
    const EnumNames names = enum_names(operation.change);
    if (!names.before.empty() || !names.after.empty()) return schema;
    Schema part;
    part.enums = schema.enums;
    const Object* object = nullptr;
    if (const auto* drop = std::get_if<DropObject>(&operation.change)) {
        object = schema.object({drop->kind, drop->table, drop->object});
    } else if (const auto* replace = std::get_if<ReplaceObject>(&operation.change)) {
        object = schema.object(key_of(replace->object));
    }
    if (object != nullptr) part.objects.push_back(*object);
    const Table* table = schema.table(table_of(operation));
    if (table != nullptr) part.tables.push_back(*table);
    return part;
}

// Looks at the statements that an operation has made: expressions in it come from people.
void check_statements(const Script& script, std::size_t first, const Operation& operation,
                      Writer& writer) {
    for (std::size_t i = first; i < script.steps.size(); ++i) {
        if (script.steps[i].is_call()) continue;
        const std::string& sql = script.steps[i].sql;
        if (sql.find('\0') != std::string::npos) {
            writer.problem("postgresql",
                           "a text has a NUL character, which PostgreSQL cannot store");
            return;
        }
        const std::string problem = statement_problem(sql);
        if (problem.empty()) continue;
        writer.problem(
            "sql-syntax",
            "the SQL of this " + name_of(operation) + " is not valid in PostgreSQL: " + problem,
            "the statement is: " + sql);
        return;
    }
}

}  // namespace

Script render_on(Schema& schema, const Operations& operations, Diagnostics& diagnostics) {
    Script script;
    Writer writer(script, diagnostics);
    Limits limits(writer);
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const Operation& operation = operations[i];
        const Schema part = part_before(operation, schema);
        const std::size_t found = diagnostics.size();
        writer.start(i, operation, schema);
        const std::string problem = replay(operation, schema);
        if (!problem.empty()) {
            writer.problem("operation", problem);
            continue;
        }
        const EnumNames names = enum_names(operation.change);
        if (std::holds_alternative<Execute>(operation.change)) limits.forget();
        limits.check_enum(part.enum_type(names.before), schema.enum_type(names.after), schema);
        const std::string table = table_of(operation);
        if (!table.empty())
            limits.check_table(part.table(table), schema.table(table_after(operation)), schema);
        const Around around{part, schema, operations, i};
        const std::size_t first_step = script.steps.size();
        std::visit([&](const auto& change) { emit(change, around, writer); }, operation.change);
        // What has no text is a syntax error too, which is no news.
        if (diagnostics.size() == found) check_statements(script, first_step, operation, writer);
    }
    return script;
}

}  // namespace migrations::postgresql
