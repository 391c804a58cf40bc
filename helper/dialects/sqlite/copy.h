#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "dialects/connection.h"

namespace migrations {

struct CopyOptions {
    std::chrono::milliseconds patience{60000};  // with others that keep the database to themselves
    std::function<bool()> cancelled;            // asked now and then
};

}  // namespace migrations

namespace migrations::sqlite {

// A new file that is as this SQLite database is at one moment, while others go on to use it. Throws Error environment, busy;
// what was begun of the file is left to the caller, who finds it unfinished also when this returns false: it was cancelled.
bool copy_to_file(Connection& database, const std::string& path, const CopyOptions& how);

// The rows that statements of the connection have changed so far; -1 where nobody counts them.
long long changed_rows(Connection& database);

}  // namespace migrations::sqlite
