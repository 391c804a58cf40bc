#include "dialects/postgresql/reflect.h"
#include "postgresql_dialect_support.h"

namespace migrations {
namespace {

Schema shown(Postgres& on, const std::string& sql) {
    on->execute(sql);
    return on->reflect({});
}

TEST(PostgresqlReflect, EmptySchema) {
    Postgres on;
    EXPECT_EQ(on->reflect({}), Schema());
}

TEST(PostgresqlReflect, AsManyQuestionsForManyTablesAsForOne) {
    Postgres on;
    const auto questions = [&] {
        int count = 0;
        const auto counted = [&](std::string_view sql) {
            ++count;
            return on->query(sql);
        };
        postgresql::reflect(counted, {});
        return count;
    };
    on->execute("CREATE TABLE one (id bigint PRIMARY KEY, a text UNIQUE)");
    const int for_one = questions();
    for (int i = 0; i < 20; ++i) {
        const std::string name = "many" + std::to_string(i);
        on->execute("CREATE TYPE e" + name + " AS ENUM ('x'); CREATE TABLE " + name + " (id bigint GENERATED ALWAYS AS IDENTITY, e e" +
                    name + " CHECK (e IS NOT NULL), one bigint REFERENCES one); CREATE INDEX ON " + name +
                    " (one); CREATE VIEW v" + name + " AS SELECT id FROM " + name);
    }
    EXPECT_EQ(questions(), for_one);
    EXPECT_EQ(on->reflect({}).tables.size(), 21U);
}

TEST(PostgresqlReflect, EverythingThatOperationsMake) {
    Postgres on;
    const Operations operations = operations_of(R"toml(
[[upgrade]]
op = "create_enum"
enum = "Mood"
values = ["good", "it's", "a,b{}\"x"]
native = true
[[upgrade]]
op = "create_enum"
enum = "status"
values = ["one"]
[[upgrade]]
op = "create_table"
table = "all types"
comment = "two\nlines"
columns = [
  { name = "id", type = "int64", identity = true },
  { name = "z", type = "bool", default = true },
  { name = "i16", type = "int16", default = -3 },
  { name = "i32", type = "int32", null = true },
  { name = "f32", type = "float32" },
  { name = "f64", type = "float64", default = 0.5 },
  { name = "dec", type = "decimal(12,2)", default = "1.10" },
  { name = "str", type = "string(5)", default = "a'b" },
  { name = "txt", type = "text", default = "" },
  { name = "blob", type = "blob", default = "\\x00" },
  { name = "date", type = "date", default_expr = "now" },
  { name = "time", type = "time", default = "12:00" },
  { name = "ts", type = "timestamp", default_expr = "now" },
  { name = "tstz", type = "timestamptz", default_expr = "now" },
  { name = "uuid", type = "uuid", default_expr = "uuid" },
  { name = "json", type = "json", default = "{}" },
  { name = "mood", type = "enum(Mood)", default = "it's" },
  { name = "status", type = "enum(status)", default = "one" },
  { name = "own", type = { postgresql = "VARCHAR (7) []" }, null = true },
  { name = "coll", type = { portable = "text", postgresql = "text COLLATE \"C\"" }, comment = "c" },
  { name = "order", type = "int32", generated = { expression = "i16 + 1", stored = true } },
]
primary_key = { name = "PK", columns = ["id", "str"] }
uniques = [
  { name = "uq_a", columns = ["str", "id"] },
  { name = "uq_b", columns = ["i32"], deferrable = "immediate" },
  { name = "uq_c", columns = ["uuid"], deferrable = "deferred" },
]
checks = [{ name = "ck", expression = "i16 < 5 AND str <> ''" }]
indexes = [
  { name = "ix_a", columns = ["id", { column = "str", descending = true }] },
  { name = "ix_b", columns = [{ expression = "lower(txt)", descending = true }, "date"], unique = true, where = "z" },
]
[[upgrade]]
op = "create_table"
table = "b"
columns = [{ name = "x", type = "int64", null = true }, { name = "y", type = "string(5)", null = true }]
foreign_keys = [
  { name = "fk_1", columns = ["x", "y"], table = "all types", references = ["id", "str"], on_delete = "cascade", on_update = "restrict" },
  { name = "fk_2", columns = ["y", "x"], table = "all types", references = ["str", "id"], on_delete = "set_null", on_update = "set_default", deferrable = "immediate" },
]
)toml");
    on.must_run(rendered({}, operations));
    expect_made_as(on, replayed(operations), "");
}

TEST(PostgresqlReflect, ColumnsAreInTheirOrderAndTablesSorted) {
    Postgres on;
    const Schema schema = shown(
        on,
        "CREATE TABLE b (z int, a int, m int); ALTER TABLE b DROP a; ALTER TABLE b ADD k int; "
        "CREATE TABLE a (); CREATE TABLE \"C\" ()");
    ASSERT_EQ(schema.tables.size(), 3u);
    EXPECT_EQ(schema.tables[0].name, "C");
    EXPECT_EQ(schema.tables[1].name, "a");
    const std::vector<Column>& columns = schema.tables[2].columns;
    ASSERT_EQ(columns.size(), 3u);
    EXPECT_EQ(columns[0].name + columns[1].name + columns[2].name, "zmk");
}

TEST(PostgresqlReflect, LeavesOutWhatIsNotOurs) {
    Postgres on;
    on->execute(
        "CREATE TABLE users (); CREATE TABLE migrations_version (); CREATE VIEW v AS SELECT 1; "
        "CREATE SEQUENCE s; CREATE TEMP TABLE t (); CREATE MATERIALIZED VIEW m AS SELECT 1 AS a");
    const Schema schema = on->reflect({"migrations_version"});
    ASSERT_EQ(schema.tables.size(), 1u);
    EXPECT_EQ(schema.tables[0].name, "users");
    on->execute("DROP TABLE t");
}

TEST(PostgresqlReflect, LeavesOutObjectsOfExtensions) {
    Postgres on;
    try {
        on->execute("CREATE EXTENSION pg_trgm");
    } catch (const Error& error) {
        GTEST_SKIP() << error.what();
    }
    on->execute(
        "CREATE TABLE member (); CREATE TYPE kind AS ENUM ('a'); ALTER EXTENSION pg_trgm ADD TABLE "
        "member; "
        "ALTER EXTENSION pg_trgm ADD TYPE kind");
    const Schema shown = on->reflect({});
    EXPECT_TRUE(shown.tables.empty() && shown.enums.empty());
    ASSERT_EQ(shown.objects.size(), 1U);  // the extension itself, without its two dozen functions
    EXPECT_EQ(shown.objects[0].sql.text, "CREATE EXTENSION pg_trgm");
    on->execute("DROP EXTENSION pg_trgm");
}

// What has no place in a schema value still makes a difference, so that drift is seen.
TEST(PostgresqlReflect, NothingIsTakenForSomethingElse) {
    const std::vector<std::string> variants = {
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t (a)",
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t (a NULLS FIRST)",
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t (a DESC)",
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t (a DESC NULLS LAST)",
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t (a text_pattern_ops)",
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t (a COLLATE \"C\")",
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t (a) INCLUDE (b)",
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t (a, b)",
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t USING hash (a)",
        "CREATE TABLE t (a text, b text); CREATE INDEX i ON t (a) WITH (fillfactor = 50)",
        "CREATE TABLE t (a text, b text); CREATE UNIQUE INDEX i ON t (a)",
        "CREATE TABLE t (a text, b text); CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT",
        "CREATE TABLE t (a text, b text); ALTER TABLE t ADD CONSTRAINT i UNIQUE (a)",
        "CREATE TABLE t (a text, b text); ALTER TABLE t ADD CONSTRAINT i EXCLUDE (a WITH =)",
        "CREATE TABLE t (a text, b text); ALTER TABLE t ADD CONSTRAINT i CHECK (a <> '')",
        "CREATE TABLE t (a text, b text); ALTER TABLE t ADD CONSTRAINT i CHECK (a <> '') NOT VALID",
        "CREATE TABLE t (a text COLLATE \"C\", b text)",
        "CREATE TABLE t (a varchar, b text)",
    };
    std::vector<Schema> seen;
    for (const std::string& sql : variants) {
        Postgres on;
        const Schema schema = shown(on, sql);
        for (const Schema& other : seen) EXPECT_NE(print(schema), print(other)) << sql;
        seen.push_back(schema);
    }
}

TEST(PostgresqlReflect, TypesOfOtherSchemasAreQualified) {
    Postgres other;
    other->execute("CREATE TYPE mood AS ENUM ('x'); CREATE TABLE p (a int PRIMARY KEY)");
    const std::string name = other.rows("SELECT current_schema()");
    const std::string schema_name = name.substr(0, name.size() - 1);
    Postgres on;
    const Schema schema = shown(
        on, "CREATE TABLE t (m " + schema_name + ".mood, a int REFERENCES " + schema_name + ".p)");
    EXPECT_EQ(*schema.tables[0].columns[0].type.verbatim_for("postgresql"), schema_name + ".mood");
    EXPECT_EQ(schema.tables[0].foreign_keys[0].table, schema_name + ".p");
    EXPECT_TRUE(schema.enums.empty());
}

TEST(PostgresqlReflect, HostileSearchPathIsNotUsed) {
    Postgres on;
    on->execute(
        "CREATE TABLE t (a int); CREATE FUNCTION format_type(oid, int) RETURNS text LANGUAGE sql "
        "AS "
        "$$ SELECT 'wrong' $$; CREATE FUNCTION replace(text, text, text) RETURNS text LANGUAGE sql "
        "AS "
        "$$ SELECT 'wrong' $$; CREATE TABLE pg_class (oid oid, relname text)");
    const std::string path = on.rows("SELECT current_schema()");
    on->execute("SET search_path TO " + path.substr(0, path.size() - 1) + ", pg_catalog");
    const Schema schema = on->reflect({"pg_class"});
    ASSERT_EQ(schema.tables.size(), 1u);
    EXPECT_EQ(*schema.tables[0].columns[0].type.verbatim_for("postgresql"), "integer");
}

TEST(PostgresqlReflect, HundredsOfTablesAreQuick) {
    Postgres on;
    std::string sql;
    for (int i = 0; i < 300; ++i) {
        sql += "CREATE TABLE t" + std::to_string(i) +
               " (id int PRIMARY KEY, a text CHECK (a <> ''), b int UNIQUE); ";
    }
    on->execute(sql);
    EXPECT_EQ(on->reflect({}).tables.size(), 300u);
}

TEST(PostgresqlNormalize, SpellsOutWhatTheServerShows) {
    const Schema schema = replayed(operations_of(R"toml(
[[upgrade]]
op = "create_enum"
enum = "status"
values = ["a", "it's"]
[[upgrade]]
op = "create_table"
table = "t"
strict = true
columns = [
  { name = "n", type = "int64", null = true, identity = true, autoincrement = true },
  { name = "k", type = "text", default = "x" },
  { name = "s", type = "enum(status)", null = true, default_expr = { sqlite = "1", postgresql = "lower('A')" } },
]
primary_key = { name = "pk", columns = ["k"] }
)toml"));
    const Table table = *postgresql_dialect().normalize(schema).table("t");
    EXPECT_FALSE(table.strict);
    EXPECT_FALSE(table.column("n")->null);
    EXPECT_FALSE(table.column("n")->autoincrement);
    EXPECT_FALSE(table.column("k")->default_value);
    EXPECT_EQ(table.column("k")->default_expr->text, "'x'");
    EXPECT_TRUE(table.column("s")->null);
    EXPECT_EQ(table.column("s")->default_expr->text, "(lower('A'))");
    EXPECT_EQ(*table.column("s")->type.verbatim_for("postgresql"), "text");
    ASSERT_EQ(table.checks.size(), 1u);
    EXPECT_EQ(table.checks[0].name, "ck_t_s");
    EXPECT_EQ(table.checks[0].expression.text, "\"s\" IN ('a', 'it''s')");
    EXPECT_EQ(postgresql_dialect().normalize(schema).enums.size(), 0u);
}

}  // namespace
}  // namespace migrations
