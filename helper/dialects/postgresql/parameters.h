#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace migrations::postgresql {

// Parameters in SQL, for which a script has no values.

// Where one such as $1 stands in the text, by libpg_query's parse tree of a statement. Those of functions and of prepared
// statements are their own.
std::optional<std::size_t> parameter_in(const nlohmann::json& tree);

// ?, :name or :'name', which programs and psql replace before the server sees them, where the grammar stumbled at this offset
// of the text; empty when it was over something else. A part of `sql`.
std::string_view foreign_parameter(std::string_view sql, std::size_t at);

}  // namespace migrations::postgresql
