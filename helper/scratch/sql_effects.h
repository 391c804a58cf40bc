#pragma once

#include <optional>
#include <string>
#include <vector>

#include "revisions/graph.h"
#include "scratch/raw_script.h"
#include "scratch/scratch.h"

namespace migrations {

// Where SQL is to run: what a chain leaves at some of its revisions.
struct ChainPlace {
    const Graph& graph;
    std::vector<const Revision*> heads;
    const Dialect& dialect;
    RenderOptions render;
    std::string project;
    std::string version_table;
};

// What SQL does to the schema of a chain.
struct SqlEffects {
    Operations up;                    // in the chain's terms: portable where it is
    std::optional<Operations> down;   // of the SQL that takes it back
    std::vector<std::string> beside;  // what it changes that no operation can: "view 'authors' is new"
    bool transactional = true;        // no statement refuses a transaction
};

// Builds the chain on a scratch database, runs the SQL and compares what the server says before and after. `per_dialect`:
// other dialects are to make nothing of the SQL in the effects. Throws Error: as run_raw_script() does; refused when no
// operations make of the chain's schema what the database shows, or `down` does not bring back what was, with the
// differences.
SqlEffects find_effects(Scratch& scratch, const ChainPlace& place, const RawScript& up, const RawScript* down,
                        bool per_dialect);

// Runs the revision up and down after its parents with the runner, as users will, and says what is not as it was: nothing
// when all is well. Throws Error when one of the ways fails. `place.graph` holds the revision.
std::vector<std::string> unrestored(Scratch& scratch, const ChainPlace& place, const Revision& revision);

}  // namespace migrations
