#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// `fill` or `fill_expr` gives the value of the new column in rows that exist; without one they get the column's
// default, or NULL. fill = "?" is a question to the author (question.h).
struct AddColumn {
    std::string table;
    Column column;
    std::optional<Value> fill;
    std::optional<Sql> fill_expr;
    bool operator==(const AddColumn&) const = default;
    static constexpr const char* name = "add_column";
    static constexpr auto fields =
        std::make_tuple(required("table", &AddColumn::table), required("column", &AddColumn::column),
                        optional("fill", &AddColumn::fill), optional("fill_expr", &AddColumn::fill_expr));
};

struct DropColumn {
    std::string table;
    std::string column;
    bool operator==(const DropColumn&) const = default;
    static constexpr const char* name = "drop_column";
    static constexpr auto fields =
        std::make_tuple(required("table", &DropColumn::table), required("column", &DropColumn::column));
};

struct RenameColumn {
    std::string table;
    std::string from;
    std::string to;
    bool operator==(const RenameColumn&) const = default;
    static constexpr const char* name = "rename_column";
    static constexpr auto fields =
        std::make_tuple(required("table", &RenameColumn::table), required("from", &RenameColumn::from),
                        required("to", &RenameColumn::to));
};

// Changes what is given and leaves the rest. `drop` removes: "default", "generated", "collation". Setting a default of one kind
// removes that of the other. `fill` replaces NULLs when the column becomes NOT NULL; `using_expr` computes the new
// value from the old when the type changes (default: a cast). `allow_data_loss` = true says that values which the new
// type cannot hold may be lost on the way up; "?" is a question to the author (question.h).
struct AlterColumn {
    std::string table;
    std::string column;
    std::optional<Type> type;
    std::optional<Collation> collation;
    std::optional<bool> null;
    std::optional<Value> default_value;
    std::optional<Sql> default_expr;
    std::optional<Generated> generated;
    std::optional<Identity> identity;  // all of it
    std::optional<bool> autoincrement;
    std::optional<std::string> comment;  // "" removes it
    std::vector<std::string> drop;
    std::optional<Value> fill;
    std::optional<Sql> fill_expr;
    std::optional<Sql> using_expr;
    std::optional<Value> allow_data_loss;
    bool operator==(const AlterColumn&) const = default;
    static constexpr const char* name = "alter_column";
    static constexpr auto fields = std::make_tuple(
        required("table", &AlterColumn::table), required("column", &AlterColumn::column),
        optional("type", &AlterColumn::type), optional("collation", &AlterColumn::collation), optional("null", &AlterColumn::null),
        optional("default", &AlterColumn::default_value), optional("default_expr", &AlterColumn::default_expr),
        optional("generated", &AlterColumn::generated), optional("identity", &AlterColumn::identity),
        optional("autoincrement", &AlterColumn::autoincrement), optional("comment", &AlterColumn::comment),
        optional("drop", &AlterColumn::drop), optional("fill", &AlterColumn::fill),
        optional("fill_expr", &AlterColumn::fill_expr), optional("using", &AlterColumn::using_expr),
        optional("allow_data_loss", &AlterColumn::allow_data_loss));
};

}  // namespace migrations
