#pragma once

#include "cli/command.h"

namespace migrations {

// `migrations test database`: what migrations_test_database() has CTest run before a test of the user.
std::function<Exit()> declare_test_database(CLI::App& app, Context& context);

}  // namespace migrations
