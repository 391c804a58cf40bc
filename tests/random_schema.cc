#include "random_schema.h"

#include <algorithm>

#include "base/sql_text.h"
#include "schema/names.h"
#include "schema/validate.h"

namespace migrations {
namespace {

Schema unchecked_schema(std::mt19937& random) {
    Schema schema;
    for (std::size_t i = random_below(random, 3); i > 0; --i) {
        schema.enums.push_back(random_enum(schema, random));
    }
    for (std::size_t i = 1 + random_below(random, 5); i > 0; --i) {
        schema.tables.push_back(random_table(schema, random));
    }
    for (Table& table : schema.tables) {
        for (std::size_t i = random_below(random, 3); i > 0; --i) {
            Table changed = table;
            add_foreign_key(schema, changed, random);
            table = std::move(changed);
        }
    }
    for (Table& table : schema.tables) complete_names(table);
    return schema;
}

// ---- edits ----

bool mentions(const Sql& sql, const std::string& column) {
    const auto in = [&](const std::string& text) {
        const auto names = identifiers_in(text);
        return std::find(names.begin(), names.end(), column) != names.end();
    };
    return in(sql.text) || std::any_of(sql.by_dialect.begin(), sql.by_dialect.end(),
                                       [&](const auto& entry) { return in(entry.second); });
}

bool uses(const Index& index, const std::string& column) {
    return (index.where && mentions(*index.where, column)) || contains(index.include, column) ||
           std::any_of(index.keys.begin(), index.keys.end(), [&](const IndexKey& key) {
               return key.column == column || mentions(key.expression, column);
           });
}

}  // namespace

void remove_column(Table& table, const std::string name) {
    std::vector<std::string> computed;
    for (const Column& each : table.columns) {
        if (each.generated && mentions(each.generated->expression, name)) {
            computed.push_back(each.name);
        }
    }
    for (const std::string& each : computed) remove_column(table, each);
    std::erase_if(table.columns, [&](const Column& each) { return each.name == name; });
    std::erase_if(table.uniques, [&](const Unique& each) { return contains(each.columns, name); });
    std::erase_if(table.foreign_keys,
                  [&](const ForeignKey& each) { return contains(each.columns, name); });
    std::erase_if(table.checks, [&](const Check& each) { return mentions(each.expression, name); });
    std::erase_if(table.excludes, [&](const Exclude& each) { return mentions(each.expression, name); });
    std::erase_if(table.indexes, [&](const Index& each) { return uses(each, name); });
}

namespace {

bool in_use(const Table& table, const std::string& name) {
    Table without = table;
    remove_column(without, name);
    const bool in_key = table.primary_key && contains(table.primary_key->columns, name);
    return in_key || without.columns.size() + 1 != table.columns.size() ||
           without.uniques.size() != table.uniques.size() ||
           without.foreign_keys.size() != table.foreign_keys.size() ||
           without.checks.size() != table.checks.size() ||
           without.excludes.size() != table.excludes.size() ||
           without.indexes.size() != table.indexes.size();
}

template <class Vector>
void erase_any(Vector& things, std::mt19937& random) {
    if (things.empty()) return;
    things.erase(things.begin() + static_cast<std::ptrdiff_t>(random_below(random, things.size())));
}

void edit_column(const Schema& schema, Table& table, std::mt19937& random) {
    Column& column = any_of(random, table.columns);
    switch (random_below(random, 6)) {
        case 3:
            if (column.identity) column.identity = random_identity(random);
            break;
        case 4:
            if (std::holds_alternative<Text>(column.type.portable) && column.type.verbatim.empty()) {
                column.collation = one_in(random, 3) ? Collation() : random_collation(random);
            }
            break;
        case 0:
            column.comment = random_text(random);
            break;
        case 1:
            if (!column.generated && !column.identity) column.null = !column.null;
            break;
        case 2:
            if (column.generated || column.identity) break;
            column.default_expr.reset();
            column.default_value.reset();
            if (one_in(random, 2)) {
                column.default_value = random_value(column.type, schema, random);
            }
            break;
        default:
            if (in_use(table, column.name) || column.generated || column.identity) break;
            column.default_expr.reset();
            column.default_value.reset();
            column.type = random_type(schema, random);
            column.collation = {};
    }
}

void edit_enum(Schema& schema, std::mt19937& random) {
    if (schema.enums.empty() || one_in(random, 4)) {
        schema.enums.push_back(random_enum(schema, random));
        return;
    }
    EnumType& type = any_of(random, schema.enums);
    switch (random_below(random, 4)) {
        case 0:
            type.values.push_back("new " + std::to_string(random_below(random, 1000)));
            break;
        case 1:
            erase_any(type.values, random);
            break;
        case 2:
            std::shuffle(type.values.begin(), type.values.end(), random);
            break;
        default:
            erase_any(schema.enums, random);
    }
}

void edit_table(Schema& schema, std::mt19937& random) {
    Table& table = any_of(random, schema.tables);
    RandomParts parts;
    switch (random_below(random, 18)) {
        case 13:
            table.with = random_parameters(random);
            break;
        case 14:
            for (Check& each : table.checks) each.not_valid = one_in(random, 2);
            for (ForeignKey& each : table.foreign_keys) each.not_valid = one_in(random, 2);
            break;
        case 15:
            table.excludes.push_back(random_exclude(table, random));
            break;
        case 16:
            erase_any(table.excludes, random);
            break;
        case 0:
            table.columns.push_back(random_column(schema, table, random));
            break;
        case 1:
            remove_column(table, any_of(random, table.columns).name);
            break;
        case 2:
        case 3:
            edit_column(schema, table, random);
            break;
        case 4:
            parts = random_unique(table, random);
            if (parts.valid) table.uniques.push_back(parts.unique);
            break;
        case 5:
            parts = random_index(table, random);
            if (parts.valid) table.indexes.push_back(parts.index);
            break;
        case 6:
            parts = random_check(table, random);
            if (parts.valid) table.checks.push_back(parts.check);
            break;
        case 7: {
            Table changed = table;
            add_foreign_key(schema, changed, random);
            table = std::move(changed);
            break;
        }
        case 8:
            erase_any(table.uniques, random);
            break;
        case 9:
            erase_any(table.indexes, random);
            break;
        case 10:
            erase_any(table.checks, random);
            break;
        case 11:
            erase_any(table.foreign_keys, random);
            break;
        case 12:
            table.comment = random_text(random);
            break;
        default: {
            const auto columns = columns_where(table, [](const Column& each) {
                return can_be_key(each) && !each.null && !each.generated;
            });
            table.primary_key.reset();
            if (!columns.empty() && !one_in(random, 3)) {
                table.primary_key = PrimaryKey{"", some_of(columns, 2, random), {}, {}};
            }
        }
    }
}

void drop_table(Schema& schema, std::mt19937& random) {
    if (schema.tables.size() == 1) return;
    const std::string name = any_of(random, schema.tables).name;
    std::erase_if(schema.tables, [&](const Table& each) { return each.name == name; });
    for (Table& table : schema.tables) {
        std::erase_if(table.foreign_keys,
                      [&](const ForeignKey& each) { return each.table == name; });
    }
}

void edit(Schema& schema, std::mt19937& random) {
    switch (random_below(random, 10)) {
        case 0:
            schema.tables.push_back(random_table(schema, random));
            break;
        case 1:
            drop_table(schema, random);
            break;
        case 2:
            edit_enum(schema, random);
            break;
        default:
            edit_table(schema, random);
    }
    for (Table& table : schema.tables) complete_names(table);
}

}  // namespace

bool is_possible(const Schema& schema) {
    for (const Table& table : schema.tables) {
        for (const Column& column : table.columns) {
            const bool is_key =
                table.primary_key && table.primary_key->columns == std::vector{column.name};
            if (column.identity && (!is_key || table.without_rowid)) return false;
        }
    }
    return validate(schema).empty();
}

Schema random_schema(std::mt19937& random) {
    for (;;) {
        const Schema schema = unchecked_schema(random);
        if (is_possible(schema)) return schema;
    }
}

Schema mutated(const Schema& schema, std::mt19937& random) {
    Schema result = schema;
    for (std::size_t edits = 1 + random_below(random, 6); edits > 0;) {
        Schema next = result;
        edit(next, random);
        if (next == result || !is_possible(next)) continue;
        result = std::move(next);
        --edits;
    }
    // Edits can undo one another.
    return canonical(result) == canonical(schema) ? mutated(schema, random) : result;
}

}  // namespace migrations
