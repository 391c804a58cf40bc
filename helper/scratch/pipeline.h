#pragma once

#include <functional>
#include <string>
#include <vector>

namespace migrations {

struct PipedProgram {
    std::vector<std::string> words;      // its path first
    std::vector<std::string> variables;  // its whole environment
};

// How a program ended: 0, its exit code, or 128 and its signal; and what it wrote to stderr.
struct ProgramEnd {
    int code = 0;
    std::string said;
};

struct PipelineEnd {
    ProgramEnd from;
    ProgramEnd to;
    bool cancelled = false;
};

// Runs `from | to` to its end, or until `cancelled` says so: then both are ended. Throws Error environment when one cannot be
// started.
PipelineEnd run_pipeline(const PipedProgram& from, const PipedProgram& to, const std::function<bool()>& cancelled);

}  // namespace migrations
