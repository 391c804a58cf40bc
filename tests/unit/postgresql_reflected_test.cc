// Scripts for databases that others have made: what reflect() reads is what render() starts from.
#include "diff/diff.h"
#include "postgresql_dialect_support.h"

namespace migrations {
namespace {

// What `diff DATABASE DATABASE --sql` prints.
Script between(const Schema& from, const Schema& to) {
    return rendered(from, diff(from, to));
}

// Turns the database `on` into what `sql` makes, and compares. Returns the script.
std::string turn_into(Postgres& on, const std::string& sql) {
    Postgres wanted;
    wanted->execute(sql);
    const Script script = between(on.reflected(), wanted.reflected());
    on.must_run(script);
    EXPECT_EQ(differences(print(on.reflected()), print(wanted.reflected())), "") << print(script);
    return print(script);
}

const char* const days =
    "CREATE TYPE mood AS ENUM ('good', 'bad', 'so so'); "
    "CREATE TABLE days (id int, mood mood DEFAULT 'good', moods mood[], "
    "CONSTRAINT ck CHECK (mood <> 'bad' OR id > 0)); "
    "CREATE INDEX ix ON days (mood) WHERE mood = 'good'";

TEST(PostgresqlReflected, AnEnumIsOne) {
    Postgres on;
    on->execute(days);
    const Table table = on.reflected().tables.at(0);
    EXPECT_EQ(table.column("mood")->type, Type(Enum{"mood"}));
    EXPECT_EQ(*table.column("moods")->type.verbatim_for("postgresql"), "\"mood\"[]");
}

TEST(PostgresqlReflected, EnumsLoseAndMoveValues) {
    Postgres on;
    on->execute(days);
    on->execute("INSERT INTO days VALUES (1, 'good', '{bad,good}'), (2, NULL, NULL)");
    EXPECT_EQ(turn_into(on,
                        "CREATE TYPE mood AS ENUM ('bad', 'good'); "
                        "CREATE TABLE days (id int, mood mood DEFAULT 'good', moods mood[], "
                        "CONSTRAINT ck CHECK (mood <> 'bad' OR id > 0)); "
                        "CREATE INDEX ix ON days (mood) WHERE mood = 'good'"),
              "DROP INDEX \"ix\";\n"
              "ALTER TABLE \"days\" DROP CONSTRAINT \"ck\", ALTER COLUMN \"mood\" DROP DEFAULT;\n"
              "ALTER TYPE \"mood\" RENAME TO \"migrations_replaced_enum\";\n"
              "CREATE TYPE \"mood\" AS ENUM ('bad', 'good');\n"
              "ALTER TABLE \"days\" ALTER COLUMN \"mood\" TYPE \"mood\" USING (\"mood\"::text)::\"mood\", "
              "ALTER COLUMN \"moods\" TYPE \"mood\"[] USING (\"moods\"::text[])::\"mood\"[];\n"
              "ALTER TABLE \"days\" ALTER COLUMN \"mood\" SET DEFAULT ('good'::mood), "
              "ADD CONSTRAINT \"ck\" CHECK (mood <> 'bad'::mood OR id > 0);\n"
              "CREATE INDEX \"ix\" ON \"days\" (\"mood\") WHERE mood = 'good'::mood;\n"
              "DROP TYPE \"migrations_replaced_enum\";\n");
    EXPECT_EQ(on.rows("SELECT mood, moods FROM days ORDER BY id"), "good|{bad,good}\nNULL|NULL\n");
}

TEST(PostgresqlReflected, ADefaultNamesAValueThatGoesOrComes) {
    Postgres on;
    on->execute(days);
    turn_into(on,
              "CREATE TYPE mood AS ENUM ('bad', 'so so'); "
              "CREATE TABLE days (id int, mood mood DEFAULT 'so so', moods mood[]); "
              "CREATE INDEX ix ON days (mood)");
    turn_into(on,
              "CREATE TYPE mood AS ENUM ('bad', 'so so', 'new'); "
              "CREATE TABLE days (id int, mood mood DEFAULT 'new', moods mood[]); "
              "CREATE INDEX ix ON days (mood) WHERE mood = 'new'");
}

TEST(PostgresqlReflected, ArraysOfAnEnumFollowItsValues) {
    for (const char* renamed : {"renamed_values = { good = \"bad\", bad = \"good\" }",
                                "replaced_values = { \"so so\" = \"good\" }"}) {
        const bool swap = std::string(renamed).find("bad") != std::string::npos;
        Postgres on;
        on->execute(days);
        on->execute("INSERT INTO days VALUES (1, 'good', '{bad,so so,good,bad}')");
        const Script script = rendered(
            on.reflected(),
            operations_of(
                std::string("[[upgrade]]\nop = \"alter_enum\"\nenum = \"mood\"\nvalues = ") +
                (swap ? "[\"good\", \"bad\", \"so so\"]\n" : "[\"good\", \"bad\"]\n") + renamed));
        on.must_run(script);
        EXPECT_EQ(on.rows("SELECT moods FROM days"),
                  swap ? "{good,\"so so\",bad,good}\n" : "{bad,good,good,bad}\n");
    }
}

// A model names a native enum in a type of its own; the database shows the same.
TEST(PostgresqlReflected, ModelsMayNameAnEnumInTheirOwnTypes) {
    const Schema schema = replayed(operations_of(R"toml(
[[upgrade]]
op = "create_enum"
enum = "Mood"
values = ["good"]
native = true
[[upgrade]]
op = "create_table"
table = "t"
columns = [
  { name = "a", type = { postgresql = "Mood" } },
  { name = "b", type = { postgresql = "\"Mood\"" } },
  { name = "c", type = { postgresql = "\"Mood\"[]" } },
  { name = "d", type = { postgresql = "Mood[]" } },
]
)toml"));
    Postgres on;
    on.must_run(rendered({}, creation(schema)));
    expect_made_as(on, schema, "");
}

// Everything that an index or a constraint may have.
TEST(PostgresqlReflected, TraitsAreMadeAgain) {
    for (const std::string sql : {
             "CREATE INDEX i ON t (a NULLS FIRST)",
             "CREATE INDEX i ON t (a DESC NULLS LAST, b)",
             "CREATE INDEX i ON t (a text_pattern_ops, \"the b\" DESC)",
             "CREATE INDEX i ON t (a COLLATE \"C\")",
             "CREATE INDEX i ON t (a COLLATE \"C\" text_pattern_ops DESC NULLS LAST)",
             "CREATE INDEX i ON t ((a || b) text_pattern_ops, lower(a) NULLS FIRST)",
             "CREATE INDEX i ON t ((a || b) NULLS FIRST)",
             "CREATE UNIQUE INDEX i ON t (a) INCLUDE (b, \"the b\") WHERE a <> ''",
             "CREATE INDEX i ON t USING hash (a)",
             "CREATE INDEX i ON t USING gin (j jsonb_path_ops) WITH (fastupdate = off)",
             "CREATE INDEX i ON t USING gin (j, (j -> 'a'))",
             "CREATE INDEX i ON t USING brin (n) WITH (pages_per_range = 4)",
             "CREATE INDEX i ON t USING brin (n int4_minmax_multi_ops (values_per_range = 16))",
             "CREATE INDEX i ON t USING gist (r) INCLUDE (n)",
             "CREATE INDEX i ON t (a) WITH (fillfactor = 50)",
             "CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT",
             "ALTER TABLE t ADD CONSTRAINT i EXCLUDE USING gist (r WITH &&) WHERE (n > 0) "
             "DEFERRABLE INITIALLY DEFERRED",
             "ALTER TABLE t ADD CONSTRAINT i CHECK (n > 0) NOT VALID",
         }) {
        const std::string table =
            "CREATE TABLE t (a text, b text, \"the b\" text, j jsonb, n int, r int4range)";
        Postgres on;
        on->execute(table + "; " + sql);
        const Schema schema = on.reflected();
        Postgres at_once;
        at_once.must_run(rendered({}, creation(schema)));
        EXPECT_EQ(differences(print(at_once.reflected()), print(schema)), "") << sql;
        Postgres later;
        later->execute(table);
        later.must_run(between(later.reflected(), schema));
        EXPECT_EQ(differences(print(later.reflected()), print(schema)), "") << sql;
        // And taken off again.
        Postgres bare;
        bare->execute(table);
        later.must_run(between(schema, bare.reflected()));
        EXPECT_EQ(differences(print(later.reflected()), print(bare.reflected())), "") << sql;
    }
}

TEST(PostgresqlReflected, TraitsAsText) {
    const auto text = [](const std::string& sql) {
        Postgres on;
        on->execute("CREATE TABLE t (a text, b text); ");
        const Schema before = on.reflected();
        on->execute(sql);
        return print(between(before, on.reflected()));
    };
    EXPECT_EQ(text("CREATE UNIQUE INDEX g ON t (a text_pattern_ops DESC NULLS LAST, lower(b)) "
                   "INCLUDE (b) WHERE a <> ''"),
              "CREATE UNIQUE INDEX \"g\" ON \"t\" (\"a\" text_pattern_ops DESC NULLS LAST, (lower(b))) "
              "INCLUDE (\"b\") WHERE a <> ''::text;\n");
    EXPECT_EQ(text("CREATE INDEX g ON t USING hash (a)"),
              "CREATE INDEX \"g\" ON \"t\" USING hash (\"a\");\n");
    EXPECT_EQ(text("ALTER TABLE t ADD CONSTRAINT c CHECK (a <> '') NOT VALID"),
              "ALTER TABLE \"t\" ADD CONSTRAINT \"c\" CHECK (a <> ''::text) NOT VALID;\n");
    EXPECT_EQ(text("ALTER TABLE t ADD CONSTRAINT c EXCLUDE USING btree (a WITH =)"),
              "ALTER TABLE \"t\" ADD CONSTRAINT \"c\" EXCLUDE USING btree (a WITH =);\n");
}

TEST(PostgresqlReflected, WhatCannotBeWrittenIsNamed) {
    Postgres on;
    on->execute("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
    const Schema before = on.reflected();
    EXPECT_THROW(on->execute("CREATE UNIQUE INDEX CONCURRENTLY g ON t (a)"), Error);
    EXPECT_EQ(problems_when_rendered(before, diff(before, on.reflected())),
              "index 'g' of table 't' is invalid: its creation did not end");
}

// The name of an identity column's sequence is nobody's business.
TEST(PostgresqlReflected, ARenameDoesNotNeedTheNameOfASequence) {
    const char* const table =
        "[[upgrade]]\nop = 'create_table'\ntable = 't'\ncolumns = [{ name = 'id', type = 'int64', "
        "identity = true }]\n";
    Postgres on;
    const Schema before = replayed(operations_of(table));
    on.must_run(rendered({}, operations_of(table)));
    on->execute("CREATE SEQUENCE u_id_seq; CREATE SEQUENCE u_number_seq");
    const Operations operations = operations_of(
        "[[upgrade]]\nop = 'rename_table'\nfrom = 't'\nto = 'u'\n[[upgrade]]\nop = "
        "'rename_column'\ntable = 'u'\nfrom = 'id'\nto = 'number'\n" +
        std::string(table));
    const Script script = rendered(before, operations);
    EXPECT_EQ(print(script),
              "ALTER TABLE \"t\" RENAME TO \"u\";\n"
              "ALTER TABLE \"u\" RENAME COLUMN \"id\" TO \"number\";\n"
              "CREATE TABLE \"t\" (\n    \"id\" bigint GENERATED BY DEFAULT AS IDENTITY NOT "
              "NULL\n);\n");
    on.must_run(script);
    EXPECT_EQ(on.rows("INSERT INTO u DEFAULT VALUES RETURNING number"), "1\n");
    EXPECT_EQ(on.rows("INSERT INTO t DEFAULT VALUES RETURNING id"), "1\n");
}

}  // namespace
}  // namespace migrations
