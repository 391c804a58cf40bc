#include "dialects/sqlite/native_alter.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/sqlite/types.h"

namespace migrations::sqlite {

namespace {

// ADD COLUMN of older versions does not test a CHECK against the rows that exist. A default that its type takes
// satisfies the CHECKs of all types but JSON, which the library has to read.
constexpr int add_column_tests_check_since = 3037000;

bool holds(const std::vector<std::string>& columns, const std::string& name) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const std::string& each) { return equals_ignoring_case(each, name); });
}

bool mentions(const Sql& expression, const std::string& column) {
    return holds(identifiers_in(expression.in("sqlite")), column);
}

bool mentions(const Index& index, const std::string& column) {
    if (index.where && mentions(*index.where, column)) return true;
    return std::any_of(index.keys.begin(), index.keys.end(), [&](const IndexKey& key) {
        return key.column.empty() ? mentions(key.expression, column)
                                  : equals_ignoring_case(key.column, column);
    });
}

// Rows that exist get the default: is it what the operation asks for?
bool fill_is_default(const AddColumn& change) {
    if (change.fill_expr) return false;
    if (!change.fill) return true;
    if (change.column.default_value) return *change.fill == *change.column.default_value;
    return std::holds_alternative<Null>(*change.fill);
}

}  // namespace

bool can_add_column(const AddColumn& change, const Table& after, const Schema& schema,
                    const RenderOptions& options) {
    const Column& column = change.column;
    if (is_rowid_alias(after, column)) return false;
    if (after.primary_key && holds(after.primary_key->columns, column.name)) return false;
    if (column.default_expr || !fill_is_default(change)) return false;
    if (column.generated)
        return !column.generated->stored && column.null && type_check(column, schema).empty();
    const bool null_default =
        !column.default_value || std::holds_alternative<Null>(*column.default_value);
    if (!column.null && null_default) return false;
    return null_default || options.sqlite_minimum >= add_column_tests_check_since ||
           !std::holds_alternative<Json>(column.type.portable);
}

bool can_drop_column(const DropColumn& change, const Table& before, const Table& after,
                     const RenderOptions& options) {
    const std::string& name = change.column;
    if (options.sqlite_minimum < drop_column_since || after.columns.empty()) return false;
    if (before.primary_key && holds(before.primary_key->columns, name)) return false;
    for (const Unique& unique : before.uniques) {
        if (holds(unique.columns, name)) return false;
    }
    for (const ForeignKey& key : before.foreign_keys) {
        if (holds(key.columns, name)) return false;
        if (equals_ignoring_case(key.table, before.name) && holds(key.references, name))
            return false;
    }
    for (const Check& check : before.checks) {
        if (mentions(check.expression, name)) return false;
    }
    for (const Column& column : before.columns) {
        if (column.name != name && column.generated && mentions(column.generated->expression, name))
            return false;
    }
    return std::none_of(after.indexes.begin(), after.indexes.end(),
                        [&](const Index& index) { return mentions(index, name); });
}

}  // namespace migrations::sqlite
