#pragma once

#include <string>
#include <vector>

#include "base/source.h"
#include "cli/import_models.h"
#include "cli/project.h"
#include "cli/ready_chain.h"
#include "scratch/walk.h"

namespace migrations {

// What a chain of SQL files becomes.
struct ImportedChain {
    std::vector<Revision> revisions;
    std::vector<SourceFile> revision_files;
    std::vector<SourceFile> model_files;
    Schema schema;                  // of the models
    Look wanted;                    // what a database shows after the first `applied` migrations
    std::vector<LeftOut> left_out;  // what the database holds at the end that models do not
    Diagnostics warnings;
};

// How it is to be made.
struct ChainWishes {
    std::string folder;        // of the chain, not to be part of what is written
    std::string tool;          // "goose"
    std::string irreversible;  // what to say of a way back that is none; empty: such is refused
    std::size_t applied = 0;   // migrations after which to take Look::wanted
    ModelFiles print;
};

// Runs the chain on scratch databases and makes revisions of it, each with the effects that its SQL was seen to have, and
// models of what is there at the end. Proved before it returns: each way back restores what was, the chain's own operations
// make of each state what the server shows, models and chain agree, and the runner goes up, down and up again. Throws
// Error: sql_failed, refused, not_clean and graph, at the places in the files of the chain.
ImportedChain import_chain(const std::vector<ReadyMigration>& chain, const ChainWishes& wishes, const Dialect& dialect,
                           const ProjectSettings& settings, Scratch& scratch);

}  // namespace migrations
