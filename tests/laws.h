#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "operations/operation.h"
#include "operations/replay.h"
#include "schema/schema.h"
#include "scratch/rows.h"
#include "scratch/scratch.h"

namespace migrations {

// What must hold for every change of every schema, in memory and on real databases.

struct SchemaChange {
    Schema before;
    Operations operations;
    Schema after;  // where they lead
    RenderOptions options;
};

// In memory: replay leads to `after`; the reverse leads back, unless something cannot be undone;
// each operation can be printed and parsed; nothing differs from itself; what the dialects
// normalize is normal. One line for each that does not hold.
std::vector<std::string> laws_in_memory(const SchemaChange& change);

// Rows and questions for a trial on a database.
struct Trial {
    std::string rows;  // SQL, run on the schema before; tables that it leaves empty are filled
    RowSettings filling;
    std::vector<std::string> queries;  // asked after the way up
    std::vector<std::string> lost;     // values that need not survive: "users", "users.email"
};

struct TrialResult {
    std::vector<std::string> problems;  // what does not hold; empty when all is well
    std::string refused;       // why the way up was refused; the database was then as before
    std::string refused_back;  // likewise the way down
    bool went_back = false;
    std::vector<std::string> answers;   // one for each query: "1|a\n2|NULL\n"
    std::vector<std::string> unfilled;  // tables for which no row was found
    std::size_t compared = 0;           // rows
};

// Makes `before` on a new database, puts rows into it, runs the script of the operations, fills
// what is empty now, and runs the script of the reverse, if there is one that leaves nothing to an
// author. After each way the database must look as
// if its schema had been made there at once, and the rows of columns that survive must be what they
// were. Precondition: the dialect can render the operations.
TrialResult try_change(Scratch& scratch, const Dialect& dialect, const SchemaChange& change,
                       const Trial& trial);

// The operations that tell two schemas apart, one a line, or both schemas where there are none; ""
// when they are equal.
std::string difference(const Schema& expected, const Schema& found);

}  // namespace migrations
