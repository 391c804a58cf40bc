#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// What replay asks of a schema, answered as a problem text ("" when there is none) that quotes the
// names involved and suggests near ones.

std::string no_table(const Schema& schema, std::string_view name);
std::string no_column(const Table& table, std::string_view name);
std::string no_enum(const Schema& schema, std::string_view name);

// Names that differ only in letter case are the same to SQLite, so they are taken.
std::string table_name_taken(const Schema& schema, std::string_view name);
std::string column_name_taken(const Table& table, std::string_view name);
std::string constraint_name_taken(const Table& table, std::string_view name);
std::string index_name_taken(const Schema& schema, std::string_view name);
std::string enum_name_taken(const Schema& schema, std::string_view name);

// A column that the table does not have, or that is named twice, or no column at all. `what` is the
// subject of the message: "unique 'uq_users_email'".
std::string columns_missing(const Table& table, const std::vector<std::string>& columns,
                            const std::string& what);

// The type of a column is an enum that does not exist, or its default does not fit the type; when
// the type changes, a default of the old one has to change too.
std::string type_mistake(const Schema& schema, const Column& column);

// What a column is used by: the table's keys, checks, indexes and generated columns, and the
// foreign keys of other tables that refer to it.
std::string column_in_use(const Schema& schema, const Table& table, const std::string& column);

// A foreign key of any table for which `key` (see schema/keys.h) is the only key of `table` that it
// can refer to.
std::string key_in_use(const Schema& schema, const Table& table, const void* key);

// Whether an expression uses a column, in any dialect.
bool mentions(const Sql& expression, std::string_view column);

}  // namespace migrations
