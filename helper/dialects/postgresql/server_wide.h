#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "dialects/dialect.h"

namespace migrations::postgresql {

// How a statement reaches beyond its database, by its kind and its members in libpg_query's parse tree: to roles, tablespaces,
// settings of the server and databases that it names. Of DO it is what its text seems to do, since nobody can know whether
// it will. Nothing when the statement stays within the database.
std::optional<Dialect::RawSql::Reach> server_wide(std::string_view kind, const nlohmann::json& tree);

}  // namespace migrations::postgresql
