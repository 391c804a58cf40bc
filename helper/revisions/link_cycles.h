#pragma once

#include "base/diagnostic.h"
#include "revisions/links.h"

namespace migrations {

// Reports cycles of parents, then cycles that go through a dependency, and takes away the edges
// that close them: within a cycle of parents all edges, in the others the dependencies.
void break_cycles(Links& links, Diagnostics& diagnostics);

}  // namespace migrations
