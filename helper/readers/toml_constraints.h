#pragma once

#include <string>
#include <vector>

#include "readers/toml_draft.h"

namespace migrations {

// The keys beside the target of a foreign key: match, on_delete, on_update, deferrable, not_valid.
extern const std::vector<std::string> foreign_key_rules;
void read_foreign_key_rules(const Node& node, ForeignKey& to, Diagnostics& diagnostics);

// The keys of a table that hold constraints and indexes: primary_key, uniques, checks,
// excludes, foreign_keys, indexes.
extern const std::vector<std::string> constraint_keys;

// Reads them into the model. One with a mistake is left out, and `keys_known` says so where
// something could refer to it.
void read_constraints(const Node& table, ModelDraft& model, Diagnostics& diagnostics);

}  // namespace migrations
