#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "scratch/postgresql_server.h"

namespace migrations {

// A server that outlives the process that starts it, for CTest fixtures: one test starts it, others
// use it, another stops it. A small process holds it, and ends it by itself when `lifetime` has
// passed or when `watched` has ended.
struct DetachedOptions {
    PostgresqlServer::Options server;
    std::chrono::seconds lifetime{3600};
    pid_t watched = 0;  // such as ctest: the parent of the starting process; 0: nobody
};

// The state file of the test run that this process is part of: `state_file` with the number of its
// parent, which is ctest, for the starting test and for those that use the server alike. So two test
// runs on one build tree each have a server.
std::filesystem::path state_of_test_run(const std::filesystem::path& state_file);

// Starts the server, and writes to `state_file` where it is: one line with its URL, one with its
// directory. Replaces the file when its server is gone; when it still runs, stops that one first.
// Returns the URL. Throws Error environment. Call it from a process that has no other thread.
std::string start_detached(const std::filesystem::path& state_file, const DetachedOptions& options);

// The URL in a state file; empty when there is no such file or its server is gone.
std::string detached_url(const std::filesystem::path& state_file);

// Writes to `state_file` that there is no server, and why, for those who would use it; and reads it,
// empty when no such thing is written there.
void record_absence(const std::filesystem::path& state_file, const std::string& why);
std::string reason_of_absence(const std::filesystem::path& state_file);

// Removes the state files that test runs left of which neither ctest nor the server runs any more.
// `state_file` as for state_of_test_run().
void forget_ended_runs(const std::filesystem::path& state_file);

// Stops the server of a state file and removes the file. Nothing happens when there is none. Throws
// Error environment when the server does not end within 30 s.
void stop_detached(const std::filesystem::path& state_file);

}  // namespace migrations
