#pragma once

#include <string>
#include <vector>

#include "cli/project.h"

namespace migrations {

// How the tests call the helper, and the server that those of PostgreSQL share.
struct TestRun {
    std::string tool;
    std::string project_file;
    std::string postgresql_state;
    std::string postgresql_bindir;  // empty: looked for
};

// The CMake script that CTest includes: one test for each dialect and revision, and for each dialect those of the
// chain as a whole, but for what [tests] skip names. Properties for all of them come from the list
// `migrations_test_properties`, which the including script sets. Where there are tests of PostgreSQL, the first such
// list of a test run also has the fixture that starts and stops its server.
std::string test_list(const Project& project, const std::vector<const Dialect*>& dialects, const TestRun& run);

// Whether a list was made when the project had other revisions: a test run with it would not try all of them.
bool is_outdated(const std::string& list, const Project& project);

}  // namespace migrations
