#pragma once

#include <memory>
#include <string>

#include "dialects/connection.h"

struct sqlite3;

namespace migrations::sqlite {

// Opens a file, or ":memory:". The file must exist unless it is to be created; its folder must in
// any case. Foreign keys are enforced, double-quoted strings are off, and so are the statements
// that can corrupt a file (DEFENSIVE). Throws Error: environment with the path; busy.
std::unique_ptr<Connection> open(const std::string& path, const OpenOptions& options);

// The file as sqlite3_open_v2() takes it: some builds of SQLite take any "file:..." for a URI, and ":memory:" is no file to it.
std::string file_name(const std::string& path);

// The handle of a database of open(); null for another one.
sqlite3* handle_of(Connection& database);

// Makes a database of open() what another one is. Throws Error.
void copy_pages(Connection& from, Connection& to);

}  // namespace migrations::sqlite
