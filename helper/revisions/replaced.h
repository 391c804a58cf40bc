#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "revisions/graph.h"

namespace migrations {

// An element of `replaces` in a revision file: "9a8b7c6d5e4f ops=<sha256>". Nothing when it is no such text.
std::optional<ReplacedRevision> parse_replaced(std::string_view text);
std::string print_replaced(const ReplacedRevision& replaced);

// Whether one of these has the id.
bool stands_for(const Revision& revision, std::string_view id);

// The ids of what was squashed into the revision, itself left out, each once, in the order of the file.
std::vector<std::string> replaced_ids(const Revision& revision);

// The revision of the graph into which the one with this id was squashed; null: none.
const Revision* squashed_into(const Graph& graph, std::string_view id);

}  // namespace migrations
