#pragma once

#include "readers/toml_draft.h"

namespace migrations {

// Gives each model the columns of those that it extends, in the order of `extends`, before its own.
// A column that comes twice from the same model counts once; one that the model declares itself
// replaces the inherited one in its place; the same name from two models is a mistake, and so are
// cycles, unknown names and chains of more than 64.
void inherit_columns(Drafts& drafts, Diagnostics& diagnostics);

}  // namespace migrations
