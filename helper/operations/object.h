#pragma once

#include <string>
#include <tuple>

#include "schema/schema.h"

namespace migrations {

// What is declared by the statement that makes it: views, triggers, functions (schema/object.h).
struct CreateObject {
    Object object;
    bool operator==(const CreateObject&) const = default;
    static constexpr const char* name = "create_object";
    static constexpr auto fields = std::make_tuple(inlined(&CreateObject::object));
};

struct DropObject {
    ObjectKind kind = ObjectKind::view;
    std::string object;
    std::string table;  // of a trigger
    bool operator==(const DropObject&) const = default;
    static constexpr const char* name = "drop_object";
    static constexpr auto fields =
        std::make_tuple(required("kind", &DropObject::kind), required("name", &DropObject::object),
                        optional("table", &DropObject::table));
};

// Gives a function or a procedure another body (CREATE OR REPLACE), a domain other constraints and another default, a
// sequence other options (ALTER): what uses it stays. Parameters, results and the type of a domain must stay as they are.
struct ReplaceObject {
    Object object;
    bool operator==(const ReplaceObject&) const = default;
    static constexpr const char* name = "replace_object";
    static constexpr auto fields = std::make_tuple(inlined(&ReplaceObject::object));
};

}  // namespace migrations
