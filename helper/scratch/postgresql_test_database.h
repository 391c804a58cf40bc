#pragma once

#include <filesystem>
#include <string>

#include "scratch/test_database.h"

namespace migrations {

// A database for a test, on the server of its test run.
struct ServerDatabase {
    std::string name;
    std::string run;                     // a word of the test run, for the name of the template
    std::filesystem::path state_file;    // as for state_of_test_run()
    std::filesystem::path service_file;  // to write, with the way to the server (service_file.h)
};

// Why the test run has no server, which the service file then says too; empty when it has one.
std::string reason_of_no_server(const ServerDatabase& database);

// Makes the database anew, as a copy of the template, which each test run makes once. Returns whether this call did. Throws Error
// state when nobody has started a server; connect; environment when something cannot be written; and what `fill` throws.
bool copy_template(const DatabaseTemplate& from, const ServerDatabase& database);

// On a server that somebody else keeps (MIGRATIONS_POSTGRESQL_URL): drops what copy_template() made there for this test run, or
// for all of which ctest does not run any more, and removes their service files. `state_file` as for state_of_test_run().
void drop_test_databases(const std::filesystem::path& state_file);
void drop_left_test_databases(const std::filesystem::path& state_file);

}  // namespace migrations
