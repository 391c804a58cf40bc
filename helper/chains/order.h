#pragma once

#include <string_view>

#include <migrations/script.hpp>

#include "chains/old_chain.h"

namespace migrations {

// Finds versions that are there twice, revisions that would get one id, scripts without SQL to go up, and marks of another
// tool.
void check_chain(const OldChain& chain, dialect language, Diagnostics& findings);

// The same, and sorts by the number of the versions, and warns of gaps between them.
void sort_and_check(OldChain& chain, dialect language, Diagnostics& findings);

// Warns of numbers that are left out between neighbours which count one by one.
void warn_of_gaps(const OldChain& chain, Diagnostics& findings);

}  // namespace migrations
