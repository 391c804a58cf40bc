#pragma once

#include "codegen/compiled.h"
#include "scratch/scratch.h"
#include "scratch/test_report.h"
#include "scratch/test_settings.h"

namespace migrations {

// Two processes upgrade one empty database at the same time: both must come to the heads, each revision must have run once,
// and the schema must be what one runner makes.
TestReport two_runners(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect);

// A process that upgrades an empty database is killed, and another one goes on, TestSettings::kills times; the last one must
// come to the heads, with the schema that a runner makes which nobody kills. Where a step outside a transaction was
// killed of which nobody can tell whether it had its effect, the runner asks, and the answer is to run it again.
TestReport survives_kills(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                          const TestSettings& settings);

}  // namespace migrations
