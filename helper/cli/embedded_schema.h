#pragma once

#include <string>

#include "cli/project.h"

namespace migrations {

// The hash of the schema that compiled-in migrations carry (schema/schema_hash.h): that of the models, whose headers carry
// it too, as long as they and the chain do not differ, and otherwise that of what the chain makes. Empty where there is
// nothing to compare: no models, no revisions, or heads that have to be joined first. Precondition: the chain is sound.
std::string embedded_schema_hash(const Project& project);

// The id of the only head, or nothing.
std::string embedded_head(const Project& project);

}  // namespace migrations
