#pragma once

#include <optional>

#include "cli/project.h"
#include "dialects/connection.h"

namespace migrations {

// What `upgrade` is asked most often is whether there is anything to do. That is seen without reading any operation:

// The chain from the outlines of its files. Nothing when a file or the graph is not plainly in order, or there is not
// one head; reading the files whole then says what is the matter.
std::optional<Graph> outlined_chain(const ProjectSettings& settings);

// Whether the database is at the head of the chain and nothing below it was edited after it was applied. Changes
// nothing.
bool is_at_head(const Graph& outlined, const ProjectSettings& settings, Connection& database);

}  // namespace migrations
