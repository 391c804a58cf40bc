#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace migrations {

// The connection service file of libpq in which tests find the server of their run: the environment of a test is fixed before
// the server is there, and a command or a log is no place for a password. A test has PGSERVICEFILE, and the URL
// postgresql:///DATABASE?service=migrations.
inline constexpr const char* test_service = "migrations";

using ConnectionParameters = std::vector<std::pair<std::string, std::string>>;

// Writes the file, for its owner alone, unless it says this already. Throws Error environment, and usage for a value that such a
// file cannot hold.
void write_service_file(const std::filesystem::path& file, const ConnectionParameters& parameters);

// The host of a server that there is not. No connection is ever made to it, and libpq's message about that has the words of it,
// by which CTest sees that a test is to be skipped (cmake/MigrationsTestRun.cmake).
inline constexpr const char* absent_host = "/no PostgreSQL server: migrations skips this test";

}  // namespace migrations
