#include <string>
#include <utility>

#include "dialects/sqlite/collation.h"
#include "dialects/sqlite/create_table.h"
#include "dialects/sqlite/reflect.h"
#include "dialects/sqlite/types.h"

namespace migrations::sqlite {

namespace {

Type verbatim(std::string text) {
    Type type;
    type.verbatim["sqlite"] = std::move(text);
    return type;
}

Sql only_sqlite(const Sql& sql) {
    return Sql(without_parentheses(sql.in("sqlite")));
}

Column normalize_column(const Column& column, const Table& table) {
    Column result;
    result.name = column.name;
    result.type = verbatim(without_collation(plain_type(type_name(column.type))));
    result.collation = only_here(collation_of(column));
    const bool alias = is_rowid_alias(table, column);
    result.null = column.null && !alias;
    result.identity = alias;
    result.autoincrement = alias && column.autoincrement;
    if (const auto value = default_text(column))
        result.default_expr = Sql(without_parentheses(*value));
    if (column.generated) {
        result.generated =
            Generated{only_sqlite(column.generated->expression), column.generated->stored};
    }
    result.origin = column.origin;
    return result;
}

IndexKey normalize_key(const IndexKey& key) {
    IndexKey result;
    result.column = key.column;
    if (key.column.empty()) result = read_key(key.expression.in("sqlite"));
    if (!key.collation.text("sqlite").empty()) {
        result.collation = read_key("x" + collate_clause(key.collation.text("sqlite"))).collation;
    }
    result.descending = key.descending;
    return result;
}

Index normalize_index(Index index) {
    index = plain(std::move(index));
    if (index.where) index.where = only_sqlite(*index.where);
    for (IndexKey& key : index.keys) key = normalize_key(key);
    return index;
}

Table normalize_table(const Table& table, const Schema& schema) {
    Table result = table;
    result.comment.clear();
    result.columns.clear();
    result.excludes.clear();
    result.unlogged = false;
    result.with = {};
    for (Unique& unique : result.uniques) unique = plain(std::move(unique));
    for (ForeignKey& key : result.foreign_keys) key = plain(std::move(key));
    std::erase_if(result.checks, [](const Check& each) { return !each.exists_in("sqlite"); });
    std::erase_if(result.indexes, [](const Index& each) { return !each.exists_in("sqlite"); });
    for (Check& check : result.checks) {
        check = plain(std::move(check));
        check.expression = only_sqlite(check.expression);
    }
    for (Index& index : result.indexes) index = normalize_index(std::move(index));
    for (const Column& column : table.columns) {
        result.columns.push_back(normalize_column(column, table));
        const std::string text = type_check(column, schema);
        if (text.empty()) continue;
        Check check;
        check.name = unnamed(text);
        check.expression = Sql(text);
        check.origin = column.origin;
        result.checks.push_back(std::move(check));
    }
    drop_usual_collations(result);
    return result;
}

}  // namespace

Schema normalize(const Schema& schema) {
    Schema result;
    for (const Table& table : schema.tables)
        result.tables.push_back(normalize_table(table, schema));
    for (Object object : schema.objects) {
        if (!object.exists_in("sqlite")) continue;
        object.sql = Sql(object.sql.in("sqlite"));
        result.objects.push_back(std::move(object));
    }
    return canonical(std::move(result));
}

}  // namespace migrations::sqlite
