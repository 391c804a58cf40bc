#pragma once

#include <string>

#include "base/diagnostic.h"
#include "operations/operation.h"
#include "operations/relation_names.h"

namespace migrations {

// Carries out one operation on a schema in memory. Returns "" or what does not fit ("table 'users' does not exist"),
// in which case the schema is unchanged. Renames follow into keys, indexes, generated columns, checks, the foreign
// keys of other tables and the types of domains. `execute` does its effects; rows are not represented.
[[nodiscard]] std::string replay(const Operation& operation, Schema& schema);

// All of them in order. A problem is a Diagnostic at the operation's origin (rule "operation"), and replay goes on
// with the next.
Schema replay(const Operations& operations, Schema schema, Diagnostics& diagnostics);

// The same for the next of many lists of operations: `names` are those of the schema so far.
Schema replay(const Operations& operations, Schema schema, Diagnostics& diagnostics, RelationNames& names);

// The operations that undo these, the last one first, but that functions are put back only where what they name is back
// (replacement_order.h): replay(reverse(ops, a), replay(ops, a)) == a up to column order. Needs the schema before, since a
// drop names only what it drops. `lost` (if given) gets one line for each thing whose
// values cannot come back, by the index of the reverse operation that brings it back empty.
// Data operations and `execute` without a reverse of their own: insert_rows is undone by deleting by primary key
// when all rows state it; everything else has no reverse and is named in `irreversible`.
struct Reverse {
    Operations operations;
    std::vector<std::pair<std::size_t, std::string>> lost;  // index into operations, "values of users.email"
    std::vector<std::string> irreversible;                  // "update_rows on 'users'"
};
Reverse reverse(const Operations& operations, const Schema& before);

// One line for people: "add column users.email string(320)".
std::string summary(const Operation& operation);

// "users", or "users.email", or "enum status": the objects that the operation names, for messages and drift lists.
std::string subject(const Operation& operation);

// "add_column"
std::string name_of(const Operation& operation);

// The table that it changes, or "" (enums, execute).
std::string table_of(const Operation& operation);

// True when a change of type keeps every value that the old type could hold, and back (int32 to int64 does not come
// back, so only the first is true then). Used for lint rules, downgrade notes and round trips.
bool keeps_all_values(const Type& from, const Type& to);

}  // namespace migrations
