#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/toml.h"
#include "operations/replay.h"
#include "operations/text.h"
#include "schema/text.h"

namespace migrations {

// TOML text as one table; the test fails where it is none.
inline Node document(const std::string& text) {
    Diagnostics diagnostics;
    const auto node = parse_toml({"test.toml", text}, diagnostics);
    EXPECT_EQ(to_string(diagnostics), "") << text;
    return node ? *node : Node{Node::Table{}, {}};
}

// The operations below [[op]], which must be right.
inline Operations operations_of(const std::string& text) {
    Operations operations;
    Diagnostics diagnostics;
    const Node root = document(text);
    for (const Node& each : root.find("op")->array()) {
        if (auto operation = parse_operation(each, diagnostics)) operations.push_back(*operation);
    }
    EXPECT_EQ(to_string(diagnostics), "");
    return operations;
}

// One operation, written without [[op]].
inline Operation operation_of(const std::string& text) {
    Diagnostics diagnostics;
    const auto operation = parse_operation(document(text), diagnostics);
    EXPECT_EQ(to_string(diagnostics), "") << text;
    return operation ? *operation : Operation{};
}

// The schema that the operations make from nothing.
inline Schema schema_of(const std::string& text) {
    Diagnostics diagnostics;
    const Schema schema = replay(operations_of(text), {}, diagnostics);
    EXPECT_EQ(to_string(diagnostics), "");
    return schema;
}

// teams and users, in which users uses nearly everything.
inline Schema small_schema() {
    return schema_of(R"toml(
[[op]]
op     = "create_enum"
enum   = "status"
values = ["active", "suspended"]

[[op]]
op          = "create_table"
table       = "teams"
columns     = [{ name = "id", type = "int64", identity = true }, { name = "code", type = "string(8)" }]
primary_key = ["id"]
uniques     = [{ columns = ["code"] }]

[[op]]
op           = "create_table"
table        = "users"
comment      = "people"
columns      = [
    { name = "id", type = "int64", identity = true },
    { name = "email", type = "string(320)" },
    { name = "nick", type = "text", null = true },
    { name = "status", type = "enum(status)", default = "active" },
    { name = "age", type = "int32", null = true },
    { name = "team_id", type = "int64", null = true },
    { name = "lowered", type = "text", generated = "lower(email)" },
]
primary_key  = ["id"]
uniques      = [{ columns = ["email"] }]
foreign_keys = [{ columns = ["team_id"], table = "teams", references = ["id"], on_delete = "set_null" }]
checks       = [{ expression = "age >= 0" }]
indexes      = [{ name = "by_nick", columns = ["nick", { expression = "upper(nick)" }], where = "nick <> ''" }]
)toml");
}

}  // namespace migrations
