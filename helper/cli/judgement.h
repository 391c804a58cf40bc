#pragma once

#include "cli/project.h"

namespace migrations {

// What there is to say about a revision to whoever writes or reads it: the rules of lint, of its way back, and of raw SQL. `before`: the
// schema that it is applied to.
Diagnostics judge(const Revision& revision, const Schema& before, const ProjectSettings& settings);

}  // namespace migrations
