#pragma once

#include <array>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "schema/fields.h"
#include "schema/value.h"

namespace migrations {

// What a database holds besides tables and enums. In the order in which they are made where nothing else decides.
enum class ObjectKind {
    extension,
    domain,
    sequence,
    function,
    procedure,
    virtual_table,  // SQLite
    view,
    materialized_view,
    trigger,
};

// Each with the words that SQL has for it.
inline constexpr std::array<std::pair<ObjectKind, const char*>, 9> object_kinds = {{
    {ObjectKind::extension, "extension"},
    {ObjectKind::domain, "domain"},
    {ObjectKind::sequence, "sequence"},
    {ObjectKind::function, "function"},
    {ObjectKind::procedure, "procedure"},
    {ObjectKind::virtual_table, "virtual table"},
    {ObjectKind::view, "view"},
    {ObjectKind::materialized_view, "materialized view"},
    {ObjectKind::trigger, "trigger"},
}};
std::string to_string(ObjectKind kind);

// A thing that is declared by the statement that makes it, per dialect. Where there is no text for a dialect, that
// database does not have the thing.
struct Object {
    ObjectKind kind = ObjectKind::view;
    std::string name;   // of a function with several of its name: "area(integer, integer)"
    std::string table;  // of a trigger: the table or view that it is on
    Sql sql;            // CREATE ..., and what belongs to it (the indexes of a materialized view)
    Origin origin;

    bool exists_in(std::string_view dialect) const { return !sql.in(dialect).empty(); }

    bool operator==(const Object&) const = default;
    static constexpr auto fields =
        std::make_tuple(required("kind", &Object::kind), required("name", &Object::name),
                        optional("table", &Object::table), required("sql", &Object::sql));
};

// Which object is meant, whatever it is made by.
struct ObjectKey {
    ObjectKind kind = ObjectKind::view;
    std::string table;
    std::string name;
    auto operator<=>(const ObjectKey&) const = default;
};
ObjectKey key_of(const Object& object);

// "view active_users", "trigger touch on users"
std::string words_of(const ObjectKey& key);

// Whether it is read like a table, and shares the names of tables.
bool is_relation(ObjectKind kind);

// The name without the types of its parameters: "area".
std::string_view bare_name(const Object& object);

// What the statement says it makes is not what the object is ("CREATE TABLE" in a view), or "". Looks at each dialect.
std::string statement_mistake(const Object& object);

// The names in the text of the object, in any dialect, lower-cased, sorted: of what it may need. Bodies of functions,
// which are strings, count too.
std::vector<std::string> names_in(const Object& object);

}  // namespace migrations
