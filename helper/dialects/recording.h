#pragma once

#include <migrations/outcome.hpp>
#include <migrations/script.hpp>
#include <vector>

namespace migrations {

// Goes a way through the chain as the PostgreSQL runner would on a database that is at `heads`, but with no server:
// every statement goes to how.on_statement, and every answer is the one of a database that nobody else uses.
outcome record_postgresql(const set& chain, const std::vector<std::string_view>& heads, slice<move> way,
                          const options& how);

}  // namespace migrations
