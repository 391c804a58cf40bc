#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/project.h"

namespace migrations {

// One thing that was looked at.
struct Symptom {
    enum class State { good, warning, bad };
    State state = State::good;
    std::string part;    // "installation", "project", "database"
    std::string what;    // "SQLite 3.40.1"
    std::string remedy;  // how to mend it; "" when it is good
};
using Symptoms = std::vector<Symptom>;

// What the program itself needs: the SQLite library that it runs with, the module for PostgreSQL, and a PostgreSQL server
// to be started for scratch databases where the project has that dialect.
Symptoms examine_installation(const ProjectSettings& settings, const std::string& postgresql_bindir);

// The project's files: folders that are there and can be written, files that can be read, and what git leaves out.
Symptoms examine_project(const ProjectSettings& settings);

// The database that commands would use: whether it can be reached, written and changed, what it records, and whether
// something in it would stop an upgrade. Nothing of it is changed.
Symptoms examine_database(const Context& context, const Project& project);

}  // namespace migrations
