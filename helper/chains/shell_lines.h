#pragma once

#include <migrations/script.hpp>

#include "chains/old_chain.h"

namespace migrations {

// Takes out the lines that are meant for the shell of the dialect and not for the database, where these only say how to print or
// stop: "\set ON_ERROR_STOP on" of psql, ".bail on" of sqlite3. Others, which read files or put in values, are findings. As in
// these shells a line within a quote or a comment is none, nor is one of sqlite3 within a statement.
void drop_shell_lines(OldScript& script, dialect language, Diagnostics& findings);

}  // namespace migrations
