#pragma once

#include "readers/toml_draft.h"

namespace migrations {

// What validate() (schema/validate.h) finds in the models, data-only ones included, but for what
// follows from mistakes that were reported while reading. A mistake in a column is reported for the
// model that declares it, not again for those that inherit it. After resolve_foreign_keys().
Diagnostics validate_drafts(const Drafts& drafts);

}  // namespace migrations
