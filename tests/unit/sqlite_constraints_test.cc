// Constraints: exact scripts, and each on a database with rows.
#include "sqlite_users.h"

namespace migrations {
namespace {

TEST(SqliteRender, ConstraintsInOneRebuild) {
    ScratchSqlite on;
    const Script script = change_with_rows(
        on, std::string(users) + R"toml(
[[upgrade]]
op = "create_table"
table = "posts"
columns = [{ name = "a", type = "int64" }, { name = "b", type = "text" }, { name = "author", type = "int64", null = true }]
)toml",
        std::string(two_users) + "; INSERT INTO posts VALUES (1, 'x', 5), (2, 'y', NULL)", R"toml(
[[upgrade]]
op = "add_primary_key"
table = "posts"
primary_key = { name = "pk_posts", columns = ["a"] }
[[upgrade]]
op = "add_unique"
table = "posts"
unique = { name = "uq_posts_b", columns = ["b", "a"] }
[[upgrade]]
op = "add_foreign_key"
table = "posts"
foreign_key = { name = "fk_posts_author", columns = ["author"], table = "users", references = ["id"], on_delete = "set_null" }
[[upgrade]]
op = "add_check"
table = "posts"
check = { name = "ck_posts_b", expression = "length(b) > 0" }
[[upgrade]]
op = "create_index"
table = "posts"
index = { name = "ix_posts_author", columns = [{ column = "author", descending = true }] }
)toml");
    EXPECT_EQ(print(script),
              "-- rebuild of table \"posts\"\n"
              "--   without  \"a\" INTEGER NOT NULL\n"
              "--   with     \"a\" INTEGER CONSTRAINT \"pk_posts\" PRIMARY KEY\n"
              "--   with     CONSTRAINT \"uq_posts_b\" UNIQUE (\"b\", \"a\")\n"
              "--   with     CONSTRAINT \"fk_posts_author\" FOREIGN KEY (\"author\") REFERENCES "
              "\"users\" (\"id\") ON "
              "DELETE SET NULL\n"
              "--   with     CONSTRAINT \"ck_posts_b\" CHECK (length(b) > 0)\n"
              "CREATE INDEX \"ix_posts_author\" ON \"posts\" (\"author\" DESC);\n");
    EXPECT_EQ(on.rows("SELECT * FROM posts"), "1|x|5\n2|y|NULL\n");
    on->execute("DELETE FROM users WHERE id = 5");
    EXPECT_EQ(on.rows("SELECT * FROM posts"), "1|x|NULL\n2|y|NULL\n");
}

TEST(SqliteRender, CyclesNeedNoRebuild) {
    const Schema schema = replayed(operations_of(R"toml(
[[upgrade]]
op = "create_table"
table = "a"
columns = [{ name = "id", type = "int64" }, { name = "b", type = "int64", null = true }]
primary_key = { name = "pk_a", columns = ["id"] }
[[upgrade]]
op = "create_table"
table = "b"
columns = [{ name = "id", type = "int64" }, { name = "a", type = "int64", null = true }]
primary_key = { name = "pk_b", columns = ["id"] }
foreign_keys = [{ name = "fk_b", columns = ["a"], table = "a", references = ["id"] }]
[[upgrade]]
op = "add_foreign_key"
table = "a"
foreign_key = { name = "fk_a", columns = ["b"], table = "b", references = ["id"] }
)toml"));
    const Operations operations = creation(schema);
    ASSERT_EQ(operations.size(), 3u);
    const Script script = rendered({}, operations);
    ASSERT_EQ(script.steps.size(), 2u) << print(script);
    ScratchSqlite on;
    on.must_run(script);
    EXPECT_TRUE(on.reflected() == sqlite_dialect().normalize(schema));
}

}  // namespace
}  // namespace migrations
