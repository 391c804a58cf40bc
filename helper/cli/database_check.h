#pragma once

#include "cli/project.h"
#include "dialects/connection.h"
#include "scratch/scratch.h"

namespace migrations {

// The comparison that asks servers: what replay in memory cannot see, raw SQL whose stated effects are wrong among it.
// Each difference is a finding "database-drift", at the model, else at the operation of the chain that it is about.

// The chain on one scratch database of the dialect against the models' own DDL on another. Precondition: the project is
// sound, with models. Throws Error when the chain cannot be run.
Diagnostics models_against_chain(Scratch& scratch, const Project& project, const Dialect& dialect);

// A database against the chain, on a scratch database, at the revisions that the database records. What the project
// ignores is left out. Changes nothing. Throws Error as current_heads() does.
Diagnostics database_against_chain(Scratch& scratch, const Project& project, Connection& database);

}  // namespace migrations
