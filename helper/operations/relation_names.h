#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "operations/operation.h"

namespace migrations {

// Which names tables, indexes and what else shares their namespace have in a schema that grows by operations. To ask each
// table for each new name takes a time that is quadratic on a long chain.
class RelationNames {
public:
    // As table_name_taken() says it.
    std::string taken(const Schema& schema, std::string_view name);

    // The schema has one more, or has changed by an operation.
    void add(std::string_view name);
    void note(const Change& change);

private:
    // Small letters; those that are gone may still be here, which costs time and nothing else.
    std::unordered_set<std::string> names_;
    bool complete_ = false;
};

// With `names`, what is known of the schema's; else everything is asked.
std::string name_taken(const Schema& schema, std::string_view name, RelationNames* names);

}  // namespace migrations
