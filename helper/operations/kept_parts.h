#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// What operations are about to change of a schema, to be put back: of thousands of tables, a revision changes few.
class KeptParts {
public:
    KeptParts(const Schema& schema, const Operations& operations);

    // After a replay of those operations, or of some of them: the schema is what it was.
    void put_back(Schema& schema) &&;

private:
    void keep(const Schema& schema, const Operations& operations);

    std::optional<Schema> whole_;  // where an operation may change anything
    std::set<std::string, std::less<>> names_;
    std::vector<std::pair<std::size_t, Table>> tables_;  // those of these names, with their places
    std::size_t count_;                                  // of all tables
    std::optional<std::vector<Object>> objects_;
};

}  // namespace migrations
