#pragma once

#include <cstddef>
#include <string>

#include "chains/layout.h"
#include "dialects/connection.h"

namespace migrations {

// How far another tool has brought a database, by its own table.
struct ToolRecord {
    std::string table;        // in the database itself, for [ignore]; empty when it is elsewhere
    std::size_t applied = 0;  // migrations of the chain, from the first
};

// Reads the table, which is left alone. `table`: its name, or empty for the one that the tool gives it. Throws Error state,
// with every reason, when there is no such table, nothing is applied, something failed half-way, versions are applied
// that the chain does not have, or some are left out before others.
ToolRecord read_tool_record(Connection& database, const DatabaseUrl& url, const Layout& layout, const OldChain& chain,
                            const std::string& table);

}  // namespace migrations
