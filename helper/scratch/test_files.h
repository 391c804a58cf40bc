#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"
#include "dialects/connection.h"
#include "dialects/dialect.h"
#include "revisions/graph.h"

namespace migrations {

// The user's own files for the tests of one revision, in one folder; behind the id there may be words
// ("3f2a9c0d1b7e_add_email.verify.sql"):
//
//   3f2a9c0d1b7e.verify.sql         queries that return no row while the revision is the newest one applied
//   3f2a9c0d1b7e.verify.sqlite.sql  those for one dialect
//   3f2a9c0d1b7e.rows.toml          the rows that are there before it, instead of those of rows_file
struct TestFiles {
    std::vector<SourceFile> queries;
    std::string rows;  // path; empty: none
};

// Those of all revisions, by id, for one dialect. No folder: none. A file for a revision that the chain does not have, and
// one for a dialect that there is not, is a finding.
std::map<std::string, TestFiles> read_test_files(const std::string& folder, const Graph& graph, const Dialect& dialect,
                                                 Diagnostics& findings);

// Runs the queries, and rolls back whatever they do. A row is a finding at the query, and so is one that cannot run; `when`
// says where the database is: "after the upgrade".
void verify(Connection& database, const Dialect& dialect, const std::vector<SourceFile>& queries, const std::string& when,
            Diagnostics& findings);

}  // namespace migrations
