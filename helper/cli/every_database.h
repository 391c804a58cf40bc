#pragma once

#include <functional>

#include "cli/command.h"

namespace migrations {

// -n all: runs a command for each database of migrations.toml, in the order of the file, and says before each which one it is
// about; with --json, {"databases": {"main": ..., ...}}. The exit code is the first that is not 0. `stops`: the others are left
// alone then.
Exit run_for_every_database(const std::function<Exit()>& run, bool stops, Context& context);

}  // namespace migrations
