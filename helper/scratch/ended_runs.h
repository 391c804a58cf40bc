#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace migrations {

// The files `beginning` + PID, a path, of runs of the tests that have ended: no process has this number any more.
std::vector<std::filesystem::path> files_of_ended_runs(const std::string& beginning);

}  // namespace migrations
