#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "operations/relation_names.h"
#include "revisions/revision.h"

namespace migrations {

// Replays the operations up, and reports what `lost` names that is there neither before nor after them.
Schema upgraded(const Revision& revision, Schema schema, Diagnostics& diagnostics, RelationNames& names);

}  // namespace migrations
