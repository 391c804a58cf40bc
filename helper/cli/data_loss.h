#pragma once

#include "base/diagnostic.h"
#include "cli/draft.h"
#include "revisions/graph.h"

namespace migrations {

// A type that cannot hold every value of the old one loses values, or makes the upgrade fail, on somebody's database. Such
// an alter_column of an upgrade must say allow_data_loss = true, unless the table is made by the same revision.

// Those that do not, as errors "data-loss" at the operations' places. Open questions are not among them: reading the file
// reports those.
Diagnostics data_loss_findings(const Graph& graph, const Revision& revision);

// Writes allow_data_loss into what diff() made: true when the author says so, or has said so in an earlier draft about the
// same type, else the question.
void settle_losses(Operations& upgrade, const Schema& from, const DraftAnswers& answers, const Operations& earlier);

}  // namespace migrations
