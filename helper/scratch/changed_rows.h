#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "operations/operation.h"
#include "scratch/raw_script.h"
#include "scratch/rows.h"

namespace migrations {

// Whether SQL may change rows that are there, as far as the first words of its statements tell.
bool may_change_rows(const RawScript& script);

// What SQL does to rows that are there, beyond its effects on the schema.
struct ChangedRows {
    std::vector<std::string> lost;  // "users", "users.nick": as Revision::lost
    Diagnostics warnings;           // that it fails on rows, at its place
};

// Fills the tables of a database that has the schema `before`, runs the SQL and sees which values are not what they were.
// The database is changed.
ChangedRows changed_rows(Connection& database, const Schema& before, const RawScript& up, const Operations& effects,
                         bool transactional, const RowSettings& rows);

}  // namespace migrations
