#pragma once

#include <string>
#include <vector>

#include "codegen/compiled.h"
#include "scratch/scratch.h"
#include "scratch/test_report.h"
#include "scratch/test_settings.h"

namespace migrations {

// The tests that ctest runs for a chain.

// To the revision's parents, fill every table with rows, up, down, up: after each way the schema must be what it was,
// and the rows too, but for what the revision says is lost. An irreversible revision is only taken up.
TestReport round_trip(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                      const std::string& revision, const TestSettings& settings);

// From base to the heads, to base, to the heads, with rows in every table on the way up.
TestReport whole_way(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                     const TestSettings& settings);

// The chain on one database and the models' own DDL on another look the same to the server.
TestReport head_equals_models(Scratch& scratch, const Graph& graph, const CompiledChain& chain,
                              const Dialect& dialect, const Schema& models, const RenderOptions& options);

}  // namespace migrations
