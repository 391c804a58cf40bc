#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/source.h"
#include "dialects/connection.h"
#include "dialects/dialect.h"

namespace migrations {

// A file of SQL in one dialect, taken apart by that dialect's grammar.
struct RawScript {
    SourceFile file;
    Dialect::RawSql raw;
    std::vector<int> lines;  // of the file, for each line of the text; empty: the text is the whole file

    // Where a byte of statement `index` stands; by default its beginning.
    Location place(std::size_t index, std::size_t byte = 0) const;
};

// Throws Error graph, with a Diagnostic at the place, for text that the dialect cannot read, that has no statement, that
// begins or ends transactions, or that reaches beyond a scratch database (reach.h).
RawScript read_raw_script(SourceFile file, const Dialect& dialect);

// Runs the statements in their order as a revision does: in one transaction, unless one of them refuses that. Throws
// Error sql_failed, with a Diagnostic where the database says that it stopped.
void run_raw_script(Connection& database, const RawScript& script, bool transactional);

}  // namespace migrations
