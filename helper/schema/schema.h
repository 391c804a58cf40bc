#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "schema/fields.h"
#include "schema/object.h"
#include "schema/type.h"
#include "schema/value.h"

namespace migrations {

// What a database holds, as a value: plain structs that refer to one another by name. Equality is that of meaning:
// origins do not count. canonical() below brings two schemas into the same order first.

struct Generated {
    Sql expression;
    bool stored = true;  // PostgreSQL 15 has no virtual ones: it refuses stored = false
    bool operator==(const Generated&) const = default;
    static constexpr auto fields = std::make_tuple(required("expression", &Generated::expression),
                                                   required("stored", &Generated::stored));
};

struct Column {
    std::string name;
    Type type;
    bool null = false;
    std::optional<Value> default_value;
    std::optional<Sql> default_expr;  // or a portable word: now, uuid; at most one of the two defaults
    std::optional<Generated> generated;
    bool identity = false;       // the server numbers it; on SQLite the INTEGER PRIMARY KEY
    bool autoincrement = false;  // SQLite: never gives a number out again
    std::string comment;         // SQLite stores none
    Origin origin;

    bool operator==(const Column&) const = default;
    static constexpr auto fields = std::make_tuple(
        required("name", &Column::name), required("type", &Column::type), optional("null", &Column::null),
        optional("default", &Column::default_value), optional("default_expr", &Column::default_expr),
        optional("generated", &Column::generated), optional("identity", &Column::identity),
        optional("autoincrement", &Column::autoincrement), optional("comment", &Column::comment));
};

// Constraints and indexes always have a name; `automatic` says that nobody chose it: names.h made it, and a rename
// of the table or a column leaves the old one in place without that being a difference (diff/adopt.h).
struct AutomaticName {
    bool value = false;
    bool operator==(const AutomaticName&) const { return true; }
};

struct PrimaryKey {
    std::string name;
    std::vector<std::string> columns;
    AutomaticName automatic;
    Origin origin;

    bool operator==(const PrimaryKey&) const = default;
    static constexpr auto fields =
        std::make_tuple(required("name", &PrimaryKey::name), required("columns", &PrimaryKey::columns));
};

enum class Deferrable { no, immediate, deferred };  // NOT DEFERRABLE, INITIALLY IMMEDIATE, INITIALLY DEFERRED
enum class Action { no_action, restrict, cascade, set_null, set_default };

struct Unique {
    std::string name;
    std::vector<std::string> columns;
    Deferrable deferrable = Deferrable::no;  // PostgreSQL only
    AutomaticName automatic;
    Origin origin;

    bool operator==(const Unique&) const = default;
    static constexpr auto fields =
        std::make_tuple(required("name", &Unique::name), required("columns", &Unique::columns),
                        optional("deferrable", &Unique::deferrable));
};

struct ForeignKey {
    std::string name;
    std::vector<std::string> columns;
    std::string table;                     // the one referred to
    std::vector<std::string> references;   // its columns, as many as `columns`
    Action on_delete = Action::no_action;
    Action on_update = Action::no_action;
    Deferrable deferrable = Deferrable::no;
    AutomaticName automatic;
    Origin origin;

    bool operator==(const ForeignKey&) const = default;
    static constexpr auto fields = std::make_tuple(
        required("name", &ForeignKey::name), required("columns", &ForeignKey::columns),
        required("table", &ForeignKey::table), required("references", &ForeignKey::references),
        optional("on_delete", &ForeignKey::on_delete), optional("on_update", &ForeignKey::on_update),
        optional("deferrable", &ForeignKey::deferrable));
};

struct Check {
    std::string name;
    Sql expression;
    AutomaticName automatic;
    Origin origin;

    bool operator==(const Check&) const = default;
    static constexpr auto fields =
        std::make_tuple(required("name", &Check::name), required("expression", &Check::expression));
};

// A key of an index: a column or an expression.
struct IndexKey {
    std::string column;  // empty when it is an expression
    Sql expression;
    bool descending = false;

    bool operator==(const IndexKey&) const = default;
    // Written as "column" when that is all, else as a table.
    static constexpr auto fields =
        std::make_tuple(optional("column", &IndexKey::column), optional("expression", &IndexKey::expression),
                        optional("descending", &IndexKey::descending));
};

struct Index {
    std::string name;
    std::vector<IndexKey> keys;
    bool unique = false;
    std::optional<Sql> where;
    AutomaticName automatic;
    Origin origin;

    bool operator==(const Index&) const = default;
    static constexpr auto fields =
        std::make_tuple(required("name", &Index::name), required("columns", &Index::keys),
                        optional("unique", &Index::unique), optional("where", &Index::where));
};

struct Table {
    std::string name;
    std::string comment;
    std::vector<Column> columns;
    std::optional<PrimaryKey> primary_key;
    std::vector<Unique> uniques;
    std::vector<ForeignKey> foreign_keys;
    std::vector<Check> checks;
    std::vector<Index> indexes;
    bool strict = false;         // SQLite
    bool without_rowid = false;  // SQLite
    Origin origin;

    const Column* column(std::string_view name) const;
    Column* column(std::string_view name);

    bool operator==(const Table&) const = default;
    static constexpr auto fields = std::make_tuple(
        required("table", &Table::name), optional("comment", &Table::comment), required("columns", &Table::columns),
        optional("primary_key", &Table::primary_key), optional("uniques", &Table::uniques),
        optional("foreign_keys", &Table::foreign_keys), optional("checks", &Table::checks),
        optional("indexes", &Table::indexes), optional("strict", &Table::strict),
        optional("without_rowid", &Table::without_rowid));
};

struct EnumType {
    std::string name;
    std::vector<std::string> values;  // in order, no two equal
    bool native = false;              // PostgreSQL: CREATE TYPE; otherwise text with a CHECK
    Origin origin;

    bool operator==(const EnumType&) const = default;
    static constexpr auto fields =
        std::make_tuple(required("enum", &EnumType::name), required("values", &EnumType::values),
                        optional("native", &EnumType::native));
};

struct Schema {
    std::vector<EnumType> enums;
    std::vector<Table> tables;
    std::vector<Object> objects;

    // Null when there is none of this name.
    const Table* table(std::string_view name) const;
    Table* table(std::string_view name);
    const EnumType* enum_type(std::string_view name) const;
    EnumType* enum_type(std::string_view name);
    const Object* object(const ObjectKey& key) const;

    bool operator==(const Schema&) const = default;
};

// The element with this name in a vector of things that have one, or null.
template <class Vector>
auto find_named(Vector& things, std::string_view name) -> decltype(&things[0]) {
    for (auto& each : things) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

// The same schema with enums, tables, constraints and indexes sorted by name, and columns sorted by name too: the
// position of a column is no difference, since neither database can move one.
Schema canonical(Schema schema);

// The same, but columns stay in the order in which the table has them.
Schema sorted_but_columns(Schema schema);

}  // namespace migrations
