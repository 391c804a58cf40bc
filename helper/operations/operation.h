#pragma once

#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "operations/column.h"
#include "operations/constraint.h"
#include "operations/data.h"
#include "operations/enum_type.h"
#include "operations/index.h"
#include "operations/object.h"
#include "operations/table.h"

namespace migrations {

// All kinds of operations. A new one is a struct with `name` and `fields` in one of the headers above, a line here,
// and the overloads that the compiler then asks for (replay, reverse, summary, render).
using Change = std::variant<CreateTable, DropTable, RenameTable, AlterTable, AddColumn, DropColumn, RenameColumn,
                            AlterColumn, AddPrimaryKey, DropPrimaryKey, AddUnique, DropUnique, AddForeignKey,
                            DropForeignKey, AddCheck, DropCheck, ValidateConstraint, AddExclude, DropExclude,
                            CreateIndex, DropIndex, CreateEnum, DropEnum, RenameEnum, AlterEnum, CreateObject,
                            DropObject, ReplaceObject, Execute, CallFunction, InsertRows, UpdateRows, DeleteRows>;

// One change of a schema, or of rows, with the place where it is written.
struct Operation {
    Change change;
    Origin origin;

    Operation() = default;
    template <class Kind, class = std::enable_if_t<std::is_constructible_v<Change, Kind&&> &&
                                                   !std::is_same_v<std::decay_t<Kind>, Operation>>>
    Operation(Kind&& change, Origin origin = {}) : change(std::forward<Kind>(change)), origin(std::move(origin)) {}

    bool operator==(const Operation&) const = default;
};

using Operations = std::vector<Operation>;

}  // namespace migrations
