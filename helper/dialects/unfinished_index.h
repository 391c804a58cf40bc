#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// PostgreSQL keeps an index whose creation was interrupted (CREATE INDEX CONCURRENTLY), and uses it for nothing. A schema that
// shows it has this expression as the last key of it: so it is no index that anybody wants, and a script cannot make it.
inline constexpr std::string_view unfinished_key = "INVALID";

bool is_unfinished(const Index& index);

struct UnfinishedIndex {
    std::string table;
    Index index;  // without that key
};

// Those of the schema, which then has them as if they were finished.
std::vector<UnfinishedIndex> take_unfinished(Schema& schema);

}  // namespace migrations
