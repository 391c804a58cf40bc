#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"
#include "schema/object.h"

namespace migrations {

// The section of a file of models in which objects of a kind stand: "materialized_views".
std::string object_section(ObjectKind kind);

// All of them.
const std::vector<std::string>& object_sections();

// All sections of a file of models: tables, enums, and these.
std::vector<std::string> model_sections();

// The keys of one object of a kind.
std::vector<std::string> object_keys(ObjectKind kind);

// Reads all of them: [views.active_users], sql = "CREATE VIEW active_users AS ..."; for a trigger also `table`. A text
// for each dialect, or one for all; an extension needs none. Appends to `objects`.
void read_objects(const Node& root, std::vector<Object>& objects, Diagnostics& diagnostics);

}  // namespace migrations
