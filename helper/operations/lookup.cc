#include "operations/lookup.h"

#include <algorithm>

#include "base/names.h"
#include "base/sql_text.h"
#include "operations/words.h"
#include "schema/default_value.h"
#include "schema/keys.h"

namespace migrations {
namespace {

template <class Vector>
std::string missing(std::string message, std::string_view name, const Vector& candidates) {
    std::vector<std::string> names;
    for (const auto& each : candidates) names.push_back(each.name);
    const std::string near = did_you_mean(name, names);
    return near.empty() ? message : message + "; " + near;
}

template <class Vector>
bool has_name(const Vector& things, std::string_view name) {
    return std::any_of(things.begin(), things.end(),
                       [&](const auto& each) { return equals_ignoring_case(each.name, name); });
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool text_mentions(const std::string& text, std::string_view column) {
    const std::vector<std::string> names = identifiers_in(text);
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return equals_ignoring_case(name, column); });
}

// "unique 'uq_users_email'" of the table itself, or "" when nothing of it uses the column.
std::string used_within(const Table& table, const std::string& column) {
    if (table.primary_key && contains(table.primary_key->columns, column)) {
        return "primary key " + quoted(table.primary_key->name);
    }
    for (const Unique& each : table.uniques) {
        if (contains(each.columns, column)) return "unique " + quoted(each.name);
    }
    for (const ForeignKey& each : table.foreign_keys) {
        if (contains(each.columns, column)) return "foreign key " + quoted(each.name);
    }
    for (const Check& each : table.checks) {
        if (mentions(each.expression, column)) return "check " + quoted(each.name);
    }
    for (const Exclude& each : table.excludes) {
        if (mentions(each.expression, column)) return "exclude " + quoted(each.name);
    }
    for (const Index& each : table.indexes) {
        const bool in_keys =
            std::any_of(each.keys.begin(), each.keys.end(), [&](const IndexKey& key) {
                return key.column == column || mentions(key.expression, column);
            });
        if (in_keys || contains(each.include, column) || (each.where && mentions(*each.where, column))) {
            return "index " + quoted(each.name);
        }
    }
    for (const Column& each : table.columns) {
        if (each.name != column && each.generated && mentions(each.generated->expression, column)) {
            return "generated column " + quoted(each.name);
        }
    }
    return "";
}

}  // namespace

std::string no_table(const Schema& schema, std::string_view name) {
    return missing("table " + quoted(name) + " does not exist", name, schema.tables);
}

std::string no_column(const Table& table, std::string_view name) {
    return missing("table " + quoted(table.name) + " has no column " + quoted(name), name,
                   table.columns);
}

std::string no_enum(const Schema& schema, std::string_view name) {
    return missing("enum " + quoted(name) + " does not exist", name, schema.enums);
}

std::string table_name_taken(const Schema& schema, std::string_view name) {
    if (name.empty()) return "the name of the table is empty";
    if (has_name(schema.tables, name)) return "table " + quoted(name) + " exists already";
    for (const Table& table : schema.tables) {
        if (has_name(table.indexes, name)) {
            return "table " + quoted(table.name) + " has an index " + quoted(name) + " already";
        }
    }
    for (const Object& each : schema.objects) {
        if (is_relation(each.kind) && equals_ignoring_case(each.name, name)) {
            return to_string(each.kind) + " " + quoted(name) + " exists already";
        }
    }
    return "";
}

std::string column_name_taken(const Table& table, std::string_view name) {
    if (name.empty()) return "the name of the column is empty";
    if (!has_name(table.columns, name)) return "";
    return "table " + quoted(table.name) + " has a column " + quoted(name) + " already";
}

std::string constraint_name_taken(const Table& table, std::string_view name) {
    if (name.empty()) return "the name of the constraint is empty";
    const bool taken = (table.primary_key && equals_ignoring_case(table.primary_key->name, name)) ||
                       has_name(table.uniques, name) || has_name(table.foreign_keys, name) ||
                       has_name(table.checks, name) || has_name(table.excludes, name);
    if (!taken) return "";
    return "table " + quoted(table.name) + " has a constraint " + quoted(name) + " already";
}

std::string index_name_taken(const Schema& schema, std::string_view name) {
    if (name.empty()) return "the name of the index is empty";
    return table_name_taken(schema, name);
}

std::string enum_name_taken(const Schema& schema, std::string_view name) {
    if (name.empty()) return "the name of the enum is empty";
    return has_name(schema.enums, name) ? "enum " + quoted(name) + " exists already" : "";
}

std::string columns_missing(const Table& table, const std::vector<std::string>& columns,
                            const std::string& what) {
    if (columns.empty()) return what + " has no columns";
    for (auto name = columns.begin(); name != columns.end(); ++name) {
        if (!table.column(*name)) return what + ": " + no_column(table, *name);
        if (std::find(columns.begin(), name, *name) != name) {
            return what + " names column " + quoted(*name) + " twice";
        }
    }
    return "";
}

std::string type_mistake(const Schema& schema, const Column& column) {
    const Enum* named = std::get_if<Enum>(&column.type.portable);
    if (named && !schema.enum_type(named->name)) return no_enum(schema, named->name);
    const std::string of_column = " of column " + quoted(column.name) + " ";
    if (column.default_expr) {
        const std::string mistake = expression_mistake(*column.default_expr, column.type);
        if (mistake.empty()) return "";
        return "the default_expr " + sql_words(*column.default_expr) + of_column + mistake;
    }
    if (!column.default_value) return "";
    const std::string mistake = value_mistake(*column.default_value, column.type, schema);
    if (mistake.empty()) return "";
    return "the default " + value_words(*column.default_value) + of_column + mistake;
}

std::string column_in_use(const Schema& schema, const Table& table, const std::string& column) {
    const std::string start =
        "column " + quoted(column) + " of table " + quoted(table.name) + " is used by ";
    const std::string own = used_within(table, column);
    if (!own.empty()) return start + own;
    for (const Table& other : schema.tables) {
        for (const ForeignKey& each : other.foreign_keys) {
            if (each.table == table.name && contains(each.references, column)) {
                return start + "foreign key " + quoted(each.name) + " of table " +
                       quoted(other.name);
            }
        }
    }
    return "";
}

std::string key_in_use(const Schema& schema, const Table& table, const void* key) {
    for (const Table& other : schema.tables) {
        for (const ForeignKey& each : other.foreign_keys) {
            if (each.table != table.name || !has_key(table, each.references)) continue;
            if (!has_key(table, each.references, key)) {
                return "foreign key " + quoted(each.name) + " of table " + quoted(other.name) +
                       " refers to it";
            }
        }
    }
    return "";
}

bool mentions(const Sql& expression, std::string_view column) {
    if (text_mentions(expression.text, column)) return true;
    return std::any_of(expression.by_dialect.begin(), expression.by_dialect.end(),
                       [&](const auto& entry) { return text_mentions(entry.second, column); });
}

}  // namespace migrations
