// A database with rows, for the tests of changes.
#pragma once

#include <string>

#include "postgresql_dialect_support.h"

namespace migrations {

inline const char* const blog = R"toml(
[[upgrade]]
op = "create_enum"
enum = "status"
values = ["active", "suspended"]
[[upgrade]]
op = "create_enum"
enum = "mood"
values = ["good", "bad"]
native = true
[[upgrade]]
op = "create_table"
table = "users"
comment = "people"
columns = [
  { name = "id", type = "int64", identity = true },
  { name = "email", type = "string(320)" },
  { name = "Nick Name", type = "text", null = true, comment = "it's" },
  { name = "balance", type = "decimal(12,2)", default = "0" },
  { name = "age", type = "int32", null = true },
  { name = "status", type = "enum(status)", default = "active" },
  { name = "mood", type = "enum(mood)", default = "good" },
  { name = "created_at", type = "timestamptz", default_expr = "now" },
  { name = "lower_email", type = "text", generated = { expression = "lower(email)", stored = true } },
]
primary_key = { name = "pk_users", columns = ["id"] }
uniques = [{ name = "uq_users_email", columns = ["email"] }]
checks = [{ name = "ck_users_age", expression = "age > 0 AND balance >= 0" }]
indexes = [
  { name = "ix_users_lower_email", columns = ["lower_email"] },
  { name = "ix_users_active", columns = [{ column = "created_at", descending = true }], where = "status = 'active' AND mood = 'good'" },
]
[[upgrade]]
op = "create_table"
table = "posts"
columns = [
  { name = "id", type = "int32", identity = true },
  { name = "author", type = "int64", null = true },
  { name = "title", type = "text" },
]
primary_key = { name = "pk_posts", columns = ["id"] }
foreign_keys = [{ name = "fk_posts_author", columns = ["author"], table = "users", references = ["id"], on_delete = "cascade", deferrable = "deferred" }]
)toml";

inline const char* const blog_rows =
    "INSERT INTO users (email, \"Nick Name\", balance, age, status, mood) VALUES "
    "('A@b.c', NULL, 1.5, 20, 'active', 'good'), ('D@e.f', 'dee', 2, NULL, 'suspended', 'bad'); "
    "INSERT INTO posts (author, title) VALUES (1, 'one'), (2, 'two')";

inline std::string change(Postgres& on, const std::string& operations) {
    return change_with_rows(on, blog, blog_rows, operations);
}

inline std::string alter(const std::string& column, const std::string& what) {
    return "[[upgrade]]\nop = 'alter_column'\ntable = 'users'\ncolumn = '" + column + "'\n" + what +
           "\n";
}

}  // namespace migrations
