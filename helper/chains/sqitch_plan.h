#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"

namespace migrations {

// sqitch.plan: the changes of a sqitch project in their order, "name [needed] TIME planner <mail> # note", tags "@v1.0 TIME ..."
// between them, and "%project=..." on top.

struct PlannedChange {
    std::string name;
    std::string planned;  // "2024-01-15T09:30:00Z"
    std::string note;
    int line = 0;
    // Of a change that is made again further on: the tags in between. Its scripts are called after one of them since
    // then, as "users@v1.0".
    std::vector<std::string> tags;
    bool is_made_again = false;
    std::vector<std::string> elsewhere;  // what it needs, or goes not together with, of other projects: "other:users"
};

struct SqitchPlan {
    std::string project;
    std::vector<PlannedChange> changes;
};

// What is wrong with it is a Diagnostic at its place.
SqitchPlan read_sqitch_plan(const SourceFile& file, Diagnostics& findings);

}  // namespace migrations
