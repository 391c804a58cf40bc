#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "schema/schema.h"

namespace migrations {

struct Operation;

// Raw SQL, one or more statements, for all dialects or per dialect. `effects` are the operations that say what it
// does to the schema: replay follows them, the dialects do not run them. Not given: it changes rows only.
struct Execute {
    Sql sql;
    Sql probe;  // outside a transaction: a query that says whether the statement has had its effect
    std::optional<std::vector<Operation>> effects;
    bool operator==(const Execute& other) const;
    static constexpr const char* name = "execute";
    static constexpr auto fields =
        std::make_tuple(required("sql", &Execute::sql), optional("probe", &Execute::probe),
                        optional("effects", &Execute::effects));
};

// A call of a function of the program, by the name under which it is registered (migrations/function.hpp): a data
// migration in C++. It runs inside the revision's transaction, between the operations around it, and changes rows only.
struct CallFunction {
    std::string function;
    bool operator==(const CallFunction&) const = default;
    static constexpr const char* name = "call_function";
    static constexpr auto fields = std::make_tuple(required("function", &CallFunction::function));
};

// A cell of a row: a value, or an SQL expression, written as { expr = "..." }.
using Cell = std::variant<Value, Sql>;
// Column and cell, in the order of the file.
using Row = std::vector<std::pair<std::string, Cell>>;

struct InsertRows {
    std::string table;
    std::vector<Row> rows;
    bool operator==(const InsertRows&) const = default;
    static constexpr const char* name = "insert_rows";
    static constexpr auto fields =
        std::make_tuple(required("table", &InsertRows::table), required("rows", &InsertRows::rows));
};

// Without `where`, all rows.
struct UpdateRows {
    std::string table;
    Row values;
    std::optional<Sql> where;
    bool operator==(const UpdateRows&) const = default;
    static constexpr const char* name = "update_rows";
    static constexpr auto fields = std::make_tuple(
        required("table", &UpdateRows::table), required("set", &UpdateRows::values),
        optional("where", &UpdateRows::where));
};

struct DeleteRows {
    std::string table;
    std::optional<Sql> where;
    bool operator==(const DeleteRows&) const = default;
    static constexpr const char* name = "delete_rows";
    static constexpr auto fields =
        std::make_tuple(required("table", &DeleteRows::table), optional("where", &DeleteRows::where));
};

}  // namespace migrations
