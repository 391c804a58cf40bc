#pragma once

#include <string>
#include <vector>

#include "cli/project.h"

namespace migrations {

// The CMake script that CTest includes: one test for each dialect and revision, and for each dialect the whole way and
// the comparison of the head with the models. `properties` are names and values for all of them.
std::string test_list(const Project& project, const std::string& tool, const std::string& project_file,
                      const std::vector<std::string>& properties);

}  // namespace migrations
