// Exact scripts, and each on a database with rows.
#include "sqlite_support.h"

namespace migrations {
namespace {

const char* const users = R"toml(
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
const char* const two_users =
    "INSERT INTO users (id, email, active) VALUES (5, 'a@b.c', 1), (9, 'd@e.f', 0)";

TEST(SqliteRender, CreateTable) {
    EXPECT_EQ(print(rendered({}, operations_of(users))),
              "CREATE TABLE \"users\" (\n"
              "    \"id\" INTEGER CONSTRAINT \"pk_users\" PRIMARY KEY,\n"
              "    \"email\" TEXT NOT NULL CHECK (length(\"email\") <= 320),\n"
              "    \"active\" INTEGER NOT NULL DEFAULT 1 CHECK (\"active\" IN (0, 1)),\n"
              "    CONSTRAINT \"uq_users_email\" UNIQUE (\"email\"),\n"
              "    CONSTRAINT \"ck_users_email\" CHECK (email <> '')\n"
              ");\n"
              "CREATE INDEX \"ix_users_active\" ON \"users\" (\"active\") WHERE active = 1;\n");
}

TEST(SqliteRender, EveryTypeAndOption) {
    ScratchSqlite on;
    RenderOptions options;
    options.sqlite_minimum = 3037000;
    const Operations operations = operations_of(R"toml(
[[upgrade]]
op = "create_enum"
enum = "mood"
values = ["good", "it's"]
[[upgrade]]
op = "create_table"
table = "all"
columns = [
  { name = "id", type = "int64", autoincrement = true },
  { name = "b", type = "bool", default = false },
  { name = "i16", type = "int16", default = -3 },
  { name = "f", type = "float64", default = 1.0 },
  { name = "d", type = "decimal(12,2)", default = "1.10" },
  { name = "s", type = "string(5)", default = "a'b" },
  { name = "t", type = "text", null = true },
  { name = "bl", type = "blob", null = true, default = "\\x00ff" },
  { name = "da", type = "date", default_expr = "now" },
  { name = "ti", type = "time", default_expr = "now" },
  { name = "ts", type = "timestamp", default_expr = "now" },
  { name = "tz", type = "timestamptz", default_expr = "now" },
  { name = "u", type = "uuid", default_expr = "uuid" },
  { name = "j", type = "json", default = "{}" },
  { name = "m", type = "enum(mood)", default = "it's" },
  { name = "g", type = "int64", null = true, generated = { expression = "i16 + 1", stored = true } },
  { name = "v", type = "int64", null = true, generated = { expression = "i16 * (2)", stored = false } },
]
primary_key = { name = "pk_all", columns = ["id"] }
strict = true
[[upgrade]]
op = "create_table"
table = "pairs"
columns = [
  { name = "a", type = "int64" },
  { name = "b", type = { portable = "string(5)", sqlite = "VARCHAR(5) COLLATE NOCASE" } },
]
primary_key = { name = "pk_pairs", columns = ["a", "b"] }
foreign_keys = [{ name = "fk", columns = ["a"], table = "all", references = ["id"], on_delete = "cascade", on_update = "set_null", deferrable = "deferred" }]
indexes = [{ name = "ix", columns = [{ expression = "lower(b)", descending = true }, "a"], unique = true }]
without_rowid = true
)toml");
    const Script script = rendered({}, operations, options);
    EXPECT_EQ(script.steps[0].sql,
              "CREATE TABLE \"all\" (\n"
              "    \"id\" INTEGER CONSTRAINT \"pk_all\" PRIMARY KEY AUTOINCREMENT,\n"
              "    \"b\" INTEGER NOT NULL DEFAULT 0 CHECK (\"b\" IN (0, 1)),\n"
              "    \"i16\" INTEGER NOT NULL DEFAULT -3,\n"
              "    \"f\" REAL NOT NULL DEFAULT 1.0,\n"
              "    \"d\" TEXT NOT NULL DEFAULT '1.10' CHECK (\"d\" NOT GLOB '*[^0-9.-]*' AND \"d\" "
              "NOT GLOB '?*-*' "
              "AND \"d\" NOT GLOB '*.*.*' AND ltrim(\"d\", '-') GLOB '[0-9]*' AND \"d\" GLOB "
              "'*[0-9]' AND "
              "instr(ltrim(\"d\", '-0') || '.', '.') <= 11 AND length(\"d\") - instr(\"d\" || '.', "
              "'.') <= 2),\n"
              "    \"s\" TEXT NOT NULL DEFAULT 'a''b' CHECK (length(\"s\") <= 5),\n"
              "    \"t\" TEXT,\n"
              "    \"bl\" BLOB DEFAULT X'00ff',\n"
              "    \"da\" TEXT NOT NULL DEFAULT (date('now')),\n"
              "    \"ti\" TEXT NOT NULL DEFAULT (strftime('%H:%M:%f', 'now') || '000'),\n"
              "    \"ts\" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000'),\n"
              "    \"tz\" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z'),\n"
              "    \"u\" TEXT NOT NULL DEFAULT (lower(hex(randomblob(4)) || '-' || "
              "hex(randomblob(2)) || '-4' || "
              "substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) || "
              "substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))),\n"
              "    \"j\" TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(\"j\")),\n"
              "    \"m\" TEXT NOT NULL DEFAULT 'it''s' CHECK (\"m\" IN ('good', 'it''s')),\n"
              "    \"g\" INTEGER GENERATED ALWAYS AS (i16 + 1) STORED,\n"
              "    \"v\" INTEGER GENERATED ALWAYS AS (i16 * (2)) VIRTUAL\n"
              ") STRICT");
    EXPECT_EQ(script.steps[1].sql,
              "CREATE TABLE \"pairs\" (\n"
              "    \"a\" INTEGER NOT NULL,\n"
              "    \"b\" VARCHAR(5) COLLATE NOCASE NOT NULL,\n"
              "    CONSTRAINT \"pk_pairs\" PRIMARY KEY (\"a\", \"b\"),\n"
              "    CONSTRAINT \"fk\" FOREIGN KEY (\"a\") REFERENCES \"all\" (\"id\") ON DELETE "
              "CASCADE ON UPDATE SET "
              "NULL DEFERRABLE INITIALLY DEFERRED\n"
              ") WITHOUT ROWID");
    EXPECT_EQ(script.steps[2].sql,
              "CREATE UNIQUE INDEX \"ix\" ON \"pairs\" ((lower(b)) DESC, \"a\")");
    on.must_run(script);
    const Schema expected = sqlite_dialect().normalize(replayed(operations));
    EXPECT_EQ(print(on.reflected()), print(expected));
    EXPECT_TRUE(on.reflected() == expected);

    on->execute("INSERT INTO \"all\" DEFAULT VALUES");
    EXPECT_EQ(on.rows("SELECT id, b, i16, f, d, s, t, hex(bl), j, m, g, v, length(da), length(ti), "
                      "length(ts), "
                      "length(tz), u LIKE '________-____-4___-____-____________' FROM \"all\""),
              "1|0|-3|1.0|1.10|a'b|NULL|00FF|{}|it's|-2|-6|10|15|26|27|1\n");
    EXPECT_EQ(
        on.rows(
            "SELECT tz LIKE '____-__-__T__:__:__.___000Z', ti LIKE '__:__:__.___000' FROM \"all\""),
        "1|1\n");
}

TEST(SqliteRender, DecimalsAreChecked) {
    ScratchSqlite on;
    on.must_run(rendered({}, operations_of(R"toml(
[[upgrade]]
op = "create_table"
table = "t"
columns = [{ name = "d", type = "decimal(5,2)", null = true }, { name = "w", type = "decimal(3,0)", null = true }]
)toml")));
    for (const char* good : {"0", "-0", "1.1", "-999.99", "000999.9", "0.05", "123"}) {
        EXPECT_NO_THROW(on->execute("INSERT INTO t (d) VALUES ('" + std::string(good) + "')"))
            << good;
    }
    EXPECT_NO_THROW(on->execute("INSERT INTO t (w) VALUES (999), (-12), (NULL)"));
    for (const char* bad : {"", "-", ".", ".5", "5.", "1.234", "1000", "--1", "1-", "1.2.3", "1e2",
                            "a", " 1", "+1"}) {
        EXPECT_THROW(on->execute("INSERT INTO t (d) VALUES ('" + std::string(bad) + "')"), Error)
            << bad;
    }
    for (const char* bad : {"1.0", "1000", "0.5"}) {
        EXPECT_THROW(on->execute("INSERT INTO t (w) VALUES ('" + std::string(bad) + "')"), Error)
            << bad;
    }
}

TEST(SqliteRender, AddColumnNatively) {
    ScratchSqlite on;
    const Script script = change_with_rows(on, users, two_users, R"toml(
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "nick", type = "text", null = true }
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "admin", type = "bool", default = false }
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "level", type = "int32", default = 3 }
fill = 3
[[upgrade]]
op = "create_index"
table = "users"
index = { name = "ix_users_nick", columns = ["nick"] }
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "shout", type = "text", null = true, generated = { expression = "upper(email)", stored = false } }
)toml");
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

TEST(SqliteRender, RebuildAfterNativeForms) {
    ScratchSqlite on;
    const std::string native = R"toml(
[[upgrade]]
op = "drop_index"
table = "users"
index = "ix_users_active"
[[upgrade]]
op = "drop_column"
table = "users"
column = "active"
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "nick", type = "string(5)", default = "x" }
[[upgrade]]
op = "rename_column"
table = "users"
from = "nick"
to = "alias"
)toml";
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

TEST(SqliteRender, AddColumnByRebuild) {
    ScratchSqlite on;
    const Script script = change_with_rows(on, users, two_users, R"toml(
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "nick", type = "text" }
fill = "nobody"
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "made", type = "timestamptz", default_expr = "now" }
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "host", type = "text", null = true }
fill_expr = "substr(email, 3)"
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "twice", type = "text", null = true, generated = { expression = "email || email", stored = true } }
)toml");
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

TEST(SqliteRender, NotNullWithoutFillFailsOnRows) {
    ScratchSqlite on;
    const Schema before = replayed(operations_of(users));
    on.must_run(rendered({}, operations_of(users)));
    on->execute(two_users);
    const outcome result = on.run(rendered(before, operations_of(R"toml(
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "nick", type = "text" }
)toml")));
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c|1\n9|d@e.f|0\n");
    EXPECT_TRUE(on.reflected() == sqlite_dialect().normalize(before));
}

TEST(SqliteRender, DropColumn) {
    ScratchSqlite on;
    const Script script = change_with_rows(on, users, two_users, R"toml(
[[upgrade]]
op = "drop_index"
table = "users"
index = "ix_users_active"
[[upgrade]]
op = "drop_column"
table = "users"
column = "active"
)toml");
    EXPECT_EQ(print(script),
              "DROP INDEX \"ix_users_active\";\n"
              "ALTER TABLE \"users\" DROP COLUMN \"active\";\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c\n9|d@e.f\n");
}

TEST(SqliteRender, DropColumnByRebuildForOldVersions) {
    ScratchSqlite on;
    RenderOptions options;
    options.sqlite_minimum = 3035000;
    const Script script = change_with_rows(on, users, two_users, R"toml(
[[upgrade]]
op = "drop_index"
table = "users"
index = "ix_users_active"
[[upgrade]]
op = "drop_column"
table = "users"
column = "active"
)toml",
                                           options);
    EXPECT_EQ(print(script),
              "DROP INDEX \"ix_users_active\";\n"
              "-- rebuild of table \"users\"\n"
              "--   without  \"active\" INTEGER NOT NULL DEFAULT 1 CHECK (\"active\" IN (0, 1))\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c\n9|d@e.f\n");
}

TEST(SqliteRender, DropColumnOfUniqueAndCheckByRebuild) {
    ScratchSqlite on;
    const Script script = change_with_rows(on, users, two_users, R"toml(
[[upgrade]]
op = "drop_unique"
table = "users"
unique = "uq_users_email"
[[upgrade]]
op = "drop_check"
table = "users"
check = "ck_users_email"
[[upgrade]]
op = "drop_column"
table = "users"
column = "email"
)toml");
    EXPECT_EQ(print(script),
              "-- rebuild of table \"users\"\n"
              "--   without  \"email\" TEXT NOT NULL CHECK (length(\"email\") <= 320)\n"
              "--   without  CONSTRAINT \"uq_users_email\" UNIQUE (\"email\")\n"
              "--   without  CONSTRAINT \"ck_users_email\" CHECK (email <> '')\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|1\n9|0\n");
}

TEST(SqliteRender, DroppedAndAddedAgainIsAnotherColumn) {
    ScratchSqlite on;
    const Script script = change_with_rows(on, users, two_users, R"toml(
[[upgrade]]
op = "drop_index"
table = "users"
index = "ix_users_active"
[[upgrade]]
op = "drop_column"
table = "users"
column = "active"
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "active", type = "text" }
fill = "yes"
)toml");
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
                         R"toml(
[[upgrade]]
op = "alter_column"
table = "t"
column = "n"
null = false
fill = "none"
default = "d"
[[upgrade]]
op = "alter_column"
table = "t"
column = "flag"
type = "bool"
[[upgrade]]
op = "alter_column"
table = "t"
column = "day"
type = "timestamptz"
[[upgrade]]
op = "alter_column"
table = "t"
column = "raw"
type = "string(9)"
using = "raw || raw"
[[upgrade]]
op = "alter_column"
table = "t"
column = "code"
type = "int32"
null = false
fill = 0
)toml");
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
            const outcome result = on.run(rendered(replayed(first), operations_of(R"toml(
[[upgrade]]
op = "alter_column"
table = "t"
column = "n"
type = "int64"
)toml")));
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
                     "INSERT INTO t VALUES ('x', X'414243', 1, 5)", R"toml(
[[upgrade]]
op = "alter_column"
table = "t"
column = "a"
type = "blob"
[[upgrade]]
op = "alter_column"
table = "t"
column = "b"
type = "text"
[[upgrade]]
op = "alter_column"
table = "t"
column = "c"
type = "text"
[[upgrade]]
op = "alter_column"
table = "t"
column = "d"
type = "decimal(10,2)"
)toml");
    EXPECT_EQ(on.rows("SELECT hex(a), typeof(a), b, typeof(b), c, d, typeof(d) FROM t"),
              "78|blob|ABC|text|true|5|text\n");
}

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
    const std::string renames = R"toml(
[[upgrade]]
op = "rename_column"
table = "people"
from = "email"
to = "e mail"
[[upgrade]]
op = "rename_column"
table = "people"
from = "id"
to = "key"
[[upgrade]]
op = "rename_column"
table = "people"
from = "mood"
to = "order"
[[upgrade]]
op = "rename_column"
table = "people"
from = "amount"
to = "Amount"
[[upgrade]]
op = "rename_table"
from = "people"
to = "group"
[[upgrade]]
op = "rename_table"
from = "posts"
to = "Posts"
)toml";
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
                         std::string(two_users) + "; INSERT INTO posts VALUES ('a@b.c')", R"toml(
[[upgrade]]
op = "rename_column"
table = "users"
from = "email"
to = "mail"
)toml",
                         options);
    EXPECT_EQ(script.steps.size(), 2u) << print(script);
    EXPECT_EQ(script.steps[0].sources, (std::vector<ColumnSource>{{"mail", "\"email\""}}));
    EXPECT_EQ(on.rows("SELECT id, mail FROM users"), "5|a@b.c\n9|d@e.f\n");
}

TEST(SqliteRender, Enums) {
    ScratchSqlite on;
    const Script script =
        change_with_rows(on, R"toml(
[[upgrade]]
op = "create_enum"
enum = "mood"
values = ["good", "bad", "old"]
[[upgrade]]
op = "create_table"
table = "a"
columns = [{ name = "m", type = "enum(mood)", default = "good" }, { name = "n", type = "enum(mood)", null = true }]
[[upgrade]]
op = "create_table"
table = "b"
columns = [{ name = "m", type = "enum(mood)" }]
[[upgrade]]
op = "create_table"
table = "c"
columns = [{ name = "m", type = "text" }]
)toml",
                         "INSERT INTO a VALUES ('good', NULL), ('bad', 'old'); INSERT INTO b "
                         "VALUES ('old'), ('bad'); INSERT INTO c VALUES ('good')",
                         R"toml(
[[upgrade]]
op = "alter_enum"
enum = "mood"
values = ["great", "bad", "new"]
renamed_values = { good = "great" }
replaced_values = { old = "bad" }
[[upgrade]]
op = "rename_enum"
from = "mood"
to = "feeling"
)toml");
    EXPECT_EQ(
        print(script),
        "-- rebuild of table \"a\"\n"
        "--   without  \"m\" TEXT NOT NULL DEFAULT 'good' CHECK (\"m\" IN ('good', 'bad', 'old'))\n"
        "--   without  \"n\" TEXT CHECK (\"n\" IN ('good', 'bad', 'old'))\n"
        "--   with     \"m\" TEXT NOT NULL DEFAULT 'great' CHECK (\"m\" IN ('great', 'bad', "
        "'new'))\n"
        "--   with     \"n\" TEXT CHECK (\"n\" IN ('great', 'bad', 'new'))\n"
        "--   rows     \"m\" = CASE \"m\" WHEN 'good' THEN 'great' WHEN 'old' THEN 'bad' ELSE "
        "\"m\" END\n"
        "--   rows     \"n\" = CASE \"n\" WHEN 'good' THEN 'great' WHEN 'old' THEN 'bad' ELSE "
        "\"n\" END\n"
        "-- rebuild of table \"b\"\n"
        "--   without  \"m\" TEXT NOT NULL CHECK (\"m\" IN ('good', 'bad', 'old'))\n"
        "--   with     \"m\" TEXT NOT NULL CHECK (\"m\" IN ('great', 'bad', 'new'))\n"
        "--   rows     \"m\" = CASE \"m\" WHEN 'good' THEN 'great' WHEN 'old' THEN 'bad' ELSE "
        "\"m\" END\n");
    EXPECT_EQ(on.rows("SELECT * FROM a UNION ALL SELECT m, NULL FROM b"),
              "great|NULL\nbad|bad\nbad|NULL\nbad|NULL\n");
}

TEST(SqliteRender, TableOptionsAndDrop) {
    ScratchSqlite on;
    RenderOptions options;
    options.sqlite_minimum = 3037000;
    const Script script =
        change_with_rows(on, std::string(users) + R"toml(
[[upgrade]]
op = "create_table"
table = "gone"
columns = [{ name = "u", type = "int64" }]
foreign_keys = [{ name = "fk", columns = ["u"], table = "users", references = ["id"] }]
)toml",
                         std::string(two_users) + "; INSERT INTO gone VALUES (5)", R"toml(
[[upgrade]]
op = "drop_table"
table = "gone"
[[upgrade]]
op = "alter_table"
table = "users"
comment = "people"
strict = true
)toml",
                         options);
    EXPECT_EQ(print(script),
              "DROP TABLE \"gone\";\n"
              "-- rebuild of table \"users\"\n"
              "--   without  )\n"
              "--   with     ) STRICT\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c|1\n9|d@e.f|0\n");
}

TEST(SqliteRender, RowsAndRawSql) {
    ScratchSqlite on;
    const Script script = change_with_rows(on, users, two_users, R"toml(
[[upgrade]]
op = "insert_rows"
table = "users"
rows = [{ id = 20, email = "x'y", active = false }, { id = 21, email = { expr = "lower('ABC')" }, active = true }, { email = "z" }]
[[upgrade]]
op = "update_rows"
table = "users"
set = { active = false }
where = "id = 5"
[[upgrade]]
op = "delete_rows"
table = "users"
where = "id = 9"
[[upgrade]]
op = "execute"
sql = """
-- both
UPDATE users SET email = email || ';' WHERE id = 20;
CREATE TRIGGER log AFTER INSERT ON users BEGIN
  SELECT CASE WHEN 1 THEN 2 END;
  DELETE FROM users WHERE id = 99;
END;
"""
effects = []
)toml");
    EXPECT_EQ(print(script),
              "INSERT INTO \"users\" (\"id\", \"email\", \"active\") VALUES (20, 'x''y', 0), (21, "
              "(lower('ABC')), 1);\n"
              "INSERT INTO \"users\" (\"email\") VALUES ('z');\n"
              "UPDATE \"users\" SET \"active\" = 0 WHERE id = 5;\n"
              "DELETE FROM \"users\" WHERE id = 9;\n"
              "UPDATE users SET email = email || ';' WHERE id = 20;\n"
              "CREATE TRIGGER log AFTER INSERT ON users BEGIN\n"
              "  SELECT CASE WHEN 1 THEN 2 END;\n"
              "  DELETE FROM users WHERE id = 99;\n"
              "END;\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c|0\n20|x'y;|0\n21|abc|1\n22|z|1\n");
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

TEST(SqliteRender, WhatSqliteCannotDo) {
    EXPECT_EQ(problems_when_rendered({}, operations_of(R"toml(
[[upgrade]]
op = "create_table"
table = "sqlite_t"
columns = [
  { name = "a", type = { postgresql = "inet" } },
  { name = "b", type = { portable = "text", sqlite = "VARCHAR(5)" }, default_expr = { postgresql = "now()" } },
]
uniques = [{ name = "uq", columns = ["a"], deferrable = "deferred" }]
checks = [{ name = "ck", expression = { postgresql = "b ~ 'x'" } }]
strict = true
without_rowid = true
)toml")),
              "table 'sqlite_t' has a name that SQLite keeps for itself\n"
              "the STRICT table 'sqlite_t' needs SQLite 3.37, but scripts must run on 3.35.5\n"
              "table 'sqlite_t' is WITHOUT ROWID and has no primary key\n"
              "the type of column 'a' of table 'sqlite_t' has no text for sqlite\n"
              "column 'b' of the STRICT table 'sqlite_t' cannot have the type 'VARCHAR(5)'\n"
              "the default of column 'b' of table 'sqlite_t' has no text for sqlite\n"
              "unique 'uq' of table 'sqlite_t' is deferrable, which SQLite does not have\n"
              "check 'ck' of table 'sqlite_t' has no text for sqlite");
    EXPECT_EQ(problems_when_rendered({}, operations_of(R"toml(
[[upgrade]]
op = "create_table"
table = "t"
columns = [{ name = "a", type = "int64", generated = { expression = "1", stored = true } }]
primary_key = { name = "pk_t", columns = ["a"] }
)toml")),
              "table 't' has generated columns only, which SQLite refuses\n"
              "column 'a' of table 't' is generated, and SQLite takes no generated columns into a "
              "primary key");
    EXPECT_EQ(problems_when_rendered(replayed(operations_of(users)), operations_of(R"toml(
[[upgrade]]
op = "add_column"
table = "users"
column = { name = "x", type = "text" }
fill = "?"
[[upgrade]]
op = "drop_column"
table = "people"
column = "x"
)toml")),
              "the fill of 'users.x' is still \"?\"\n"
              "table 'people' does not exist");
}

}  // namespace
}  // namespace migrations
