#include <migrations/sqlite3.hpp>

#include "runtime_support.h"

namespace migrations {
namespace {

// Applies one revision with these steps to a database that the SQL made.
class RuntimeRebuild : public RuntimeSqlite {
protected:
    outcome apply_steps(TestConnection& db, const std::vector<TestChain::Step>& steps,
                        const options& how = {}) {
        TestChain chain;
        chain.add("0", "", {});
        TestChain::Revision revision;
        revision.id = "1";
        revision.parents = {"0"};
        revision.up = steps;
        chain.add(revision);
        const std::string_view heads[] = {"0"};
        const set& of = chain.view();
        EXPECT_TRUE(stamp(db.get(), of, heads));
        return upgrade(db.get(), of, how);
    }
};

TEST_F(RuntimeRebuild, KeepsEverythingOfAParentWithForeignKeysOn) {
    TestConnection db(path);
    db.run(R"(
CREATE TABLE author (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused
  name TEXT COLLATE NOCASE,
  age INTEGER,
  boss INTEGER REFERENCES author(id) ON DELETE CASCADE,
  CHECK (age >= 0)
);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author(id) ON DELETE CASCADE);
CREATE TABLE note (book INTEGER REFERENCES book ON DELETE CASCADE,
                   author INTEGER REFERENCES author ON DELETE SET NULL);
CREATE TABLE log (what TEXT);
CREATE INDEX author_lower ON author (lower(name) DESC) WHERE age > 1;
CREATE INDEX author_name ON author (name COLLATE RTRIM);
CREATE UNIQUE INDEX author_unique ON author (id, name);
CREATE TRIGGER author_log AFTER UPDATE ON author BEGIN INSERT INTO log VALUES (old.name || '->' || new.name); END;
CREATE TRIGGER book_log AFTER INSERT ON book BEGIN
  INSERT INTO log SELECT name FROM author WHERE id = new.author; END;
CREATE VIEW old_ones AS SELECT a.name, b.id FROM author a JOIN book b ON b.author = a.id;
CREATE VIEW older AS SELECT * FROM old_ones;
CREATE TRIGGER view_insert INSTEAD OF INSERT ON old_ones BEGIN INSERT INTO author (name) VALUES (new.name); END;
INSERT INTO author VALUES (1, 'Ann', 30, NULL), (5, 'Bob', 40, 1), (9, 'Gone', 1, 1);
INSERT INTO book VALUES (1, 1), (2, 5);
INSERT INTO note VALUES (1, 5), (2, 1);
DELETE FROM author WHERE id = 9;
DELETE FROM log;
ANALYZE;
)");
    const std::string schema =
        "SELECT type, name, sql FROM sqlite_schema WHERE name <> 'author' AND name NOT LIKE "
        "'migrations_%' AND name NOT LIKE 'sqlite_%' ORDER BY 1, 2";
    const std::string rows =
        "SELECT 'a', id, name, boss FROM author UNION ALL SELECT 'b', id, author, '' FROM book "
        "UNION ALL SELECT 'n', book, author, '' FROM note UNION ALL SELECT 's', name, seq, '' FROM "
        "sqlite_sequence UNION ALL SELECT * FROM (SELECT 't', tbl, idx, stat FROM sqlite_stat1 "
        "ORDER BY 2, 3)";
    const std::string schema_before = db.text(schema);
    const std::string rows_before = db.text(rows);
    std::string statements;
    options how;
    how.on_statement = [&](std::string_view sql) { statements += std::string(sql) + ";\n"; };
    const outcome result = apply_steps(
        db,
        {TestChain::rebuild("author",
                            "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, "
                            "boss INTEGER REFERENCES author(id) ON DELETE CASCADE)",
                            "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT, age INTEGER "
                            "NOT NULL DEFAULT 0, boss INTEGER REFERENCES author(id) ON DELETE "
                            "CASCADE)")},
        how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT sql FROM sqlite_schema WHERE name = 'author'"),
              "CREATE TABLE \"author\" (\n"
              "  id INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused\n"
              "  name TEXT COLLATE NOCASE,\n"
              "  age INTEGER NOT NULL DEFAULT 0,\n"
              "  boss INTEGER REFERENCES author(id) ON DELETE CASCADE,\n"
              "  CHECK (age >= 0)\n)");
    EXPECT_EQ(db.text(schema), schema_before);
    EXPECT_EQ(db.text(rows), rows_before);
    EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
    EXPECT_EQ(db.text("PRAGMA integrity_check"), "ok");
    db.run("INSERT INTO author (name) VALUES ('New')");
    EXPECT_EQ(db.text("SELECT max(id) FROM author"), "10");  // 9 is not used again
    db.run(
        "UPDATE author SET name = 'Anna' WHERE id = 1; INSERT INTO old_ones (name) VALUES ('v')");
    EXPECT_EQ(db.text("SELECT * FROM log"), "Ann->Anna");
    EXPECT_EQ(db.text("SELECT count(*) FROM older"), "2");
    EXPECT_NE(statements.find("PRAGMA legacy_alter_table = ON"), std::string::npos);
    EXPECT_EQ(db.text("PRAGMA legacy_alter_table"), "0");
    db.run("DELETE FROM author WHERE id = 1");  // the cascade is still there, down to the
                                                // self-reference
    EXPECT_EQ(db.text("SELECT (SELECT count(*) FROM author), (SELECT count(*) FROM book)"), "2|0");
}

TEST_F(RuntimeRebuild, KeepsRowidsThatNobodyDeclared) {
    TestConnection db(path);
    db.run(
        "CREATE TABLE t (a TEXT, rowid_ TEXT, old INT); INSERT INTO t (rowid, a) VALUES "
        "(7, 'x'), (3, 'y')");
    EXPECT_TRUE(
        apply_steps(db, {TestChain::rebuild("t", "CREATE TABLE t (a TEXT, rowid_ TEXT, old INT)",
                                            "CREATE TABLE t (a TEXT NOT NULL, rowid_ TEXT)")}));
    EXPECT_EQ(db.text("SELECT rowid, a FROM t"), "3|y\n7|x");
    db.run("CREATE TABLE u (rowid TEXT, oid TEXT)");
    db.run("INSERT INTO u (_rowid_, rowid) VALUES (5, 'r')");
    TestChain chain;
    chain.add("u1", "", {});
    chain[0].up = {TestChain::rebuild("U", "CREATE TABLE u (rowid TEXT, oid TEXT)",
                                      "CREATE TABLE u (rowid TEXT NOT NULL, oid TEXT)")};
    chain.version_table = "other";
    const set& of = chain.view();
    ASSERT_TRUE(stamp(db.get(), of, {}));
    EXPECT_TRUE(upgrade(db.get(), of));
    EXPECT_EQ(db.text("SELECT _rowid_, rowid FROM u"), "5|r");
}

TEST_F(RuntimeRebuild, KeepsStrictWithoutRowidAndGeneratedColumns) {
    TestConnection db(path);
    db.run(
        "CREATE TABLE s (k TEXT PRIMARY KEY, n INT, v INT AS (n + 1) VIRTUAL, w INT GENERATED "
        "ALWAYS AS (n * 2) STORED) STRICT, WITHOUT ROWID; INSERT INTO s VALUES ('a', 1), ('b', "
        "2); CREATE INDEX s_v ON s (v)");
    const outcome result = apply_steps(
        db,
        {TestChain::rebuild(
            "s",
            "CREATE TABLE s (k TEXT PRIMARY KEY, n INT, v INT AS (n + 1) VIRTUAL, w INT GENERATED "
            "ALWAYS AS (n * 2) STORED) STRICT, WITHOUT ROWID",
            "CREATE TABLE s (k TEXT PRIMARY KEY, n INT NOT NULL DEFAULT 7, v INT AS (n + 1) "
            "VIRTUAL, w INT GENERATED ALWAYS AS (n * 2) STORED) STRICT, WITHOUT ROWID")});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT * FROM s"), "a|1|2|2\nb|2|3|4");
    EXPECT_EQ(db.text("SELECT wr, strict FROM pragma_table_list('s')"), "1|1");
    EXPECT_EQ(db.text("SELECT sql FROM sqlite_schema WHERE name = 's_v'"),
              "CREATE INDEX s_v ON s (v)");
}

TEST_F(RuntimeRebuild, FillsColumnsFromExpressionsAndRenames) {
    TestConnection db(path);
    db.run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE, b TEXT);"
        "INSERT INTO t VALUES (1, 'x', NULL), (2, 'y', '5')");
    const outcome result = apply_steps(
        db, {TestChain::rebuild("t", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)",
                                "CREATE TABLE t (id INTEGER PRIMARY KEY, z TEXT, b INTEGER NOT "
                                "NULL, c TEXT NOT NULL DEFAULT 'new')",
                                {{"z", "\"a\""}, {"b", "coalesce(b, 9)"}})});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT *, typeof(b) FROM t WHERE z = 'X' OR id = 2"),
              "1|x|9|new|integer\n2|y|5|new|integer");
}

TEST_F(RuntimeRebuild, TwoRebuildsOfOneTableInARow) {
    TestConnection db(path);
    db.run("CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 2); CREATE INDEX i ON t (a)");
    const outcome result = apply_steps(
        db, {TestChain::rebuild("t", "CREATE TABLE t (a INT, b INT)", "CREATE TABLE t (a INT)"),
             TestChain::sql("INSERT INTO t VALUES (3)"),
             TestChain::rebuild("t", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT NOT NULL)")});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT a FROM t"), "1\n3");
    EXPECT_EQ(db.text("SELECT sql FROM sqlite_schema WHERE name IN ('t', 'i')"),
              "CREATE TABLE \"t\" (a INT NOT NULL)\nCREATE INDEX i ON t (a)");
}

TEST_F(RuntimeRebuild, AForeignTableOfTheSameTemporaryNameIsLeftAlone) {
    TestConnection db(path);
    db.run(
        "CREATE TABLE t (a INT); CREATE TABLE _mig_1_1 (precious); INSERT INTO _mig_1_1 VALUES "
        "(1)");
    EXPECT_TRUE(apply_steps(db, {TestChain::rebuild("t", "CREATE TABLE t (a INT)",
                                                    "CREATE TABLE t (a INT NOT NULL)")}));
    EXPECT_EQ(db.text("SELECT precious FROM _mig_1_1"), "1");
}

TEST_F(RuntimeRebuild, RefusesAnUnexpectedTableBeforeItWrites) {
    TestConnection db(path);
    db.run("CREATE TABLE t (a INT, b INT COLLATE NOCASE); INSERT INTO t VALUES (1, 2)");
    const std::string before = db.everything();
    const auto expect = [&](const TestChain::Step& step, const std::string& message) {
        const outcome result = apply_steps(db, {TestChain::sql("CREATE TABLE earlier (x)"), step});
        EXPECT_EQ(result.status, status::state);
        EXPECT_EQ(result.statement, 2u);
        EXPECT_EQ(result.message, "revision '1' could not be applied, step 2: " + message);
        EXPECT_EQ(result.database_state, "the database is unchanged, at revision '0'");
        EXPECT_EQ(db.everything(), before);
    };
    expect(TestChain::rebuild("t", "CREATE TABLE t (a INT)", "CREATE TABLE t (a TEXT)"),
           "the table 't' has the column 'b', which the chain does not know");
    expect(TestChain::rebuild("t", "CREATE TABLE t (a INT, b INT)",
                              "CREATE TABLE t (a INT, b INT COLLATE RTRIM)"),
           "the table 't' has something at the column 'b' that the chain does not know, and that "
           "changing the column would lose");
    expect(TestChain::rebuild("nope", "CREATE TABLE nope (a INT)", "CREATE TABLE nope (b INT)"),
           "the table 'nope' does not exist");
}

TEST_F(RuntimeRebuild, RefusesConversionsThatChangeValues) {
    TestConnection db(path);
    db.run(
        "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('7'), ('007'), ('1e3'), ('abc'), "
        "(NULL);");
    const std::string before = db.everything();
    const std::string from = "CREATE TABLE t (a TEXT)";
    outcome result = apply_steps(db, {TestChain::rebuild("t", from, "CREATE TABLE t (a INTEGER)")});
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message,
              "revision '1' could not be applied, step 1: the new type of the column 'a' of 't' "
              "would change 2 values, such as '007', '1e3'");
    EXPECT_EQ(db.everything(), before);
    result = apply_steps(db, {TestChain::rebuild("t", from, "CREATE TABLE t (a INTEGER)",
                                                 {{"a", "CAST(a AS INTEGER)"}})});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT a FROM t"), "7\n7\n1\n0\nNULL");
}

TEST_F(RuntimeRebuild, RefusesConversionsWithoutRowidsToo) {
    TestConnection db(path);
    db.run("CREATE TABLE w (k TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO w VALUES ('01'), ('2')");
    const outcome result = apply_steps(
        db, {TestChain::rebuild("w", "CREATE TABLE w (k TEXT PRIMARY KEY) WITHOUT ROWID",
                                "CREATE TABLE w (k INTEGER PRIMARY KEY) WITHOUT ROWID")});
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message,
              "revision '1' could not be applied, step 1: the new type of the column 'k' of 'w' "
              "would change 1 value, such as '01'");
    EXPECT_EQ(db.text("SELECT k FROM w"), "01\n2");
}

TEST_F(RuntimeRebuild, ConversionsThatCanBeTakenBackPass) {
    TestConnection db(path);
    db.run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b REAL, c); INSERT INTO t VALUES "
        "(1, 5, 1.5, 'x'), (2, NULL, 2.0, 7)");
    const outcome result = apply_steps(
        db,
        {TestChain::rebuild("t", "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b REAL, c)",
                            "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c TEXT)")});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT a, b, c FROM t"), "5|1.5|x\nNULL|2|7");
}

TEST_F(RuntimeRebuild, RefusesToLoseRows) {
    TestConnection db(path);
    db.run("CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (1), (2)");
    const outcome result =
        apply_steps(db, {TestChain::rebuild("t", "CREATE TABLE t (a INT)",
                                            "CREATE TABLE t (a INT UNIQUE ON CONFLICT IGNORE)")});
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message,
              "revision '1' could not be applied, step 1: the table 't' has 3 rows, but only 2 fit "
              "the new definition");
    EXPECT_EQ(db.text("SELECT count(*) FROM t"), "3");
}

TEST_F(RuntimeRebuild, NotNullOverNullsFailsAndLeavesAll) {
    TestConnection db(path);
    db.run("CREATE TABLE t (a INT); INSERT INTO t VALUES (NULL)");
    const std::string before = db.everything();
    const outcome result = apply_steps(
        db, {TestChain::rebuild("t", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT NOT NULL)")});
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.code, "1299");
    EXPECT_EQ(result.message,
              "revision '1' could not be applied, step 1: NOT NULL constraint failed: t.a");
    EXPECT_EQ(db.everything(), before);
}

TEST_F(RuntimeRebuild, OnlyNewForeignKeyViolationsFail) {
    TestConnection db(path);
    db.run(
        "PRAGMA foreign_keys = OFF; CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c "
        "(p INTEGER REFERENCES p, q INT); INSERT INTO c VALUES (77, 1); INSERT INTO p VALUES "
        "(1); PRAGMA foreign_keys = ON");
    outcome result = apply_steps(
        db, {TestChain::rebuild("c", "CREATE TABLE c (p INTEGER REFERENCES p, q INT)",
                                "CREATE TABLE c (p INTEGER REFERENCES p, q INT NOT NULL)")});
    EXPECT_EQ(result.status, status::done) << result.message;
    TestChain chain;
    chain.add("0", "", {}).add("1", "0", {}).add("2", "1", {"INSERT INTO c VALUES (88, 2)"});
    result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "revision '2' could not be applied: the row with rowid 2 of 'c' refers to a row of "
              "'p' that does not exist");
    EXPECT_EQ(db.text("SELECT p FROM c"), "77");
    for (const std::string bad : {"DROP TABLE p", "DELETE FROM p",
                                  "ALTER TABLE p ADD COLUMN r INT DEFAULT 5 REFERENCES p"}) {
        db.run("INSERT INTO c VALUES (1, 1)");
        chain[2].up = {TestChain::sql(bad)};
        result = upgrade(db.get(), chain.view());
        EXPECT_EQ(result.status, status::sql_failed) << bad;
        EXPECT_EQ(result.code, "787") << bad;
        db.run("DELETE FROM c WHERE p = 1");
    }
}

TEST_F(RuntimeRebuild, BrokenViewsAndTriggersFailUnlessTheyWereBroken) {
    TestConnection db(path);
    db.run(
        "CREATE TABLE t (a INT, b INT); CREATE TABLE u (x INT);"
        "CREATE VIEW broken AS SELECT missing FROM t");
    const TestChain::Step drop =
        TestChain::rebuild("t", "CREATE TABLE t (a INT, b INT)", "CREATE TABLE t (a INT)");
    db.run("CREATE VIEW v AS SELECT b FROM t");
    outcome result = apply_steps(db, {drop});
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "revision '1' could not be applied: the view 'v' no longer works: no such column: b");
    db.run("DROP VIEW v; CREATE TRIGGER g AFTER INSERT ON u BEGIN UPDATE t SET b = 1; END");
    result = apply_steps(db, {drop});
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "revision '1' could not be applied: the trigger 'g' on 'u' no longer works: no such "
              "column: b");
    result = apply_steps(db, {TestChain::sql("DROP TABLE t")});
    EXPECT_EQ(result.status, status::sql_failed);
    db.run("DROP TRIGGER g");
    result = apply_steps(db, {drop});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema WHERE name = 'broken'"), "1");
}

TEST_F(RuntimeRebuild, AnIndexOnADroppedColumnIsNoStringIndex) {
    TestConnection db(path);
    db.run("CREATE TABLE t (a INT, b INT); CREATE INDEX i ON t (\"b\")");
    const std::string before = db.everything();
    const outcome result = apply_steps(
        db, {TestChain::rebuild("t", "CREATE TABLE t (a INT, b INT)", "CREATE TABLE t (a INT)")});
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.sql, "CREATE INDEX i ON t (\"b\")");
    EXPECT_EQ(db.everything(), before);
}

TEST_F(RuntimeRebuild, TemporaryObjectsOfTheConnectionAreNotLost) {
    TestConnection db(path);
    db.run(
        "CREATE TABLE t (a INT); CREATE TEMP TRIGGER g AFTER INSERT ON main.t BEGIN SELECT 1; "
        "END");
    const outcome result = apply_steps(
        db, {TestChain::rebuild("t", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT NOT NULL)")});
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message,
              "revision '1' could not be applied, step 1: the table 't' is shadowed or watched by "
              "the temporary 'g' of this connection");
}

TEST_F(RuntimeRebuild, KeepsTheLegacySettingOfTheCaller) {
    TestConnection db(path);
    db.run("PRAGMA legacy_alter_table = ON; CREATE TABLE t (a INT)");
    EXPECT_TRUE(apply_steps(db, {TestChain::rebuild("t", "CREATE TABLE t (a INT)",
                                                    "CREATE TABLE t (a INT NOT NULL)")}));
    EXPECT_EQ(db.text("PRAGMA legacy_alter_table"), "1");
}

TEST_F(RuntimeRebuild, WorksWithoutChangeOnManyShapes) {
    const std::string shapes[] = {
        "CREATE TABLE t (a, b)",
        "CREATE TABLE t(a INTEGER PRIMARY KEY DESC, b TEXT UNIQUE ON CONFLICT REPLACE)",
        "CREATE TABLE t(a INTEGER PRIMARY KEY, b INT REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TABLE t(\"a\" text collate nocase default 'it''s', [b c] blob, `d` real not null "
        "default -1.5, constraint \"pk\" primary key (\"a\", [b c]))",
        "CREATE TABLE t /* c */ ( a /* , */ INT -- )\n, b INT CHECK (b IN (1, 2, ')')) )",
        "CREATE TABLE t(a INT NOT NULL PRIMARY KEY ON CONFLICT IGNORE, b ANY) STRICT",
        "CREATE TABLE t(größe INT, \"sel\"\"ect\" INT, FOREIGN KEY (größe) REFERENCES t(größe))",
    };
    for (std::size_t at = 0; at < std::size(shapes); ++at) {
        TestConnection db(folder + "/" + std::to_string(at));
        db.run(shapes[at]);
        const outcome result = apply_steps(db, {TestChain::rebuild("t", shapes[at], shapes[at])});
        EXPECT_EQ(result.status, status::done) << shapes[at] << "\n" << result.message;
        const std::string stored = db.text("SELECT sql FROM sqlite_schema WHERE name = 't'");
        EXPECT_TRUE(same_tokens(tokens_of(stored), tokens_of(shapes[at]))) << stored;
        EXPECT_EQ(stored.substr(stored.find('(')), shapes[at].substr(shapes[at].find('(')));
    }
}

}  // namespace
}  // namespace migrations
