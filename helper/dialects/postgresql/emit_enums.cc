#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/collation.h"
#include "dialects/postgresql/dependents.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/types.h"
#include "operations/text.h"
#include "schema/names.h"
#include "schema/object_text.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

// The old type while a new one takes its name; it is gone at the end of the operation.
constexpr const char* replaced_type = "migrations_replaced_enum";

// What rows with an old value get instead.
using Mapping = std::map<std::string, std::string>;

Mapping mapping_of(const AlterEnum& change) {
    Mapping mapping = change.replaced_values;
    for (const auto& [from, to] : change.renamed_values) mapping[from] = to;
    std::erase_if(mapping, [](const auto& each) { return each.first == each.second; });
    return mapping;
}

std::string create_type(const EnumType& type) {
    std::vector<std::string> values;
    for (const std::string& value : type.values) values.push_back(quote_literal(value));
    return "CREATE TYPE " + quote_identifier(type.name) + " AS ENUM (" + join(values, ", ") + ")";
}

// The value as text, mapped: "c"::text, or a CASE.
std::string mapped(const std::string& value, const Mapping& mapping) {
    if (mapping.empty()) return value;
    std::string text = "CASE " + value;
    for (const auto& [from, to] : mapping) {
        text += " WHEN " + quote_literal(from) + " THEN " + quote_literal(to);
    }
    return text + " ELSE " + value + " END";
}

// The same for the elements of an array.
std::string mapped_elements(std::string values, const Mapping& mapping) {
    const auto replace = [&](const std::string& from, const std::string& to) {
        values =
            "array_replace(" + values + ", " + quote_literal(from) + ", " + quote_literal(to) + ")";
    };
    const bool overlaps = std::any_of(mapping.begin(), mapping.end(), [&](const auto& each) {
        return mapping.count(each.second) != 0;
    });
    if (!overlaps) {
        for (const auto& [from, to] : mapping) replace(from, to);
        return values;
    }
    // One after the other they would be mapped twice where values change places. No label is as
    // long as what stands for the new one meanwhile (63 bytes).
    const auto stand_in = [](const std::string& to) { return std::string(64, '.') + to; };
    for (const auto& [from, to] : mapping) replace(from, stand_in(to));
    for (const auto& [from, to] : mapping) replace(stand_in(to), to);
    return values;
}

bool is_of(const Column& column, const std::string& type, const Schema& schema) {
    const EnumType* checked = checked_enum(column, schema);
    const EnumType* native = native_enum(column, schema);
    return (checked != nullptr && checked->name == type) ||
           (native != nullptr && native->name == type);
}

std::vector<const Column*> columns_of(const Table& table, const std::string& type,
                                      const Schema& schema) {
    std::vector<const Column*> columns;
    for (const Column& column : table.columns) {
        if (is_of(column, type, schema)) columns.push_back(&column);
    }
    return columns;
}

// The enum's columns in all tables. Generated ones must be made again: their expression refers to
// the type.
std::vector<Touched> touched_by(const std::string& type, const Schema& schema) {
    std::vector<Touched> all;
    for (const Table& table : schema.tables) {
        Touched touched;
        touched.table = &table;
        for (const Column* column : columns_of(table, type, schema)) {
            (column->generated ? touched.remade : touched.retyped).insert(column->name);
        }
        if (!touched.retyped.empty() || !touched.remade.empty()) all.push_back(std::move(touched));
    }
    return all;
}

// Whether a label may occur in what the script does later. Labels with other characters than these
// are not looked for, since texts may spell them in several ways.
bool is_used_later(const std::string& label, const Around& around) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- ";
    const auto first = around.operations.begin() + static_cast<std::ptrdiff_t>(around.index) + 1;
    if (first == around.operations.end()) return false;
    if (label.find_first_not_of(plain) != std::string::npos) return true;
    const std::string later = canonical_text(Operations(first, around.operations.end()));
    return later.find("\"" + label + "\"") != std::string::npos ||
           later.find("'" + label + "'") != std::string::npos;
}

// The statements that change a type in place, or none when that cannot be done: values that go away
// or change places, a new name that an old value still has, or a new value that the script uses
// later, which the server refuses in the same transaction (55P04).
std::vector<std::string> in_place(const EnumType& old, const EnumType& now, const AlterEnum& change,
                                  const Around& around) {
    if (!mapping_of(change).empty() && !change.replaced_values.empty()) return {};
    const std::string start = "ALTER TYPE " + quote_identifier(now.name) + " ";
    std::vector<std::string> statements;
    std::vector<std::string> labels = old.values;
    for (const auto& [from, to] : change.renamed_values) {
        if (from == to) continue;
        if (std::find(labels.begin(), labels.end(), to) != labels.end()) return {};
        std::replace(labels.begin(), labels.end(), from, to);
        statements.push_back(start + "RENAME VALUE " + quote_literal(from) + " TO " +
                             quote_literal(to));
    }
    std::size_t kept = 0;  // labels that have been found, in their order
    for (std::size_t i = 0; i < now.values.size(); ++i) {
        const std::string& value = now.values[i];
        if (kept < labels.size() && labels[kept] == value) {
            ++kept;
            continue;
        }
        if (std::find(labels.begin(), labels.end(), value) != labels.end()) return {};
        if (is_used_later(value, around)) return {};
        std::string place;
        if (i > 0)
            place = " AFTER " + quote_literal(now.values[i - 1]);
        else if (!labels.empty())
            place = " BEFORE " + quote_literal(labels.front());
        statements.push_back(start + "ADD VALUE " + quote_literal(value) + place);
    }
    if (kept != labels.size()) return {};
    return statements;
}

// Rows of an enum that is kept as text get their new values.
void update_rows(const Touched& touched, const Mapping& mapping, Writer& writer) {
    if (mapping.empty()) return;
    std::vector<std::string> old_values;
    for (const auto& [from, to] : mapping) old_values.push_back(quote_literal(from));
    for (const std::string& column : touched.retyped) {
        const std::string name = quote_identifier(column);
        writer.rows("UPDATE " + quote_identifier(touched.table->name) + " SET " + name + " = " +
                    mapped(name, mapping) + " WHERE " + name + " IN (" + join(old_values, ", ") +
                    ")");
    }
}

// The columns of one table change between text and a native type, or from the old native type to
// the new.
void change_type(const Touched& touched, const EnumType& now, const Mapping& mapping,
                 const Around& around, Writer& writer) {
    std::vector<std::string> actions;
    const Table& table = *around.after.table(touched.table->name);
    for (const std::string& name : touched.retyped) {
        const Column& old = *touched.table->column(name);
        const Column& column = *table.column(name);
        const std::string alter = "ALTER COLUMN " + quote_identifier(name) + " ";
        const std::string type = without_collation(type_name(column.type, around.after));
        const std::string value =
            type.ends_with("[]") ? mapped_elements(quote_identifier(name) + "::text[]", mapping)
                                 : mapped(quote_identifier(name) + "::text", mapping);
        if (default_text(old)) actions.push_back(alter + "DROP DEFAULT");
        std::string using_clause;
        if (now.native)
            using_clause = " USING (" + value + ")::" + type;
        else if (!mapping.empty())
            using_clause = " USING " + value;
        const std::string collation = now.native ? "" : collate_clause(collation_of(column));
        actions.push_back(alter + "TYPE " + type + collation + using_clause);
        if (const auto text = default_text(column))
            actions.push_back(alter + "SET DEFAULT " + *text);
    }
    if (!actions.empty()) writer.alter_table(table.name, join(actions, ", "));
}

// Defaults that name a value which is now called otherwise.
void update_defaults(const Touched& touched, const Around& around, Writer& writer) {
    const Table& table = *around.after.table(touched.table->name);
    for (const std::string& name : touched.retyped) {
        const auto text = default_text(*table.column(name));
        if (text == default_text(*touched.table->column(name))) continue;
        writer.alter_table(table.name, "ALTER COLUMN " + quote_identifier(name) +
                                           (text ? " SET DEFAULT " + *text : " DROP DEFAULT"));
    }
}

// Values are added to an enum that is kept as text, or change places: only its CHECKs change.
void replace_checks(const EnumType& now, const Around& around, Writer& writer) {
    for (const Table& table : around.after.tables) {
        for (const Column* column : columns_of(table, now.name, around.after)) {
            const Check check = enum_check(table.name, *column, now);
            writer.alter_table(table.name, "DROP CONSTRAINT " + quote_identifier(check.name) +
                                               ", ADD " + constraint_clause(check, dialect_name));
        }
    }
}

// A domain whose values are those of the enum; null when there is none.
const Object* domain_over(const std::string& type, const Schema& schema) {
    for (const Object& each : schema.objects) {
        if (each.kind != ObjectKind::domain || !each.exists_in(dialect_name)) continue;
        const std::string base = domain_text(each.sql.in(dialect_name)).type;
        if (canonical_sql(base) == canonical_sql(quote_identifier(type))) return &each;
    }
    return nullptr;
}

}  // namespace

void emit(const CreateEnum& change, const Around&, Writer& writer) {
    if (change.type.native) writer.definition(create_type(change.type));
}

void emit(const DropEnum& change, const Around& around, Writer& writer) {
    if (around.before.enum_type(change.type)->native) {
        writer.definition("DROP TYPE " + quote_identifier(change.type));
    }
}

void emit(const RenameEnum& change, const Around& around, Writer& writer) {
    if (change.from != change.to && around.before.enum_type(change.from)->native) {
        writer.definition("ALTER TYPE " + quote_identifier(change.from) + " RENAME TO " +
                          quote_identifier(change.to));
    }
}

void emit(const AlterEnum& change, const Around& around, Writer& writer) {
    const EnumType& old = *around.before.enum_type(change.type);
    const EnumType& now = *around.after.enum_type(change.type);
    const Mapping mapping = mapping_of(change);
    const std::vector<Touched> old_tables = touched_by(change.type, around.before);
    const std::vector<Touched> new_tables = touched_by(change.type, around.after);
    if (old == now && mapping.empty()) return;
    if (!old.native && !now.native && mapping.empty() &&
        std::all_of(old_tables.begin(), old_tables.end(),
                    [](const Touched& each) { return each.remade.empty(); })) {
        // A default stays valid when nothing is mapped, and values that are gone must not occur in
        // rows.
        replace_checks(now, around, writer);
        return;
    }
    if (old.native && now.native) {
        const std::vector<std::string> statements = in_place(old, now, change, around);
        for (const std::string& sql : statements) writer.definition(sql);
        if (!statements.empty()) return;
    }
    if (const Object* domain = old.native ? domain_over(old.name, around.after) : nullptr) {
        writer.problem("postgresql",
                       "enum '" + old.name + "' cannot change in this way: it would become another type, and the domain '" +
                           domain->name + "' is over this one",
                       "drop the domain first, in a revision of its own");
        return;
    }
    if (old.native && now.native) {
        writer.definition("ALTER TYPE " + quote_identifier(old.name) + " RENAME TO " +
                          quote_identifier(replaced_type));
    }
    if (now.native) writer.definition(create_type(now));
    detach(dependents_of(old_tables, around.before, true), writer);
    for (const Touched& each : old_tables) {
        if (old.native || now.native) {
            change_type(each, now, mapping, around, writer);
        } else {
            update_rows(each, mapping, writer);
            update_defaults(each, around, writer);
        }
    }
    attach(dependents_of(new_tables, around.after, true), around.after, writer);
    if (old.native) {
        writer.definition("DROP TYPE " + quote_identifier(now.native ? replaced_type : old.name));
    }
}

}  // namespace migrations::postgresql
