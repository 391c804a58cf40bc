#pragma once

#include <string>
#include <vector>

#include "codegen/compiled.h"
#include "scratch/rows.h"
#include "scratch/scratch.h"

namespace migrations {

// A way up through a chain.
struct ChainWay {
    const Graph& graph;
    const CompiledChain& chain;
    RevisionList below;  // what is applied before, in order
    RevisionList way;
};

// What two ways from the same revisions do otherwise on databases of the dialect with rows in every table: to the schema
// and to the rows, on the way up and, with `and_back`, on the way down again. Empty: nothing. Columns in which the same
// way leaves other values each time (the time of day, random ones) are not compared. `unfilled` gets the tables for which
// no rows were found. Throws Error when one of the ways fails.
std::vector<std::string> different_ends(Scratch& scratch, const Dialect& dialect, const ChainWay& one, const ChainWay& other,
                                        bool and_back, const RowSettings& rows, std::vector<std::string>& unfilled);

}  // namespace migrations
