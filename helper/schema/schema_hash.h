#pragma once

#include <string>

#include "schema/schema.h"

namespace migrations {

// SHA-256 of the schema's text in canonical order, as 64 hexadecimal digits: the same wherever its parts were declared and
// whatever naming convention a project has. What nobody named counts with the name of the default convention.
std::string schema_hash(Schema schema);

}  // namespace migrations
