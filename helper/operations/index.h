#pragma once

#include <string>
#include <tuple>

#include "schema/schema.h"

namespace migrations {

// `concurrently`: PostgreSQL makes or drops it without keeping writers out, which no transaction can hold: the
// revision needs `transactional = false` (postgresql.org/docs/current/sql-createindex.html, "Building Indexes
// Concurrently"). It says nothing about the schema, and nothing to SQLite.
struct CreateIndex {
    std::string table;
    Index index;
    bool concurrently = false;
    bool operator==(const CreateIndex&) const = default;
    static constexpr const char* name = "create_index";
    static constexpr auto fields =
        std::make_tuple(required("table", &CreateIndex::table), required("index", &CreateIndex::index),
                        optional("concurrently", &CreateIndex::concurrently));
};

struct DropIndex {
    std::string table;
    std::string index;
    bool concurrently = false;
    bool operator==(const DropIndex&) const = default;
    static constexpr const char* name = "drop_index";
    static constexpr auto fields =
        std::make_tuple(required("table", &DropIndex::table), required("index", &DropIndex::index),
                        optional("concurrently", &DropIndex::concurrently));
};

}  // namespace migrations
