#pragma once

#include <string>

#include "dialects/postgresql/writer.h"
#include "schema/schema.h"

// Sequences that models declare. Those of identity columns and of nextval() alone come with their columns (identity.h,
// serial.h).
namespace migrations::postgresql {

// The statement that makes the sequence, without OWNED BY as long as `now` does not have that column.
std::string creation_of_sequence(const std::string& sql, const Schema& now);

// What makes the one definition of a sequence of the other while defaults use it: ALTER SEQUENCE with every option, since
// what it does not name stays as it was (postgresql.org/docs/current/sql-altersequence.html). The number that it is at
// stays too, where the new limits allow it. One that is not there yet goes on at its start; one that is past the end has no
// next number, but for CYCLE: so none is given twice.
void alter_sequence(const Object& before, const Object& after, const Schema& now, Writer& writer);

// A column with which `after` differs from `before` (null: there was no table) gets the sequences that are OWNED BY it.
void give_sequences(const Table* before, const Table& after, const Schema& schema, Writer& writer);

// Whether a column owns sequences that models declare.
bool owns_sequences(const std::string& table, const std::string& column, const Schema& schema);

// Before a column goes, or the table when the name is "": sequences that it owns would go with it, and have a drop of
// their own.
void keep_sequences(const std::string& table, const std::string& column, const Schema& schema, Writer& writer);

// After the table became logged or unlogged, which takes its sequences along (since PostgreSQL 15).
void keep_persistence(const Table& table, const Schema& schema, Writer& writer);

}  // namespace migrations::postgresql
