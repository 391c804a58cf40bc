#pragma once

#include <string>
#include <tuple>

#include "schema/schema.h"

namespace migrations {

struct CreateIndex {
    std::string table;
    Index index;
    bool operator==(const CreateIndex&) const = default;
    static constexpr const char* name = "create_index";
    static constexpr auto fields =
        std::make_tuple(required("table", &CreateIndex::table), required("index", &CreateIndex::index));
};

struct DropIndex {
    std::string table;
    std::string index;
    bool operator==(const DropIndex&) const = default;
    static constexpr const char* name = "drop_index";
    static constexpr auto fields =
        std::make_tuple(required("table", &DropIndex::table), required("index", &DropIndex::index));
};

}  // namespace migrations
