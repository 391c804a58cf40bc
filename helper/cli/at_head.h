#pragma once

#include <optional>

#include "cli/project.h"
#include "dialects/connection.h"

namespace migrations {

// What `upgrade` is asked most often is whether there is anything to do. That is seen without reading any operation:

// The chain from the outlines of its files. Nothing when a file or the graph is not plainly in order, or there is not
// one head; reading the files whole then says what is the matter.
std::optional<Graph> outlined_chain(const ProjectSettings& settings);

// Whether the database's record and the chain fit together, as the runner sees it before it moves anything: done at the
// head, status::behind below it, otherwise what is wrong (edited revisions, heads that cannot be, steps that are not
// finished, a record of another project). Changes nothing, and needs no operations.
outcome check_record(const Graph& chain, const ProjectSettings& settings, Connection& database);

}  // namespace migrations
