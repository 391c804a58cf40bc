#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diff/renames.h"
#include "laws.h"

namespace migrations {

// A change of models, as somebody makes it who then runs `revision --autogenerate`.
struct Example {
    Schema before;
    Schema after;
    RenameHints hints;  // of the models after
    RenderOptions options;
};

// The same for the same seed. Without a dialect of its own it is for both, though each may lack the words for some of it.
Example random_example(unsigned seed, const Dialect* own);

// What autogenerate makes of it, with answers to what it asks: NOT NULL columns get a value in rows that exist, values
// that an enum loses become its first one.
SchemaChange change_of(const Example& example);

// What the dialect has no words for.
Diagnostics not_rendered(const Dialect& dialect, const SchemaChange& change);

// What does not hold, in memory and on a database: the laws of laws.h, and that autogenerate finds nothing afterwards.
TrialResult try_example(Scratch& scratch, const Dialect& dialect, const Example& example);

// Both schemas, the operations and the SQL, to be read.
std::string print(const Example& example, const Dialect& dialect);

}  // namespace migrations
