#include "dialects/postgresql/enum_columns.h"

#include <utility>

#include "dialects/postgresql/types.h"

namespace migrations::postgresql {

namespace {

bool is_of(const Column& column, const std::string& type, const Schema& schema) {
    const EnumType* checked = checked_enum(column, schema);
    const EnumType* native = native_enum(column, schema);
    return (checked != nullptr && checked->name == type) ||
           (native != nullptr && native->name == type);
}

}  // namespace

std::vector<const Column*> columns_of(const Table& table, const std::string& type, const Schema& schema) {
    std::vector<const Column*> columns;
    for (const Column& column : table.columns) {
        if (is_of(column, type, schema)) columns.push_back(&column);
    }
    return columns;
}

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

}  // namespace migrations::postgresql
