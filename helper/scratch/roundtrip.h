#pragma once

#include <string>
#include <vector>

#include "codegen/compiled.h"
#include "scratch/rows.h"
#include "scratch/scratch.h"

namespace migrations {

// The tests that ctest runs for a chain. Each reports what it found as Diagnostics at the revision's place, and what
// it did as lines for the log.
struct TestReport {
    Diagnostics findings;
    std::vector<std::string> log;
    bool passed() const { return !has_errors(findings); }
};

// To the revision's parents, fill every table with rows, up, down, up: after each way the schema must be what it was,
// and the rows too, but for what the revision says is lost. An irreversible revision is only taken up.
TestReport round_trip(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                      const std::string& revision, const RowSettings& rows);

// From base to the heads, to base, to the heads, with rows in every table on the way up.
TestReport whole_way(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                     const RowSettings& rows);

// The chain on one database and the models' own DDL on another look the same to the server.
TestReport head_equals_models(Scratch& scratch, const Graph& graph, const CompiledChain& chain,
                              const Dialect& dialect, const Schema& models, const RenderOptions& options);

}  // namespace migrations
