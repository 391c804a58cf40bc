#pragma once

#include <string>

namespace CLI {
class App;
}

namespace migrations {

struct Command;

// The manual page of the program, or of one of its commands, as man(7) reads it: from what --help prints.
std::string manual_page(const CLI::App& program);
std::string manual_page(const CLI::App& program, const Command& command);

}  // namespace migrations
