#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/project.h"
#include "revisions/file.h"

namespace migrations {

// What `revision --sql` was told.
struct SqlAnswers {
    std::vector<std::string> files;  // up.sql, and perhaps down.sql
    std::string dialect;
    std::string irreversible;        // why there is no way down

    bool given() const { return !files.empty(); }
};

// Gives the revision, which has its parents and id, the operations of plain SQL: one `execute` with the effects that it
// has on a scratch database, and the way back: that of the second file, or made from the effects. Both are run there, and
// the way back must restore what was. Throws Error: usage for a dialect that is not clear, graph for SQL that cannot be read
// or controls transactions, sql_failed at its place, refused when there is no way back and `irreversible` does not say why.
RevisionNotes take_sql(const Context& context, const Project& project, const SqlAnswers& answers, Revision& revision);

}  // namespace migrations
