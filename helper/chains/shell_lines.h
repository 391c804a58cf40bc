#pragma once

#include "chains/old_chain.h"

namespace migrations {

// Takes out the lines that are meant for psql or sqlite3 and not for the database, where these only say how to print or stop:
// "\set ON_ERROR_STOP on", "\echo done", ".bail on". Others, which read files or put in values, are findings.
void drop_shell_lines(OldScript& script, Diagnostics& findings);

}  // namespace migrations
