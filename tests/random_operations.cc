#include "random_operations.h"

#include <algorithm>

#include "operations/replay.h"
#include "random_objects.h"
#include "random_schema.h"
#include "schema/names.h"
#include "schema/validate.h"

namespace migrations {
namespace {

template <class Vector>
std::string name_in(const Vector& things, std::mt19937& random) {
    return things.empty() ? random_name(random) : any_of(random, things).name;
}

// The elements of complete_names(), for one that is added alone.
Table named(const Table& table, const RandomParts& parts) {
    Table copy = table;
    if (!parts.unique.columns.empty()) copy.uniques.push_back(parts.unique);
    if (!parts.index.keys.empty()) copy.indexes.push_back(parts.index);
    if (!parts.check.expression.empty()) copy.checks.push_back(parts.check);
    if (!parts.foreign_key.columns.empty()) copy.foreign_keys.push_back(parts.foreign_key);
    complete_names(copy);
    return copy;
}

Sql random_sql(std::mt19937& random) {
    Sql sql("UPDATE users SET n = 'it''s\n\"x\"' -- " + std::to_string(random_below(random, 100)));
    if (one_in(random, 3)) sql.by_dialect["sqlite"] = "SELECT 1";
    if (one_in(random, 3)) sql.by_dialect["postgresql"] = "SELECT 2";
    if (!sql.by_dialect.empty() && one_in(random, 2)) sql.text.clear();
    return sql;
}

Row random_row(const Schema& schema, const Table& table, std::mt19937& random) {
    Row row;
    for (const Column& column : table.columns) {
        if (one_in(random, 5)) continue;
        if (one_in(random, 6)) {
            row.emplace_back(column.name, Cell(random_sql(random)));
        } else if (one_in(random, 6)) {
            row.emplace_back(column.name, Cell(Value(Null{})));
        } else {
            row.emplace_back(column.name, Cell(random_value(column.type, schema, random)));
        }
    }
    return row;
}

AlterColumn random_alter(const Schema& schema, const Table& table, std::mt19937& random) {
    const Column& column = any_of(random, table.columns);
    AlterColumn alter;
    alter.table = table.name;
    alter.column = column.name;
    Type type = column.type;
    if (one_in(random, 3)) alter.type = type = random_type(schema, random);
    if (one_in(random, 3)) alter.null = one_in(random, 2);
    if (one_in(random, 3)) {
        alter.default_value = random_value(type, schema, random);
    } else if (one_in(random, 4)) {
        alter.default_expr = Sql("now");
    } else if (one_in(random, 3)) {
        alter.drop.push_back("default");
    }
    if (one_in(random, 8)) alter.generated = Generated{Sql("abs(1)"), true};
    if (one_in(random, 6)) alter.drop.push_back("generated");
    if (one_in(random, 6)) alter.identity = one_in(random, 2) ? random_identity(random) : Identity();
    if (one_in(random, 6)) {
        alter.collation = random_collation(random);
    } else if (one_in(random, 6)) {
        alter.drop.push_back("collation");
    }
    if (one_in(random, 6)) alter.autoincrement = one_in(random, 2);
    if (one_in(random, 4)) alter.comment = random_text(random);
    if (one_in(random, 4)) {
        alter.fill = random_value(type, schema, random);
    } else if (one_in(random, 4)) {
        alter.fill_expr = random_sql(random);
    }
    if (alter.type && one_in(random, 3)) alter.using_expr = random_sql(random);
    return alter;
}

AlterEnum random_alter_enum(const Schema& schema, std::mt19937& random) {
    AlterEnum alter;
    if (schema.enums.empty()) {
        alter.type = random_name(random);
        alter.values = {"x"};
        return alter;
    }
    const EnumType& type = any_of(random, schema.enums);
    alter.type = type.name;
    for (const std::string& value : type.values) {
        const std::string fresh = value + " " + std::to_string(random_below(random, 1000));
        switch (random_below(random, 4)) {
            case 0:
                alter.renamed_values[value] = fresh;
                alter.values.push_back(fresh);
                break;
            case 1:
                if (one_in(random, 2)) {
                    alter.values.push_back(fresh);
                    alter.replaced_values[value] = fresh;
                } else if (!alter.values.empty()) {
                    alter.replaced_values[value] = any_of(random, alter.values);
                }
                break;
            default:
                alter.values.push_back(value);
        }
    }
    if (one_in(random, 3)) alter.values.push_back("more " + std::to_string(random()));
    std::shuffle(alter.values.begin(), alter.values.end(), random);
    if (one_in(random, 3)) alter.native = one_in(random, 2);
    return alter;
}

Operation random_constraint(const Schema& schema, const Table& table, std::size_t kind,
                            std::mt19937& random) {
    switch (kind) {
        case 0: {
            PrimaryKey key{"", {any_of(random, table.columns).name}, {}, {}};
            key.name = primary_key_name(table.name);
            return AddPrimaryKey{table.name, key};
        }
        case 1:
            return DropPrimaryKey{table.name};
        case 2: {
            const RandomParts parts = random_unique(table, random);
            if (!parts.valid) return DropPrimaryKey{table.name};
            Unique unique = named(table, parts).uniques.back();
            if (one_in(random, 3)) unique.deferrable = Deferrable::deferred;
            return AddUnique{table.name, unique};
        }
        case 3:
            return DropUnique{table.name, name_in(table.uniques, random)};
        case 4: {
            const RandomParts parts = random_foreign_key(schema, table, random);
            if (!parts.valid) return DropPrimaryKey{table.name};
            return AddForeignKey{table.name, named(table, parts).foreign_keys.back()};
        }
        case 5:
            return DropForeignKey{table.name, name_in(table.foreign_keys, random)};
        case 6: {
            const RandomParts parts = random_check(table, random);
            if (!parts.valid) return DropPrimaryKey{table.name};
            return AddCheck{table.name, named(table, parts).checks.back()};
        }
        case 7:
            return DropCheck{table.name, name_in(table.checks, random)};
        case 8: {
            const bool of_key = one_in(random, 2);
            return ValidateConstraint{table.name, of_key ? name_in(table.foreign_keys, random)
                                                         : name_in(table.checks, random)};
        }
        case 9:
            return AddExclude{table.name, random_exclude(table, random)};
        case 10:
            return DropExclude{table.name, name_in(table.excludes, random)};
        case 11: {
            const RandomParts parts = random_index(table, random);
            if (!parts.valid) return DropPrimaryKey{table.name};
            return CreateIndex{table.name, named(table, parts).indexes.back()};
        }
        default:
            return DropIndex{table.name, name_in(table.indexes, random)};
    }
}

constexpr std::size_t kinds_of_rows = 5;  // the last ones of the variant

Operation operation_of_kind(std::size_t kind, const Schema& schema, std::mt19937& random) {
    const Table& table = any_of(random, schema.tables);
    const std::string column = any_of(random, table.columns).name;
    switch (kind) {
        case 0:
            return CreateTable{random_table(schema, random)};
        case 1:
            return DropTable{table.name};
        case 2:
            return RenameTable{table.name, random_name(random)};
        case 3: {
            AlterTable alter;
            alter.table = table.name;
            if (one_in(random, 2)) alter.comment = random_text(random);
            if (one_in(random, 2)) alter.strict = one_in(random, 2);
            if (one_in(random, 4)) alter.without_rowid = one_in(random, 2);
            if (one_in(random, 4)) alter.unlogged = one_in(random, 2);
            if (one_in(random, 4)) alter.with = random_parameters(random);
            return alter;
        }
        case 4: {
            AddColumn add;
            add.table = table.name;
            add.column = random_column(schema, table, random);
            if (one_in(random, 3)) {
                add.fill = random_value(add.column.type, schema, random);
            } else if (one_in(random, 3)) {
                add.fill_expr = random_sql(random);
            }
            return add;
        }
        case 5:
            return DropColumn{table.name, column};
        case 6:
            return RenameColumn{table.name, column, random_name(random)};
        case 7:
            return random_alter(schema, table, random);
        case 21:
            return CreateEnum{random_enum(schema, random)};
        case 22:
            return DropEnum{name_in(schema.enums, random)};
        case 23:
            return RenameEnum{name_in(schema.enums, random), random_name(random)};
        case 24:
            return random_alter_enum(schema, random);
        case 25:
            return CreateObject{random_lone_object(random)};
        case 26: {
            if (schema.objects.empty()) return DropObject{ObjectKind::view, random_name(random), ""};
            const Object& object = any_of(random, schema.objects);
            return DropObject{object.kind, object.name, object.table};
        }
        case 27: {
            Object object = schema.objects.empty() ? random_lone_object(random) : any_of(random, schema.objects);
            for (auto& [dialect, text] : object.sql.by_dialect) text.insert(text.size() - 1, " + 1");
            return ReplaceObject{object};
        }
        case 28: {
            Execute execute;
            execute.sql = random_sql(random);
            if (one_in(random, 3)) {
                execute.effects.emplace();
                for (std::size_t i = random_below(random, 3); i > 0; --i) {
                    execute.effects->push_back(random_operation(schema, random));
                }
            }
            return execute;
        }
        case 29:
            return CallFunction{random_name(random)};
        case 30: {
            InsertRows insert{table.name, {}};
            for (std::size_t i = random_below(random, 4); i > 0; --i) {
                insert.rows.push_back(random_row(schema, table, random));
            }
            return insert;
        }
        case 31: {
            UpdateRows update{table.name, random_row(schema, table, random), {}};
            if (one_in(random, 2)) update.where = random_sql(random);
            return update;
        }
        case 32: {
            DeleteRows rows{table.name, {}};
            if (one_in(random, 2)) rows.where = random_sql(random);
            return rows;
        }
        default:
            return random_constraint(schema, table, kind - 8, random);
    }
}

}  // namespace

Operation random_operation(const Schema& schema, std::mt19937& random) {
    return operation_of_kind(random_below(random, std::variant_size_v<Change>), schema, random);
}

Operations random_changes(Schema schema, std::size_t count, std::mt19937& random) {
    Operations operations;
    for (std::size_t tries = 20 * count; tries > 0 && operations.size() < count; --tries) {
        if (schema.tables.empty()) break;
        const std::size_t kinds = std::variant_size_v<Change> - kinds_of_rows;
        Operation operation = operation_of_kind(random_below(random, kinds), schema, random);
        if (replay(operation, schema).empty()) operations.push_back(std::move(operation));
    }
    return operations;
}

}  // namespace migrations
