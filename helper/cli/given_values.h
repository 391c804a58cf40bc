#pragma once

#include <string>
#include <vector>

#include "cli/project.h"

namespace migrations {

// -x KEY=VALUE: values for ${x:key} in database URLs, for the [variables] of revisions, and, as MIGRATIONS_X_KEY, for the
// programs that we start. Throws Error usage.
VariableValues given_values(const std::vector<std::string>& arguments);

// The keys that a database URL takes as ${x:key}.
std::vector<std::string> keys_in(const std::string& text);

// Makes them visible to programs that are started from now on.
void put_into_environment(const VariableValues& values);

// Throws Error usage for one that nothing reads. `filled_in`: the command takes them for the variables of revisions.
void require_read(const ProjectSettings& settings, const std::vector<Revision>& revisions, bool filled_in);

}  // namespace migrations
