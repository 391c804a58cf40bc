// Columns that come, go and change: exact scripts, and each on a database with rows.
#include "sqlite_users.h"

namespace migrations {
namespace {

// A column of users comes, with what its rows get.
std::string add(const std::string& column, const std::string& fill = "") {
    return "[[upgrade]]\nop = 'add_column'\ntable = 'users'\ncolumn = { " + column + " }\n" + fill +
           "\n";
}

// A column of users goes.
std::string drop(const std::string& column) {
    return "[[upgrade]]\nop = 'drop_column'\ntable = 'users'\ncolumn = '" + column + "'\n";
}

// The column "active" goes, after the index on it.
const std::string drop_active =
    "[[upgrade]]\nop = 'drop_index'\ntable = 'users'\nindex = 'ix_users_active'\n" + drop("active");

// A column of t changes.
std::string alter(const std::string& column, const std::string& what) {
    return "[[upgrade]]\nop = 'alter_column'\ntable = 't'\ncolumn = '" + column + "'\n" + what +
           "\n";
}

TEST(SqliteRender, AddColumnNatively) {
    ScratchSqlite on;
    const Script script =
        change_with_rows(on, users, two_users,
                         add("name = 'nick', type = 'text', null = true") +
                             add("name = 'admin', type = 'bool', default = false") +
                             add("name = 'level', type = 'int32', default = 3", "fill = 3") +
                             "[[upgrade]]\nop = 'create_index'\ntable = 'users'\nindex = { name = "
                             "'ix_users_nick', columns = ['nick'] }\n" +
                             add("name = 'shout', type = 'text', null = true, generated = { "
                                 "expression = 'upper(email)', stored = false }"));
    EXPECT_EQ(print(script),
              "ALTER TABLE \"users\" ADD COLUMN \"nick\" TEXT;\n"
              "ALTER TABLE \"users\" ADD COLUMN \"admin\" INTEGER NOT NULL DEFAULT 0 CHECK "
              "(\"admin\" IN (0, 1));\n"
              "ALTER TABLE \"users\" ADD COLUMN \"level\" INTEGER NOT NULL DEFAULT 3;\n"
              "CREATE INDEX \"ix_users_nick\" ON \"users\" (\"nick\");\n"
              "ALTER TABLE \"users\" ADD COLUMN \"shout\" TEXT GENERATED ALWAYS AS (upper(email)) "
              "VIRTUAL;\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"),
              "5|a@b.c|1|NULL|0|3|A@B.C\n9|d@e.f|0|NULL|0|3|D@E.F\n");
}

TEST(SqliteRender, AddColumnByRebuild) {
    ScratchSqlite on;
    const Script script = change_with_rows(
        on, users, two_users,
        add("name = 'nick', type = 'text'", "fill = 'nobody'") +
            add("name = 'made', type = 'timestamptz', default_expr = 'now'") +
            add("name = 'host', type = 'text', null = true", "fill_expr = 'substr(email, 3)'") +
            add("name = 'twice', type = 'text', null = true, generated = { expression = 'email || "
                "email', stored = true }"));
    EXPECT_EQ(print(script),
              "-- rebuild of table \"users\"\n"
              "--   with     \"nick\" TEXT NOT NULL\n"
              "--   with     \"made\" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') "
              "|| '000Z')\n"
              "--   with     \"host\" TEXT\n"
              "--   with     \"twice\" TEXT GENERATED ALWAYS AS (email || email) STORED\n"
              "--   rows     \"host\" = (substr(email, 3))\n"
              "--   rows     \"nick\" = 'nobody'\n");
    EXPECT_EQ(on.rows("SELECT id, nick, length(made), host, twice FROM users"),
              "5|nobody|27|b.c|a@b.ca@b.c\n9|nobody|27|e.f|d@e.fd@e.f\n");
}

TEST(SqliteRender, RebuildAfterNativeForms) {
    ScratchSqlite on;
    const std::string native =
        drop_active + add("name = 'nick', type = 'string(5)', default = 'x'") +
        "[[upgrade]]\nop = 'rename_column'\ntable = 'users'\nfrom = 'nick'\nto = 'alias'\n";
    change_with_rows(on, users, two_users, native);
    const Schema before = replayed(operations_of(std::string(users) + native));
    const Operations change = operations_of(R"toml(
[[upgrade]]
op = "add_check"
table = "users"
check = { name = "ck_alias", expression = "alias <> 'y'" }
)toml");
    const Script script = rendered(before, change);
    ASSERT_TRUE(script.steps.at(0).is_rebuild());
    on.must_run(script);
    EXPECT_TRUE(on.reflected() == sqlite_dialect().normalize(replayed(change, before)));
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c|x\n9|d@e.f|x\n");
}

TEST(SqliteRender, NotNullWithoutFillFailsOnRows) {
    ScratchSqlite on;
    const Schema before = replayed(operations_of(users));
    on.must_run(rendered({}, operations_of(users)));
    on->execute(two_users);
    const outcome result =
        on.run(rendered(before, operations_of(add("name = 'nick', type = 'text'"))));
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c|1\n9|d@e.f|0\n");
    EXPECT_TRUE(on.reflected() == sqlite_dialect().normalize(before));
}

TEST(SqliteRender, DropColumn) {
    ScratchSqlite on;
    const Script script = change_with_rows(on, users, two_users, drop_active);
    EXPECT_EQ(print(script),
              "DROP INDEX \"ix_users_active\";\n"
              "ALTER TABLE \"users\" DROP COLUMN \"active\";\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c\n9|d@e.f\n");
}

TEST(SqliteRender, DropColumnByRebuildForOldVersions) {
    ScratchSqlite on;
    RenderOptions options;
    options.sqlite_minimum = 3035000;
    const Script script = change_with_rows(on, users, two_users, drop_active, options);
    EXPECT_EQ(print(script),
              "DROP INDEX \"ix_users_active\";\n"
              "-- rebuild of table \"users\"\n"
              "--   without  \"active\" INTEGER NOT NULL DEFAULT 1 CHECK (\"active\" IN (0, 1))\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c\n9|d@e.f\n");
}

TEST(SqliteRender, DropColumnOfUniqueAndCheckByRebuild) {
    ScratchSqlite on;
    const Script script = change_with_rows(
        on, users, two_users,
        "[[upgrade]]\nop = 'drop_unique'\ntable = 'users'\nunique = 'uq_users_email'\n"
        "[[upgrade]]\nop = 'drop_check'\ntable = 'users'\ncheck = 'ck_users_email'\n" +
            drop("email"));
    EXPECT_EQ(print(script),
              "-- rebuild of table \"users\"\n"
              "--   without  \"email\" TEXT NOT NULL CHECK (length(\"email\") <= 320)\n"
              "--   without  CONSTRAINT \"uq_users_email\" UNIQUE (\"email\")\n"
              "--   without  CONSTRAINT \"ck_users_email\" CHECK (email <> '')\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|1\n9|0\n");
}

TEST(SqliteRender, DroppedAndAddedAgainIsAnotherColumn) {
    ScratchSqlite on;
    const Script script = change_with_rows(
        on, users, two_users, drop_active + add("name = 'active', type = 'text'", "fill = 'yes'"));
    EXPECT_EQ(script.steps.size(), 3u) << print(script);
    EXPECT_EQ(on.rows("SELECT active FROM users"), "yes\nyes\n");
}

TEST(SqliteRender, AlterColumn) {
    ScratchSqlite on;
    const Script script =
        change_with_rows(on, R"toml(
[[upgrade]]
op = "create_table"
table = "t"
columns = [
  { name = "id", type = "int64" },
  { name = "n", type = "text", null = true },
  { name = "code", type = "text", null = true },
  { name = "flag", type = "text" },
  { name = "day", type = "date" },
  { name = "raw", type = "text" },
]
primary_key = { name = "pk_t", columns = ["id"] }
)toml",
                         "INSERT INTO t VALUES (1, NULL, '7', 'yes', '2026-01-02', 'x'), (2, 'b', "
                         "NULL, 'off', '2026-01-03', 'y')",
                         alter("n", "null = false\nfill = 'none'\ndefault = 'd'") +
                             alter("flag", "type = 'bool'") + alter("day", "type = 'timestamptz'") +
                             alter("raw", "type = 'string(9)'\nusing = 'raw || raw'") +
                             alter("code", "type = 'int32'\nnull = false\nfill = 0"));
    EXPECT_EQ(print(script),
              "-- rebuild of table \"t\"\n"
              "--   without  \"n\" TEXT\n"
              "--   without  \"code\" TEXT\n"
              "--   without  \"flag\" TEXT NOT NULL\n"
              "--   without  \"raw\" TEXT NOT NULL\n"
              "--   with     \"n\" TEXT NOT NULL DEFAULT 'd'\n"
              "--   with     \"code\" INTEGER\n"
              "--   with     \"flag\" INTEGER NOT NULL CHECK (\"flag\" IN (0, 1))\n"
              "--   with     \"raw\" TEXT NOT NULL CHECK (length(\"raw\") <= 9)\n"
              "--   rows     \"day\" = \"day\" || 'T00:00:00.000000Z'\n"
              "--   rows     \"flag\" = CASE WHEN lower(\"flag\") IN ('true', 't', 'yes', 'y', "
              "'on', '1') THEN 1 WHEN "
              "lower(\"flag\") IN ('false', 'f', 'no', 'n', 'off', '0') THEN 0 ELSE \"flag\" END\n"
              "--   rows     \"n\" = COALESCE(\"n\", 'none')\n"
              "--   rows     \"raw\" = (raw || raw)\n"
              "-- rebuild of table \"t\"\n"
              "--   without  \"code\" INTEGER\n"
              "--   with     \"code\" INTEGER NOT NULL\n"
              "--   rows     \"code\" = COALESCE(\"code\", 0)\n");
    EXPECT_EQ(on.rows("SELECT *, typeof(code) FROM t"),
              "1|none|7|1|2026-01-02T00:00:00.000000Z|xx|integer\n"
              "2|b|0|0|2026-01-03T00:00:00.000000Z|yy|integer\n");
}

TEST(SqliteRender, LossyTypeChangeIsRefused) {
    const std::string with_rowids = R"toml(
[[upgrade]]
op = "create_table"
table = "t"
columns = [{ name = "k", type = "text" }, { name = "n", type = "text" }]
primary_key = { name = "pk_t", columns = ["k"] }
)toml";
    for (const std::string& table : {with_rowids, with_rowids + "without_rowid = true\n"})
        for (const char* value : {"'007'", "'1.0'"}) {
            ScratchSqlite on;
            const Operations first = operations_of(table);
            on.must_run(rendered({}, first));
            on->execute("INSERT INTO t VALUES ('k', " + std::string(value) + ")");
            const outcome result =
                on.run(rendered(replayed(first), operations_of(alter("n", "type = 'int64'"))));
            EXPECT_EQ(result.status, status::refused) << value;
            EXPECT_EQ(on.rows("SELECT typeof(n) FROM t"), "text\n");
        }
}

TEST(SqliteRender, BlobAndText) {
    ScratchSqlite on;
    change_with_rows(on, R"toml(
[[upgrade]]
op = "create_table"
table = "t"
columns = [{ name = "a", type = "text" }, { name = "b", type = "blob" }, { name = "c", type = "bool" }, { name = "d", type = "int32" }]
)toml",
                     "INSERT INTO t VALUES ('x', X'414243', 1, 5)",
                     alter("a", "type = 'blob'") + alter("b", "type = 'text'") +
                         alter("c", "type = 'text'") + alter("d", "type = 'decimal(10,2)'"));
    EXPECT_EQ(on.rows("SELECT hex(a), typeof(a), b, typeof(b), c, d, typeof(d) FROM t"),
              "78|blob|ABC|text|true|5|text\n");
}

}  // namespace
}  // namespace migrations
