#pragma once

#include <vector>

#include "dialects/connection.h"
#include "revisions/graph.h"
#include "revisions/plan.h"

namespace migrations {

// What the rows of a database mean for steps that are about to run, counted before anything is written, at the operations'
// places: rows that hold NULL where a column becomes NOT NULL without a fill, an error; values that a narrower type cannot
// hold, a warning, since the revision allows to lose them. Each says how many rows, and up to three of them. Columns that
// the steps themselves make, rename or fill are left out, and types that only the server can judge: the run tells.
// `heads`: where the database is. Only reads.
Diagnostics rows_in_the_way(Connection& database, const Graph& graph, const std::vector<const Revision*>& heads,
                            const std::vector<PlannedStep>& plan);

}  // namespace migrations
