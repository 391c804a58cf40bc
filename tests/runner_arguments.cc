#include "runner_arguments.h"

#include <cstdio>
#include <exception>

namespace migrations {

std::optional<RunnerArguments> read_arguments(const std::vector<std::string>& words,
                                              const std::vector<std::string>& options) {
    RunnerArguments arguments;
    for (const std::string& each : options) arguments.values[each];
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        const auto value = arguments.values.find(word);
        if (word == "--rewrite") {
            arguments.rewrite = true;
        } else if (word.rfind("--", 0) != 0) {
            arguments.files.push_back(word);
        } else if (value == arguments.values.end() || i + 1 == words.size()) {
            std::printf("%s %s\n", word.c_str(), value == arguments.values.end() ? "is unknown" : "needs a value");
            return std::nullopt;
        } else {
            value->second = words[++i];
        }
    }
    return arguments;
}

int run_main(int (*run)(const std::vector<std::string>& words), int count, char** words) {
    try {
        return run({words + 1, words + count});
    } catch (const std::exception& error) {
        std::printf("FAILED  %s\n", error.what());
        return 1;
    }
}

}  // namespace migrations
