#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/node.h"

namespace migrations {

// The JSON Schemas of the files that people write (forms.h). They accept what the helper does, and refuse unknown keys, values
// of another kind, words that there are none of and keys that are missing; what follows from several keys, tables or files
// only the helper sees.
Node models_document();
Node settings_document();
Node revision_document();

// By the names under which they are printed and installed: models, settings, revision.
const std::vector<std::pair<std::string, Node (*)()>>& json_schema_documents();

// As JSON, indented.
std::string json_schema_text(const Node& document);

}  // namespace migrations
