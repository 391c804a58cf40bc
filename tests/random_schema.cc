#include "random_schema.h"

#include <algorithm>
#include <set>

#include "base/names.h"
#include "base/sql_text.h"
#include "schema/keys.h"
#include "schema/names.h"
#include "schema/validate.h"

namespace migrations {
namespace {

const std::vector<std::string> plain_names = {
    "users",  "posts", "teams", "tags",   "events", "email",      "title", "amount", "created_at",
    "status", "body",  "team",  "author", "price",  "sort_order", "n",     "note",   "user_id",
};
const std::vector<std::string> odd_names = {
    "order",
    "select",
    "Mixed Case",
    "quo\"te",
    "gr\xc3\xb6\xc3\x9f"
    "e",
    "with-dash",
    "dotted.name",
    "it's",
    "UPPER",
    "1st",
    "a_name_that_is_almost_as_long_as_a_name_can_be_in_postgresql_",
};

template <class Vector>
bool taken(const Vector& things, const std::string& name) {
    return std::any_of(things.begin(), things.end(),
                       [&](const auto& each) { return equals_ignoring_case(each.name, name); });
}

// A random name, with a number where it is taken.
template <class Vector>
std::string free_name(const Vector& things, std::mt19937& random) {
    const std::string first = random_name(random);
    std::string name = first;
    for (int number = 2; taken(things, name); ++number) {
        name = first.substr(0, 60) + std::to_string(number);
    }
    return name;
}

// Empty (to be chosen by complete_names) or one that nothing else has.
std::string constraint_name(std::mt19937& random) {
    if (!one_in(random, 4)) return "";
    return random_name(random).substr(0, 40) + " #" + std::to_string(random());
}

// How an expression may spell a column.
std::string spelled(const std::string& name, std::mt19937& random) {
    const bool plain = std::find(plain_names.begin(), plain_names.end(), name) != plain_names.end();
    return plain && one_in(random, 2) ? name : quote_identifier(name);
}

bool is_text(const Column& column) {
    return column.type.verbatim.empty() && (std::holds_alternative<Text>(column.type.portable) ||
                                            std::holds_alternative<String>(column.type.portable));
}

bool is_integer(const Column& column) {
    return std::holds_alternative<Integer>(column.type.portable);
}

// Whether both databases can order the values of the column by an index.
bool can_be_key(const Column& column) {
    const PortableType& type = column.type.portable;
    return column.type.verbatim.empty() && !std::holds_alternative<Json>(type) &&
           !std::holds_alternative<Blob>(type) && !std::holds_alternative<Verbatim>(type);
}

template <class Predicate>
std::vector<std::string> columns_where(const Table& table, const Predicate& predicate) {
    std::vector<std::string> names;
    for (const Column& each : table.columns) {
        if (predicate(each)) names.push_back(each.name);
    }
    return names;
}

std::vector<std::string> some_of(std::vector<std::string> names, std::size_t most,
                                 std::mt19937& random) {
    std::shuffle(names.begin(), names.end(), random);
    names.resize(std::min(names.size(), 1 + random_below(random, most)));
    return names;
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
        first.identity = true;
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

// A foreign key to a key of some table, with new columns for it in `table`.
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
    key.on_delete = any_of(random, actions);
    key.on_update = any_of(random, actions);
    if (one_in(random, 4)) key.deferrable = Deferrable::deferred;
    if (one_in(random, 8)) key.deferrable = Deferrable::immediate;
    table.foreign_keys.push_back(std::move(key));
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

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool uses(const Index& index, const std::string& column) {
    return (index.where && mentions(*index.where, column)) ||
           std::any_of(index.keys.begin(), index.keys.end(), [&](const IndexKey& key) {
               return key.column == column || mentions(key.expression, column);
           });
}

// Removes a column with everything that uses it, as far as the table itself goes.
// The name by value: the caller may pass that of the column itself.
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
    std::erase_if(table.indexes, [&](const Index& each) { return uses(each, name); });
}

bool in_use(const Table& table, const std::string& name) {
    Table without = table;
    remove_column(without, name);
    const bool in_key = table.primary_key && contains(table.primary_key->columns, name);
    return in_key || without.columns.size() + 1 != table.columns.size() ||
           without.uniques.size() != table.uniques.size() ||
           without.foreign_keys.size() != table.foreign_keys.size() ||
           without.checks.size() != table.checks.size() ||
           without.indexes.size() != table.indexes.size();
}

template <class Vector>
void erase_any(Vector& things, std::mt19937& random) {
    if (things.empty()) return;
    things.erase(things.begin() + static_cast<std::ptrdiff_t>(random_below(random, things.size())));
}

void edit_column(const Schema& schema, Table& table, std::mt19937& random) {
    Column& column = any_of(random, table.columns);
    switch (random_below(random, 4)) {
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
    switch (random_below(random, 14)) {
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

// What validate() lets pass and SQLite does not: a numbered column that is not the whole primary
// key.
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

}  // namespace

std::size_t random_below(std::mt19937& random, std::size_t limit) {
    return random() % limit;
}
bool one_in(std::mt19937& random, std::size_t count) {
    return random_below(random, count) == 0;
}

std::string random_name(std::mt19937& random) {
    return any_of(random, one_in(random, 4) ? odd_names : plain_names);
}

std::string random_text(std::mt19937& random) {
    static const std::vector<std::string> texts = {
        "",
        "plain text",
        "it's \"quoted\"",
        "two\nlines",
        "tab\there",
        "back\\slash",
        "gr\xc3\xbc\xc3\x9f"
        "e",
        "\xe6\xbc\xa2\xe5\xad\x97",
        "# no comment",
        "'''\"\"\"",
        " blanks ",
        "$tag$ :name ?1 %s {}",
        "line end\n",
    };
    return any_of(random, texts);
}

Type random_type(const Schema& schema, std::mt19937& random) {
    const std::size_t kind = random_below(random, 18);
    switch (kind) {
        case 0:
            return Type(Bool{});
        case 1:
            return Type(Integer{16});
        case 2:
            return Type(Integer{32});
        case 3:
            return Type(Integer{64});
        case 4:
            return Type(Float{32});
        case 5:
            return Type(Float{64});
        case 6:
            return Type(Decimal{12, static_cast<int>(1 + random_below(random, 6))});
        case 7:
            return Type(String{static_cast<int>(10 + random_below(random, 300))});
        case 8:
            return Type(Blob{});
        case 9:
            return Type(Date{});
        case 10:
            return Type(Time{});
        case 11:
            return Type(Timestamp{false});
        case 12:
            return Type(Timestamp{true});
        case 13:
            return Type(Uuid{});
        case 14:
            return Type(Json{});
        case 15: {
            Type type;
            if (one_in(random, 2)) type.portable = String{50};
            type.verbatim = {{"sqlite", "VARCHAR(50)"}, {"postgresql", "character varying(50)"}};
            return type;
        }
        case 16:
            if (!schema.enums.empty()) return Type(Enum{any_of(random, schema.enums).name});
            return Type(Text{});
        default:
            return Type(Text{});
    }
}

Value random_value(const Type& type, const Schema& schema, std::mt19937& random) {
    const auto text = [](const char* value) { return Value(std::string(value)); };
    const PortableType& portable = type.portable;
    if (std::holds_alternative<Bool>(portable)) return Value(one_in(random, 2));
    if (std::holds_alternative<Integer>(portable)) {
        return Value(static_cast<std::int64_t>(random_below(random, 1000)));
    }
    if (std::holds_alternative<Float>(portable)) return Value(one_in(random, 2) ? 1.5 : -0.25);
    if (std::holds_alternative<Decimal>(portable)) return text(one_in(random, 2) ? "12.5" : "0");
    if (std::holds_alternative<Date>(portable)) return text("2020-02-29");
    if (std::holds_alternative<Time>(portable)) return text("12:34:56");
    if (std::holds_alternative<Uuid>(portable)) {
        return text("6ba7b810-9dad-41d1-80b4-00c04fd430c8");
    }
    if (std::holds_alternative<Json>(portable)) return text(R"({"a": [1, "it's"]})");
    if (const auto* stamp = std::get_if<Timestamp>(&portable)) {
        return text(stamp->zone ? "2020-02-29 12:34:56+00" : "2020-02-29 12:34:56");
    }
    if (const auto* named = std::get_if<Enum>(&portable)) {
        return Value(any_of(random, schema.enum_type(named->name)->values));
    }
    return text(one_in(random, 2) ? "it's" : "");
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

EnumType random_enum(const Schema& schema, std::mt19937& random) {
    static const std::vector<std::string> values = {
        "active", "suspended", "it's", "two words", "gr\xc3\xbcn", "UPPER", "x",
    };
    EnumType type;
    type.name = free_name(schema.enums, random);
    for (int number = 2; taken(schema.tables, type.name); ++number) {
        type.name = "kind" + std::to_string(number);
        if (taken(schema.enums, type.name)) type.name += "_" + std::to_string(random());
    }
    type.values = some_of(values, 4, random);
    type.native = one_in(random, 2);
    return type;
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
    add_primary_key(table, random);
    for (std::size_t i = 1 + random_below(random, 6); i > 0; --i) {
        table.columns.push_back(random_column(schema, table, random));
    }
    if (one_in(random, 3)) add_generated(table, random);
    add_elements(table, random);
    complete_names(table);
    return table;
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
        parts.index.keys.push_back({name, {}, one_in(random, 4)});
    }
    if (!texts.empty() && one_in(random, 4)) {
        parts.index.keys.push_back(
            {"", Sql("lower(" + spelled(any_of(random, texts), random) + ")"), one_in(random, 3)});
    }
    if (!integers.empty() && one_in(random, 6)) {
        parts.index.keys.push_back(
            {"", Sql("abs(" + spelled(any_of(random, integers), random) + ")"), false});
    }
    parts.index.unique = one_in(random, 4);
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
