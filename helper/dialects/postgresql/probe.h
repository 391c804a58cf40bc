#pragma once

#include <string>
#include <string_view>

namespace migrations::postgresql {

// Dialect::probe_of(). CREATE INDEX CONCURRENTLY has none: the runner looks for the index itself, since an unfinished one
// has to go first (migrations/postgresql_leftovers.hpp).
std::string probe_of(std::string_view sql);

}  // namespace migrations::postgresql
