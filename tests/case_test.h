#pragma once

#include <string>
#include <vector>

#include "case_file.h"
#include "scratch/scratch.h"

namespace migrations {

struct CaseResult {
    std::vector<std::string> problems;  // empty: passed
    CaseFile rewritten;                 // the file with the sections that the program makes of it
};

// Carries out everything that a case says and everything that holds for any case (laws.h), in
// memory, on SQLite and, with `postgresql`, on PostgreSQL.
CaseResult run_case(const CaseFile& file, Scratch& scratch, bool postgresql);

}  // namespace migrations
