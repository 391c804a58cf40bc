#pragma once

#include <string>
#include <vector>

#include "case_file.h"

namespace migrations {

// A server of PostgreSQL on which a case makes its databases. "" for cases on SQLite.
struct AutogenerateResult {
    std::vector<std::string> problems;  // empty: passed
    std::string operations;             // what `operations` of the file would have to be; "" when it was not reached
    std::string difference;             // and `difference`
    std::string check;                  // and `check`
};

// Takes a project through the command line from one state of its models to the next, as a person would, on one
// dialect: the first revision is generated and applied (or a database made by hand is stamped), rows are put in, the
// models change, a revision is generated and reviewed, the database goes up, down and up again. What must hold:
//   - the operations generated are those of the section `operations` ("nothing": there is nothing to write)
//   - after the upgrade the database is what the chain leaves and what the models say, and a second
//     `revision --autogenerate` has nothing to write and writes nothing
//   - the downgrade restores the text of the catalogue (sqlite_schema, pg_dump) and all rows
// Without rows in the file, the tool's own round trip with generated rows runs instead.
AutogenerateResult run_autogenerate(const CaseFile& file, const std::string& dialect, const std::string& server);

}  // namespace migrations
