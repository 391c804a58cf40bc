// Exact scripts, and each on a database with rows.
#include "sqlite_users.h"

namespace migrations {
namespace {

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
CREATE TRIGGER log AFTER INSERT ON users BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM users WHERE id = 99; END;
"""
effects = [
  { op = "create_object", kind = "trigger", name = "log", table = "users", sql = "CREATE TRIGGER log AFTER INSERT ON users BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM users WHERE id = 99; END" },
]
)toml");
    EXPECT_EQ(print(script),
              "INSERT INTO \"users\" (\"id\", \"email\", \"active\") VALUES (20, 'x''y', 0), (21, "
              "(lower('ABC')), 1);\n"
              "INSERT INTO \"users\" (\"email\") VALUES ('z');\n"
              "UPDATE \"users\" SET \"active\" = 0 WHERE id = 5;\n"
              "DELETE FROM \"users\" WHERE id = 9;\n"
              "UPDATE users SET email = email || ';' WHERE id = 20;\n"
              "CREATE TRIGGER log AFTER INSERT ON users BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM users WHERE id = "
              "99; END;\n");
    EXPECT_EQ(on.rows("SELECT * FROM users"), "5|a@b.c|0\n20|x'y;|0\n21|abc|1\n22|z|1\n");
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
              "unique 'uq' of table 'sqlite_t' is deferrable, which SQLite does not have");
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
