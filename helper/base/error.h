#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.h"

namespace migrations {

// How a command ends; the numbers are its exit codes. Documented in README.md, stable.
enum class Exit {
    ok = 0,
    internal = 1,
    usage = 2,        // command line or configuration
    not_clean = 3,    // drift, unreviewed revisions, lint findings, pending revisions
    graph = 4,        // revision or model files that cannot be read or do not fit together
    integrity = 5,    // a revision was edited after it was reviewed or applied
    state = 6,        // what the database says conflicts with the files
    sql_failed = 7,   // SQL failed and was rolled back
    partial = 8,      // partly applied, resumable
    busy = 9,         // locked by somebody else; try again
    connect = 10,     // the database cannot be reached
    refused = 11,     // would lose data, or permission was not given
    environment = 12, // read-only, no space, no such file, missing or too old software
    in_doubt = 13,    // the connection broke while a commit was under way
};

// The one exception: a command cannot finish. Mistakes in the user's files are Diagnostic values instead, and an
// Error may carry them.
class Error : public std::runtime_error {
public:
    // `message`: what failed, one line, no full stop. `next`: the next command to run or thing to do; may be empty.
    Error(Exit exit_code, const std::string& message, std::string next = {})
        : std::runtime_error(message), exit(exit_code), help(std::move(next)) {}

    // Several findings at once, each with its position. `diagnostics` must not be empty.
    Error(Exit exit_code, Diagnostics findings)
        : std::runtime_error(findings.front().message), exit(exit_code), diagnostics(std::move(findings)) {}

    Exit exit;
    std::string help;
    std::string state;  // what state the database is in now; empty when no database was opened
    std::string sql;    // the statement that failed; empty when none did
    std::size_t position = 0;  // byte in the text that was given to the database, from 1; 0: not known
    std::string code;   // SQLSTATE, or the extended result code of SQLite
    Location location;  // of what the message is about, where it stands in a file
    Diagnostics diagnostics;
};

// The state of the project after a command that writes all of its files or none.
inline constexpr const char* nothing_written = "nothing was written";

}  // namespace migrations
