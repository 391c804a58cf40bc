#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "schema/fields.h"
#include "schema/identity.h"
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
    Collation collation;
    bool null = false;
    std::optional<Value> default_value;
    std::optional<Sql> default_expr;  // or a portable word: now, uuid; at most one of the two defaults
    std::optional<Generated> generated;
    Identity identity;           // the server numbers it; on SQLite the INTEGER PRIMARY KEY
    bool autoincrement = false;  // SQLite: never gives a number out again
    std::string comment;         // SQLite stores none
    Origin origin;

    bool operator==(const Column&) const = default;
    static constexpr auto fields = std::make_tuple(
        required("name", &Column::name), required("type", &Column::type),
        optional("collation", &Column::collation), optional("null", &Column::null),
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
enum class Match { simple, full };  // of a foreign key over several columns: may some be NULL, or all or none
enum class Action { no_action, restrict, cascade, set_null, set_default };

struct Unique {
    std::string name;
    std::vector<std::string> columns;
    bool nulls_not_distinct = false;         // PostgreSQL only
    Deferrable deferrable = Deferrable::no;  // PostgreSQL only
    AutomaticName automatic;
    Origin origin;

    bool operator==(const Unique&) const = default;
    static constexpr auto fields =
        std::make_tuple(required("name", &Unique::name), required("columns", &Unique::columns),
                        optional("nulls_not_distinct", &Unique::nulls_not_distinct),
                        optional("deferrable", &Unique::deferrable));
};

struct ForeignKey {
    std::string name;
    std::vector<std::string> columns;
    std::string table;                     // the one referred to
    std::vector<std::string> references;   // its columns, as many as `columns`
    Match match = Match::simple;
    Action on_delete = Action::no_action;
    Action on_update = Action::no_action;
    Deferrable deferrable = Deferrable::no;
    bool not_valid = false;  // PostgreSQL: rows that existed were not looked at
    AutomaticName automatic;
    Origin origin;

    bool operator==(const ForeignKey&) const = default;
    static constexpr auto fields = std::make_tuple(
        required("name", &ForeignKey::name), required("columns", &ForeignKey::columns),
        required("table", &ForeignKey::table), required("references", &ForeignKey::references),
        optional("match", &ForeignKey::match), optional("on_delete", &ForeignKey::on_delete), optional("on_update", &ForeignKey::on_update),
        optional("deferrable", &ForeignKey::deferrable), optional("not_valid", &ForeignKey::not_valid));
};

struct Check {
    std::string name;
    Sql expression;
    bool not_valid = false;   // PostgreSQL: rows that existed were not looked at
    bool no_inherit = false;  // PostgreSQL: tables that inherit from this one do not have it
    AutomaticName automatic;
    Origin origin;

    bool exists_in(std::string_view dialect) const { return !expression.is_for_others(dialect); }
    bool operator==(const Check&) const = default;
    static constexpr auto fields =
        std::make_tuple(required("name", &Check::name), required("expression", &Check::expression),
                        optional("not_valid", &Check::not_valid), optional("no_inherit", &Check::no_inherit));
};

// An exclusion constraint of PostgreSQL. `expression` is what stands behind EXCLUDE; a dialect for which it has no text
// does not have the constraint.
struct Exclude {
    std::string name;
    Sql expression;
    AutomaticName automatic;
    Origin origin;

    bool exists_in(std::string_view dialect) const { return !expression.is_for_others(dialect); }
    bool operator==(const Exclude&) const = default;
    static constexpr auto fields =
        std::make_tuple(required("name", &Exclude::name), required("expression", &Exclude::expression));
};

enum class Nulls { standard, first, last };  // by default last, and first where the order is descending

// A key of an index: a column or an expression.
struct IndexKey {
    std::string column;  // empty when it is an expression
    Sql expression;
    bool descending = false;
    Nulls nulls = Nulls::standard;  // PostgreSQL
    Collation collation;            // where it is not that of the column
    std::string opclass;            // PostgreSQL: an operator class, with its parameters

    bool nulls_first() const { return nulls == Nulls::standard ? descending : nulls == Nulls::first; }
    bool operator==(const IndexKey& other) const;
    // Written as "column" when that is all, else as a table.
    static constexpr auto fields =
        std::make_tuple(optional("column", &IndexKey::column), optional("expression", &IndexKey::expression),
                        optional("descending", &IndexKey::descending), optional("nulls", &IndexKey::nulls),
                        optional("collation", &IndexKey::collation), optional("opclass", &IndexKey::opclass));
};

struct Index {
    std::string name;
    std::vector<IndexKey> keys;
    bool unique = false;
    bool nulls_not_distinct = false;   // PostgreSQL, of a unique one
    std::optional<Sql> where;
    std::string method;                // PostgreSQL: "gin", ...; "" is "btree"
    std::vector<std::string> include;  // PostgreSQL: columns that are stored in it and are no keys
    Parameters with;                   // PostgreSQL
    AutomaticName automatic;
    Origin origin;

    // A dialect for which its condition or one of its expressions has no text does not have it.
    bool exists_in(std::string_view dialect) const;
    bool operator==(const Index& other) const;
    static constexpr auto fields =
        std::make_tuple(required("name", &Index::name), required("columns", &Index::keys),
                        optional("unique", &Index::unique),
                        optional("nulls_not_distinct", &Index::nulls_not_distinct),
                        optional("where", &Index::where), optional("method", &Index::method),
                        optional("include", &Index::include), optional("with", &Index::with));
};

struct Table {
    std::string name;
    std::string comment;
    std::vector<Column> columns;
    std::optional<PrimaryKey> primary_key;
    std::vector<Unique> uniques;
    std::vector<ForeignKey> foreign_keys;
    std::vector<Check> checks;
    std::vector<Exclude> excludes;
    std::vector<Index> indexes;
    bool strict = false;         // SQLite
    bool without_rowid = false;  // SQLite
    bool unlogged = false;       // PostgreSQL
    Parameters with;             // PostgreSQL
    Origin origin;

    const Column* column(std::string_view name) const;
    Column* column(std::string_view name);

    bool operator==(const Table&) const = default;
    static constexpr auto fields = std::make_tuple(
        required("table", &Table::name), optional("comment", &Table::comment), required("columns", &Table::columns),
        optional("primary_key", &Table::primary_key), optional("uniques", &Table::uniques),
        optional("foreign_keys", &Table::foreign_keys), optional("checks", &Table::checks),
        optional("excludes", &Table::excludes), optional("indexes", &Table::indexes),
        optional("strict", &Table::strict), optional("without_rowid", &Table::without_rowid),
        optional("unlogged", &Table::unlogged), optional("with", &Table::with));
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
