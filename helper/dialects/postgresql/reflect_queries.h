#pragma once

namespace migrations::postgresql {

// The queries of reflect.cc. In each, %schema is the schema's name as a literal. All catalogue
// names are qualified: the search path may lead elsewhere. Lists come as JSON arrays.

// table, comment, unlogged, storage parameters
extern const char* const tables_query;
// table, column, type, not null, default, generated, identity (a JSON object), comment,
// the enum that the type is, collation
extern const char* const columns_query;
// table, kind (p u f c x), name, columns, deferrable, deferred, other table, its columns, on
// delete, on update, definition, validated, not inherited, match full, nulls not distinct
extern const char* const constraints_query;
// table, name, unique, predicate, keys (JSON array of {column, expression, descending, nulls_first,
// collation, opclass}), method, included columns, nulls not distinct, storage parameters, valid
extern const char* const indexes_query;
// enum, labels
extern const char* const enums_query;
// kind ("view", ...), name, table, SQL. What belongs to an extension, to a constraint or to a column is left out.
extern const char* const objects_query;

}  // namespace migrations::postgresql
