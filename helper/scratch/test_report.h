#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"

namespace migrations {

// How long a part of a test took.
struct Measurement {
    std::string name;  // "upgrade 3f2a9c0d1b7e"
    double milliseconds = 0;
};

// What a test found, as Diagnostics at the revision's place, and what it did, as lines for the log.
struct TestReport {
    Diagnostics findings;
    std::vector<std::string> log;
    std::vector<Measurement> measured;
    bool passed() const { return !has_errors(findings); }
};

}  // namespace migrations
