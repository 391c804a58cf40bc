#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace migrations {

// What the programs that run cases are told: [--rewrite] [--OPTION VALUE]... FILE.case...
struct RunnerArguments {
    std::vector<std::string> files;
    std::map<std::string, std::string> values;  // "--filter": its value; "" of one that is not given
    bool rewrite = false;
};

// `options`: those that have a value. Nothing, after saying why on stdout, for words that make no sense.
std::optional<RunnerArguments> read_arguments(const std::vector<std::string>& words,
                                              const std::vector<std::string>& options);

// Runs `run` with the words of main(); what it throws is printed, and a failure.
int run_main(int (*run)(const std::vector<std::string>& words), int count, char** words);

}  // namespace migrations
