#pragma once

#include <string>

#include "dialects/postgresql/writer.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// What PostgreSQL's indexes, tables and constraints have that SQLite's lack.

// How an index is made or dropped: `concurrently` keeps no writer out, and needs to be outside a transaction.
enum class Locking { blocking, concurrently };

// Writes CREATE INDEX, where PostgreSQL has the index. A problem of the writer's operation when it cannot be written: reflect() shows an index that the
// server could not finish (CREATE INDEX CONCURRENTLY) with a last key that is the expression `INVALID`.
void make_index(const std::string& table, const Index& index, Writer& writer, Locking locking = Locking::blocking);

// CONSTRAINT "ex" EXCLUDE USING gist (...)
std::string exclude_clause(const Exclude& exclude);

// Whether it is checked at the end of the transaction.
bool is_deferred(const Exclude& exclude);

// `fillfactor = 70, user_catalog_table = true`
std::string parameter_list(const Parameters& parameters);

// `SET (fillfactor = 70), RESET (autovacuum_enabled)`, for ALTER TABLE
std::string parameter_change(const Parameters& from, const Parameters& to);

}  // namespace migrations::postgresql
