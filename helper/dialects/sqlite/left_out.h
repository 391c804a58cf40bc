#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.h"

namespace migrations::sqlite {

using Query = std::function<std::vector<Cells>(std::string_view sql)>;

// Connection::left_out for SQLite: one query. Beside whole objects these are the clauses of tables
// that reflect() passes over. A new kind is a line in kind_of_object() or in clauses_of().
std::vector<LeftOut> left_out(const Query& query, const std::vector<std::string>& ignored);

}  // namespace migrations::sqlite
