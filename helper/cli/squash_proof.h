#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/project.h"
#include "revisions/squash.h"

namespace migrations {

// A squash that does the same as the revisions it is made of, on databases of these dialects with rows in every table.
struct ProvenSquash {
    Squash squash;
    std::vector<std::string> dialects;  // that it is proven for
    std::vector<std::string> unfilled;  // "table 'x': no row was found that it accepts: ...": proven without rows there
};

// Condenses the operations of a squash as far as the result stays the same, and proves it. Throws Error: graph when the
// chain cannot be replayed or rendered, not_clean when it does something else all the same, with the differences; what a
// scratch database says when one of the ways fails.
ProvenSquash prove_squash(const Context& context, const Project& project, Squash squash,
                          const std::vector<const Dialect*>& dialects);

}  // namespace migrations
