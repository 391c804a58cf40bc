#pragma once

#include <string_view>

#include "chains/old_chain.h"

namespace migrations {

// Sorts by the number of the versions.
void sort_by_number(OldChain& chain);

// Finds versions that are there twice, revisions that would get one id, and scripts without SQL to go up.
void check_chain(const OldChain& chain, Diagnostics& findings);

// Warns of numbers that are left out between neighbours which count one by one.
void warn_of_gaps(const OldChain& chain, Diagnostics& findings);

}  // namespace migrations
