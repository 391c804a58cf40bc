#include "random_tables.h"

#include <algorithm>

#include "random_values.h"
#include "schema/names.h"

namespace migrations {
namespace {

// Empty (to be chosen by complete_names) or one that nothing else has.
std::string constraint_name(std::mt19937& random) {
    if (!one_in(random, 4)) return "";
    return random_name(random).substr(0, 40) + " #" + std::to_string(random());
}

bool is_text(const Column& column) {
    return column.type.verbatim.empty() && (std::holds_alternative<Text>(column.type.portable) ||
                                            std::holds_alternative<String>(column.type.portable));
}

bool is_integer(const Column& column) {
    return std::holds_alternative<Integer>(column.type.portable);
}

// A condition on one or two columns, or an empty text.
Sql random_condition(const Table& table, std::mt19937& random) {
    const auto integers = columns_where(table, is_integer);
    const auto texts = columns_where(table, is_text);
    std::vector<std::string> parts;
    if (!integers.empty()) parts.push_back(spelled(any_of(random, integers), random) + " >= 0");
    if (!texts.empty()) {
        parts.push_back("length(" + spelled(any_of(random, texts), random) + ") < 1000");
    }
    if (parts.empty()) return {};
    if (parts.size() == 2 && one_in(random, 2)) return Sql(parts[0] + " OR " + parts[1]);
    Sql sql(any_of(random, parts));
    if (one_in(random, 4)) {
        sql.by_dialect = {{"sqlite", sql.text}, {"postgresql", sql.text + " AND true"}};
        sql.text.clear();
    }
    return sql;
}

void add_primary_key(Table& table, std::mt19937& random) {
    PrimaryKey key;
    key.name = constraint_name(random);
    const std::size_t kind = random_below(random, table.without_rowid ? 3 : 8);
    Column first;
    first.name = free_name(table.columns, random);
    first.type = kind == 0   ? Type(Uuid{})
                 : kind == 1 ? Type(String{40})
                             : Type(Integer{one_in(random, 4) ? 32 : 64});
    key.columns = {first.name};
    if (kind >= 4) {
        first.identity = one_in(random, 2) ? random_identity(random) : Identity(true);
        first.autoincrement = one_in(random, 4);
    }
    table.columns.push_back(std::move(first));
    if (kind == 2) {
        Column second;
        second.name = free_name(table.columns, random);
        second.type = Type(Text{});
        key.columns.push_back(second.name);
        table.columns.push_back(std::move(second));
    }
    if (kind != 3) table.primary_key = std::move(key);
}

void add_generated(Table& table, std::mt19937& random) {
    const auto sources = columns_where(table, [](const Column& each) {
        return !each.generated && (is_integer(each) || is_text(each));
    });
    if (sources.empty()) return;
    const Column source = *table.column(any_of(random, sources));
    Column column;
    column.name = free_name(table.columns, random);
    column.null = source.null;
    const std::string name = spelled(source.name, random);
    if (is_integer(source)) {
        column.type = Type(Integer{64});
        column.generated = Generated{Sql(name + " % 10"), true};
    } else {
        column.type = Type(Text{});
        column.generated = Generated{Sql("lower(" + name + ")"), true};
    }
    table.columns.push_back(std::move(column));
}

// The keys of a table that a foreign key can refer to.
std::vector<std::vector<std::string>> keys_of_table(const Table& table) {
    std::vector<std::vector<std::string>> keys;
    if (table.primary_key) keys.push_back(table.primary_key->columns);
    for (const Unique& each : table.uniques) keys.push_back(each.columns);
    return keys;
}

// A new column of the type of `target`, for a foreign key.
Column referring_column(const Table& table, const Column& target, std::mt19937& random) {
    Column column;
    column.name = free_name(table.columns, random);
    column.type = target.type;
    column.null = one_in(random, 2);
    return column;
}

void add_elements(Table& table, std::mt19937& random) {
    for (std::size_t i = random_below(random, 3); i > 0; --i) {
        const RandomParts parts = random_unique(table, random);
        if (parts.valid) table.uniques.push_back(parts.unique);
    }
    for (std::size_t i = random_below(random, 3); i > 0; --i) {
        const RandomParts parts = random_index(table, random);
        if (parts.valid) table.indexes.push_back(parts.index);
    }
    for (std::size_t i = random_below(random, 3); i > 0; --i) {
        const RandomParts parts = random_check(table, random);
        if (parts.valid) table.checks.push_back(parts.check);
    }
}

}  // namespace

bool can_be_key(const Column& column) {
    const PortableType& type = column.type.portable;
    return column.type.verbatim.empty() && !std::holds_alternative<Json>(type) &&
           !std::holds_alternative<Blob>(type) && !std::holds_alternative<Verbatim>(type);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Column random_column(const Schema& schema, const Table& table, std::mt19937& random) {
    Column column;
    column.name = free_name(table.columns, random);
    column.type = random_type(schema, random);
    if (table.strict) column.type.verbatim.clear();
    if (std::holds_alternative<Verbatim>(column.type.portable) && column.type.verbatim.empty()) {
        column.type = Type(Text{});
    }
    column.null = one_in(random, 3);
    if (is_text(column) && one_in(random, 4)) column.collation = random_collation(random);
    if (one_in(random, 4)) column.comment = random_text(random);
    if (one_in(random, 3)) {
        if (std::holds_alternative<Timestamp>(column.type.portable)) {
            column.default_expr = Sql("now");
        } else if (std::holds_alternative<Uuid>(column.type.portable)) {
            column.default_expr = Sql("uuid");
        } else if (is_integer(column)) {
            Sql sql;
            sql.by_dialect = {{"sqlite", "abs(-1)"}, {"postgresql", "abs(-2) - 1"}};
            column.default_expr = sql;
        }
    } else if (one_in(random, 3) && !std::holds_alternative<Blob>(column.type.portable)) {
        column.default_value = random_value(column.type, schema, random);
    }
    return column;
}

Table random_table(const Schema& schema, std::mt19937& random) {
    Table table;
    table.name = free_name(schema.tables, random);
    for (int number = 2; taken(schema.enums, table.name); ++number) {
        table.name = "table" + std::to_string(number);
        if (taken(schema.tables, table.name)) table.name += "_" + std::to_string(random());
    }
    if (one_in(random, 3)) table.comment = random_text(random);
    table.strict = one_in(random, 6);
    table.without_rowid = one_in(random, 8);
    if (one_in(random, 6)) table.with = random_parameters(random);
    add_primary_key(table, random);
    for (std::size_t i = 1 + random_below(random, 6); i > 0; --i) {
        table.columns.push_back(random_column(schema, table, random));
    }
    if (one_in(random, 3)) add_generated(table, random);
    add_elements(table, random);
    complete_names(table);
    return table;
}

Exclude random_exclude(const Table& table, std::mt19937& random) {
    const auto columns = columns_where(table, can_be_key);
    Exclude exclude;
    exclude.name = "ex " + std::to_string(random());
    const std::string column = columns.empty() ? any_of(random, table.columns).name : any_of(random, columns);
    exclude.expression.by_dialect["postgresql"] = "USING btree (" + spelled(column, random) + " WITH =)";
    exclude.expression.by_dialect["sqlite"] = "";
    return exclude;
}

Collation random_collation(std::mt19937& random) {
    Collation collation;
    const std::vector<std::string> here = {"NOCASE", "RTRIM", "BINARY"};
    const std::vector<std::string> there = {"C", "POSIX", "default"};
    if (!one_in(random, 4)) collation.by_dialect["sqlite"] = any_of(random, here);
    if (collation.empty() || one_in(random, 2)) collation.by_dialect["postgresql"] = any_of(random, there);
    return collation;
}

Identity random_identity(std::mt19937& random) {
    Identity identity(true);
    identity.always = one_in(random, 3);
    const bool down = one_in(random, 5);
    if (one_in(random, 3) || down) identity.increment = down ? -2 : 5;
    if (one_in(random, 3)) identity.start = down ? -10 : 100;
    if (one_in(random, 4)) (down ? identity.max : identity.min) = down ? -3 : 7;
    if (one_in(random, 4)) (down ? identity.min : identity.max) = down ? -100000 : 100000;
    if (one_in(random, 4)) identity.cache = 10;
    identity.cycle = one_in(random, 5);
    return identity;
}

Parameters random_parameters(std::mt19937& random) {
    Parameters parameters;
    if (!one_in(random, 4)) parameters.values["fillfactor"] = std::to_string(50 + random_below(random, 50));
    return parameters;
}

RandomParts random_unique(const Table& table, std::mt19937& random) {
    RandomParts parts;
    const auto columns = columns_where(
        table, [](const Column& each) { return can_be_key(each) && !each.generated; });
    if (columns.empty()) return parts;
    parts.valid = true;
    parts.unique.name = constraint_name(random);
    parts.unique.columns = some_of(columns, 2, random);
    return parts;
}

RandomParts random_index(const Table& table, std::mt19937& random) {
    RandomParts parts;
    const auto columns = columns_where(table, can_be_key);
    const auto texts = columns_where(table, is_text);
    const auto integers = columns_where(table, is_integer);
    if (columns.empty()) return parts;
    parts.valid = true;
    parts.index.name = constraint_name(random);
    for (const std::string& name : some_of(columns, 3, random)) {
        IndexKey& key = parts.index.keys.emplace_back();
        key.column = name;
        key.descending = one_in(random, 4);
        if (one_in(random, 6)) key.nulls = one_in(random, 2) ? Nulls::first : Nulls::last;
        if (contains(texts, name) && one_in(random, 4)) key.collation = random_collation(random);
    }
    if (!texts.empty() && one_in(random, 4)) {
        IndexKey& key = parts.index.keys.emplace_back();
        key.expression = Sql("lower(" + spelled(any_of(random, texts), random) + ")");
        key.descending = one_in(random, 3);
    }
    if (!integers.empty() && one_in(random, 6)) {
        IndexKey& key = parts.index.keys.emplace_back();
        key.expression = Sql("abs(" + spelled(any_of(random, integers), random) + ")");
    }
    parts.index.unique = one_in(random, 4);
    if (one_in(random, 8)) parts.index.include = some_of(columns, 2, random);
    if (one_in(random, 8)) parts.index.with = random_parameters(random);
    if (!parts.index.unique && parts.index.keys.size() == 1 && parts.index.include.empty() && one_in(random, 8)) {
        IndexKey& key = parts.index.keys.front();
        key.descending = false;  // a hash has no order
        key.nulls = Nulls::standard;
        parts.index.method = "hash";
    }
    if (one_in(random, 4)) {
        const Sql condition = random_condition(table, random);
        if (!condition.empty()) parts.index.where = condition;
    }
    return parts;
}

RandomParts random_check(const Table& table, std::mt19937& random) {
    RandomParts parts;
    parts.check.expression = random_condition(table, random);
    parts.check.name = constraint_name(random);
    parts.check.not_valid = one_in(random, 8);
    parts.check.no_inherit = one_in(random, 8);
    parts.valid = !parts.check.expression.empty();
    return parts;
}

RandomParts random_foreign_key(const Schema& schema, const Table& table, std::mt19937& random) {
    RandomParts parts;
    const Table& target = any_of(random, schema.tables);
    const auto keys = keys_of_table(target);
    if (keys.empty()) return parts;
    parts.foreign_key.name = constraint_name(random);
    parts.foreign_key.table = target.name;
    parts.foreign_key.references = any_of(random, keys);
    for (const std::string& name : parts.foreign_key.references) {
        const Column& wanted = *target.column(name);
        const auto fitting = columns_where(table, [&](const Column& each) {
            return each.type == wanted.type && !each.generated &&
                   !contains(parts.foreign_key.columns, each.name);
        });
        if (fitting.empty()) return parts;
        parts.foreign_key.columns.push_back(any_of(random, fitting));
    }
    parts.foreign_key.on_delete = one_in(random, 2) ? Action::cascade : Action::no_action;
    parts.valid = true;
    return parts;
}

void add_foreign_key(const Schema& schema, Table& table, std::mt19937& random) {
    const Table& target = one_in(random, 5) ? table : any_of(random, schema.tables);
    const auto keys = keys_of_table(target);
    if (keys.empty()) return;
    ForeignKey key;
    key.name = constraint_name(random);
    key.table = target.name;
    key.references = any_of(random, keys);
    std::vector<Column> columns;
    for (const std::string& name : key.references) columns.push_back(*target.column(name));
    bool null = true;
    for (const Column& each : columns) {
        table.columns.push_back(referring_column(table, each, random));
        key.columns.push_back(table.columns.back().name);
        null = null && table.columns.back().null;
    }
    const std::vector<Action> actions = {Action::no_action, Action::restrict, Action::cascade,
                                         null ? Action::set_null : Action::cascade};
    if (key.columns.size() == 1 && one_in(random, 6)) key.match = Match::full;
    key.not_valid = one_in(random, 8);
    key.on_delete = any_of(random, actions);
    key.on_update = any_of(random, actions);
    if (one_in(random, 4)) key.deferrable = Deferrable::deferred;
    if (one_in(random, 8)) key.deferrable = Deferrable::immediate;
    table.foreign_keys.push_back(std::move(key));
}

}  // namespace migrations
