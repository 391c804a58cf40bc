#pragma once

#include "schema/schema.h"

namespace migrations {

// All expressions replaced by one: PostgreSQL writes them in its own words, so that normalize() is
// right but for them.
inline Schema blanked(Schema schema) {
    const auto blank = [](Sql& sql) { sql = Sql("x"); };
    for (Table& table : schema.tables) {
        for (Column& column : table.columns) {
            if (column.default_expr) blank(*column.default_expr);
            if (column.generated) blank(column.generated->expression);
        }
        for (Check& check : table.checks) blank(check.expression);
        for (Exclude& exclude : table.excludes) blank(exclude.expression);
        for (Index& index : table.indexes) {
            if (index.where) blank(*index.where);
            for (IndexKey& key : index.keys) {
                if (key.column.empty()) blank(key.expression);
            }
        }
    }
    for (Object& object : schema.objects) blank(object.sql);
    return schema;
}

}  // namespace migrations
