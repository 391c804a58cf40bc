#pragma once

#include <string>

#include "codegen/compiled.h"
#include "scratch/scratch.h"
#include "scratch/test_report.h"
#include "scratch/test_settings.h"

namespace migrations {

// From a revision that databases out there are at, with rows in every table, to the heads at once, as the next release does
// it: all rows must still be there, but for what the revisions on the way say is lost, and the schema must be what the
// chain makes from base.
TestReport from_released(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                         const std::string& revision, const TestSettings& settings);

}  // namespace migrations
