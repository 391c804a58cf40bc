#pragma once

namespace migrations {

// The whole program: parses the command line, runs the command, prints errors, and returns the exit code
// (base/error.h). The only place that catches.
int run_command_line(int argc, char** argv);

}  // namespace migrations
