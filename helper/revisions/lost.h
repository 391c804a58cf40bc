#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "operations/relation_names.h"
#include "revisions/revision.h"

namespace migrations {

// Whether a schema has this table ("users") or column ("users.email"; a name may have a dot itself).
bool has_name(const Schema& schema, const std::string& name);

// Replays the operations up, and reports what `lost` names that is there neither before nor after them.
Schema upgraded(const Revision& revision, Schema schema, Diagnostics& diagnostics, RelationNames& names);

}  // namespace migrations
