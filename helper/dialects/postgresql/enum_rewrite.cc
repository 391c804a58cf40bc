#include "dialects/postgresql/enum_rewrite.h"

#include <string>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/collation.h"
#include "dialects/postgresql/enum_columns.h"
#include "dialects/postgresql/enum_holders.h"
#include "dialects/postgresql/enum_mapping.h"
#include "dialects/postgresql/types.h"
#include "schema/domain_columns.h"
#include "schema/domain_type.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

// The old type while a new one takes its name; it is gone at the end of the operation.
constexpr const char* replaced_type = "migrations_replaced_enum";

// Rows of an enum that is kept as text get their new values.
void update_rows(const Touched& touched, const ValueMapping& mapping, Writer& writer) {
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
void change_type(const Touched& touched, const EnumType& now, const ValueMapping& mapping,
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
        const bool default_follows = default_goes(old, touched);
        if (default_text(old) && !default_follows) actions.push_back(alter + "DROP DEFAULT");
        std::string using_clause;
        if (now.native)
            using_clause = " USING (" + value + ")::" + type;
        else if (!mapping.empty())
            using_clause = " USING " + value;
        const std::string collation = now.native ? "" : collate_clause(collation_of(column));
        actions.push_back(alter + "TYPE " + type + collation + using_clause);
        if (const auto text = default_text(column); text && !default_follows)
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

// A domain whose values are those of the enum, and which columns have; null when there is none.
const Object* domain_in_the_way(const std::string& type, const Schema& schema) {
    for (const Object& each : schema.objects) {
        if (is_over_type(each, type) && has_columns(schema, each.name)) return &each;
    }
    return nullptr;
}

}  // namespace

std::string create_type(const EnumType& type) {
    std::vector<std::string> values;
    for (const std::string& value : type.values) values.push_back(quote_literal(value));
    return "CREATE TYPE " + quote_identifier(type.name) + " AS ENUM (" + join(values, ", ") + ")";
}

void rewrite_enum(const AlterEnum& change, const Around& around, Writer& writer) {
    const EnumType& old = *around.before.enum_type(change.type);
    const EnumType& now = *around.after.enum_type(change.type);
    if (const Object* domain = old.native ? domain_in_the_way(old.name, around.after) : nullptr) {
        writer.problem("postgresql",
                       "enum '" + old.name + "' cannot change in this way: it would become another type, and the domain '" +
                           domain->name + "' is over this one",
                       "drop the domain first, in a revision of its own");
        return;
    }
    const ValueMapping mapping = mapping_of(change);
    const EnumHolders holders(old, now, around, writer);
    holders.detach();
    if (old.native && now.native) {
        writer.definition("ALTER TYPE " + quote_identifier(old.name) + " RENAME TO " + quote_identifier(replaced_type));
    }
    if (now.native) writer.definition(create_type(now));
    for (const Touched& each : holders.columns()) {
        if (old.native || now.native) {
            change_type(each, now, mapping, around, writer);
        } else {
            update_rows(each, mapping, writer);
            update_defaults(each, around, writer);
        }
    }
    holders.attach();
    if (old.native) writer.definition("DROP TYPE " + quote_identifier(now.native ? replaced_type : old.name));
}

}  // namespace migrations::postgresql
