// A table with rows, for the tests of changes.
#pragma once

#include "sqlite_support.h"

namespace migrations {

inline const char* const users = R"toml(
[[upgrade]]
op = "create_table"
table = "users"
columns = [
  { name = "id", type = "int64", identity = true },
  { name = "email", type = "string(320)" },
  { name = "active", type = "bool", default = true },
]
primary_key = { name = "pk_users", columns = ["id"] }
uniques = [{ name = "uq_users_email", columns = ["email"] }]
checks = [{ name = "ck_users_email", expression = "email <> ''" }]
indexes = [{ name = "ix_users_active", columns = ["active"], where = "active = 1" }]
)toml";
inline const char* const two_users =
    "INSERT INTO users (id, email, active) VALUES (5, 'a@b.c', 1), (9, 'd@e.f', 0)";

}  // namespace migrations
