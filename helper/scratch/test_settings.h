#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "scratch/rows.h"

namespace migrations {

// A revision that databases out there are at: [tests] released.
struct ReleasedRevision {
    std::string id;
    Location location;
};

// How the tests of a chain go: [tests] of migrations.toml.
struct TestSettings {
    RowSettings rows;
    std::string folder;                      // with the files of single revisions (test_files.h)
    Location folder_place;                   // where migrations.toml names it; nowhere: it need not be there
    std::vector<ReleasedRevision> released;
    std::set<std::string> skip;              // kinds of tests that are not made: test_kinds()
    int kills = 8;                           // how often the runner is killed on its way
    // What a downgrade is that brings columns back in another order. Nothing: not looked at.
    std::optional<Severity> column_order = Severity::warning;
};

// The kinds that [tests] skip may name: "revisions", "chain", "models", "released", "runners", "killed".
const std::vector<std::string>& test_kinds();

}  // namespace migrations
