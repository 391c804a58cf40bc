#pragma once

#include "readers/toml_draft.h"

namespace migrations {

// Gives every model and enum that is not from a header its name in C++: the one of its `cpp` (for an enum also that of a
// column which uses it), else its own in CamelCase. Names that are none in C++ and names given
// twice are mistakes.
void choose_cpp_names(Drafts& drafts, Diagnostics& diagnostics);

}  // namespace migrations
