// Renames: exact scripts, and each on a database with rows.
#include "sqlite_users.h"

namespace migrations {
namespace {

std::string rename_column(const std::string& table, const std::string& from,
                          const std::string& to) {
    return "[[upgrade]]\nop = 'rename_column'\ntable = '" + table + "'\nfrom = '" + from +
           "'\nto = '" + to + "'\n";
}

std::string rename_table(const std::string& from, const std::string& to) {
    return "[[upgrade]]\nop = 'rename_table'\nfrom = '" + from + "'\nto = '" + to + "'\n";
}

TEST(SqliteRender, RenamesKeepTextsEqualToReplay) {
    ScratchSqlite on;
    const std::string first = R"toml(
[[upgrade]]
op = "create_enum"
enum = "mood"
values = ["good", "bad"]
[[upgrade]]
op = "create_table"
table = "people"
columns = [
  { name = "id", type = "int64" },
  { name = "email", type = "string(20)" },
  { name = "mood", type = "enum(mood)", default = "good" },
  { name = "boss", type = "int64", null = true },
  { name = "amount", type = "decimal(5,2)", null = true },
  { name = "shout", type = "text", null = true, generated = { expression = "upper(\"email\")", stored = true } },
]
primary_key = { name = "pk_people", columns = ["id"] }
uniques = [{ name = "uq_people_email", columns = ["email"] }]
foreign_keys = [{ name = "fk_people_boss", columns = ["boss"], table = "people", references = ["id"] }]
checks = [{ name = "ck_people", expression = "email <> 'email' AND length(email) > 1 AND mood <> 'x'" }]
indexes = [
  { name = "ix_people_email", columns = [{ expression = "lower(email)" }, "boss"], where = "email IS NOT NULL" },
]
[[upgrade]]
op = "create_table"
table = "posts"
columns = [{ name = "id", type = "int64" }, { name = "author", type = "string(20)" }, { name = "p", type = "int64", null = true }]
primary_key = { name = "pk_posts", columns = ["id"] }
foreign_keys = [
  { name = "fk_posts_author", columns = ["author"], table = "people", references = ["email"], on_update = "cascade" },
  { name = "fk_posts_p", columns = ["p"], table = "people", references = ["id"], deferrable = "immediate" },
]
)toml";
    const std::string renames =
        rename_column("people", "email", "e mail") + rename_column("people", "id", "key") +
        rename_column("people", "mood", "order") + rename_column("people", "amount", "Amount") +
        rename_table("people", "group") + rename_table("posts", "Posts");
    const std::string rows =
        "INSERT INTO people (id, email, boss, amount) VALUES (1, 'ab', 1, '1.5'); INSERT INTO "
        "posts VALUES (1, 'ab', 1)";
    const Script script = change_with_rows(on, first, rows, renames);
    EXPECT_EQ(print(script),
              "ALTER TABLE \"people\" RENAME COLUMN \"email\" TO \"e mail\";\n"
              "ALTER TABLE \"people\" RENAME COLUMN \"id\" TO \"key\";\n"
              "ALTER TABLE \"people\" RENAME COLUMN \"mood\" TO \"order\";\n"
              "ALTER TABLE \"people\" RENAME COLUMN \"amount\" TO \"Amount\";\n"
              "ALTER TABLE \"people\" RENAME TO \"group\";\n"
              "ALTER TABLE \"posts\" RENAME TO \"Posts_\";\n"
              "ALTER TABLE \"Posts_\" RENAME TO \"Posts\";\n");
    EXPECT_EQ(on.rows("SELECT * FROM \"group\""), "1|ab|good|1|1.5|AB\n");

    // A rebuild of each finds the texts that it expects.
    const Schema renamed = replayed(operations_of(renames), replayed(operations_of(first)));
    const Operations more = operations_of(R"toml(
[[upgrade]]
op = "alter_column"
table = "group"
column = "boss"
default = 1
[[upgrade]]
op = "alter_column"
table = "Posts"
column = "p"
default = 1
)toml");
    on.must_run(rendered(renamed, more));
    EXPECT_TRUE(on.reflected() == sqlite_dialect().normalize(replayed(more, renamed)));
    EXPECT_EQ(on.rows("SELECT * FROM \"group\""), "1|ab|good|1|1.5|AB\n");
}

TEST(SqliteRender, RenameColumnByRebuildForOldVersions) {
    ScratchSqlite on;
    RenderOptions options;
    options.sqlite_minimum = 3024000;
    const Script script =
        change_with_rows(on, std::string(users) + R"toml(
[[upgrade]]
op = "create_table"
table = "posts"
columns = [{ name = "author", type = "string(320)" }]
foreign_keys = [{ name = "fk_posts_author", columns = ["author"], table = "users", references = ["email"] }]
indexes = [{ name = "ix_posts", columns = ["author"] }]
)toml",
                         std::string(two_users) + "; INSERT INTO posts VALUES ('a@b.c')",
                         rename_column("users", "email", "mail"), options);
    EXPECT_EQ(script.steps.size(), 2u) << print(script);
    EXPECT_EQ(script.steps[0].sources, (std::vector<ColumnSource>{{"mail", "\"email\""}}));
    EXPECT_EQ(on.rows("SELECT id, mail FROM users"), "5|a@b.c\n9|d@e.f\n");
}

}  // namespace
}  // namespace migrations
