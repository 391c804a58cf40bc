#include "dialects/postgresql/normalize.h"

#include <string>
#include <utility>

#include "base/sql_text.h"
#include "dialects/postgresql/collation.h"
#include "dialects/postgresql/identity.h"
#include "dialects/postgresql/traits.h"
#include "dialects/postgresql/types.h"

namespace migrations::postgresql {

namespace {

Sql own_text(const Sql& sql) {
    return Sql(sql.in(dialect_name));
}

// As reflect() shows it: an enum stays one, so that what changes its values finds its columns.
Type normalized_type(const Column& column, const Schema& schema) {
    const std::string name = type_name(column.type, schema);
    const EnumType* type = native_enum(column, schema);
    if (type != nullptr && name == quote_identifier(type->name)) return Type(Enum{type->name});
    Type result;
    result.verbatim[std::string(dialect_name)] = without_collation(name);
    return result;
}

Column normalized(const Column& column, const Table& table, const Schema& schema) {
    Column result = column;
    result.type = normalized_type(column, schema);
    result.collation = only_here(collation_of(column));
    result.identity = identity_of_type(column.identity, type_name(column.type, schema));
    result.null = accepts_null(column, table);
    result.autoincrement = false;
    result.default_value.reset();
    result.default_expr.reset();
    if (column.generated) {
        result.generated->expression = own_text(column.generated->expression);
        result.generated->stored = true;
    } else if (!column.identity) {
        if (auto text = default_text(column)) result.default_expr = Sql(std::move(*text));
    }
    return result;
}

Table normalized(const Table& table, const Schema& schema) {
    Table result = table;
    result.strict = false;
    result.without_rowid = false;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        result.columns[i] = normalized(table.columns[i], table, schema);
    }
    const auto is_for_others = [](const auto& each) { return !each.exists_in(dialect_name); };
    std::erase_if(result.checks, is_for_others);
    std::erase_if(result.excludes, is_for_others);
    std::erase_if(result.indexes, is_for_others);
    for (Check& check : result.checks) check.expression = own_text(check.expression);
    for (Exclude& exclude : result.excludes) exclude.expression = own_text(exclude.expression);
    for (Check& check : enum_checks(table, schema)) result.checks.push_back(std::move(check));
    for (Index& index : result.indexes) {
        for (IndexKey& key : index.keys) {
            if (key.column.empty()) key.expression = own_text(key.expression);
            const Column* column = table.column(key.column);
            const std::string usual = column == nullptr ? "" : collation_of(*column);
            const std::string& own = key.collation.text(dialect_name);
            if (key.nulls_first() == key.descending) key.nulls = Nulls::standard;
            key.collation = only_here(own == (usual.empty() ? "default" : usual) ? "" : own);
        }
        if (index.method == "btree") index.method.clear();
        if (index.where) index.where = own_text(*index.where);
    }
    return result;
}

}  // namespace

Schema normalize(const Schema& schema) {
    Schema result;
    for (const EnumType& type : schema.enums) {
        if (type.native) result.enums.push_back(type);
    }
    for (const Table& table : schema.tables) result.tables.push_back(normalized(table, schema));
    for (Object object : schema.objects) {
        if (!object.exists_in(dialect_name)) continue;
        object.sql = own_text(object.sql);
        result.objects.push_back(std::move(object));
    }
    return canonical(std::move(result));
}

}  // namespace migrations::postgresql
