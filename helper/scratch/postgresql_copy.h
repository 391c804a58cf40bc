#pragma once

#include <functional>
#include <string>

#include "dialects/connection.h"
#include "dialects/sqlite/copy.h"
#include "scratch/scratch.h"

namespace migrations {

struct PostgresqlCopy {
    int version_of_source = 0;  // 15
    int version_of_copy = 0;
};

// How a database encodes, sorts and classifies texts: as CREATE DATABASE has it, and for people.
struct DatabaseLocale {
    std::string options;  // "ENCODING 'UTF8' LC_COLLATE 'en_US.utf8' ..."
    std::string name;     // "en_US.utf8", "ICU en-US"
};
DatabaseLocale locale_of(Connection& database);

// Fills the empty database `to` with what pg_dump reads of `from`, all of one moment, while others go on to use that; `source`
// is a connection to it, which only reads. Owners and grants do not come along. `binaries`: folder with pg_dump and
// pg_restore; empty: looked for. Throws Error environment; Interrupted.
PostgresqlCopy copy_postgresql(const DatabaseUrl& from, Connection& source, const Scratch::Place& to,
                               const std::string& binaries, const CopyOptions& how);

}  // namespace migrations
