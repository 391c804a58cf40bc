#include <gtest/gtest.h>

#include "base/names.h"
#include "dialects/dialects.h"

namespace migrations {
namespace {

std::vector<std::string> statements(const std::string& sql) {
    return sqlite_dialect().classify(sql).statements;
}
std::string problem(const std::string& sql) {
    return sqlite_dialect().classify(sql).problem;
}

TEST(SqliteStatements, AreSplitAtSemicolons) {
    EXPECT_EQ(statements(""), std::vector<std::string>());
    EXPECT_EQ(statements(" ; -- nothing\n /* at all */ ;;"), std::vector<std::string>());
    EXPECT_EQ(statements("-- first\nSELECT ';', \"a;b\", [c;d] /* ; */ ; \n SELECT 2"),
              (std::vector<std::string>{"SELECT ';', \"a;b\", [c;d]", "SELECT 2"}));
    EXPECT_EQ(statements("SELECT 'it''s; fine' -- tail ;"),
              std::vector<std::string>{"SELECT 'it''s; fine'"});
}

TEST(SqliteStatements, TriggersEndWithEnd) {
    const std::string trigger =
        "create temp trigger t after update on a begin\n"
        "  select case when 1 then 2 end;\n"
        "  insert into b values (';');\n"
        "end";
    EXPECT_EQ(statements(trigger + "; SELECT 1;"), (std::vector<std::string>{trigger, "SELECT 1"}));
    EXPECT_EQ(statements("EXPLAIN QUERY PLAN " + trigger + ";"),
              std::vector<std::string>{"EXPLAIN QUERY PLAN " + trigger});
    EXPECT_EQ(problem(trigger + ";"), "");
    EXPECT_EQ(problem("CREATE TRIGGER t AFTER UPDATE ON a BEGIN SELECT 1;"),
              "a trigger does not end in '; END'");
    EXPECT_EQ(statements("CREATE TABLE trigger_(a); END;"),
              (std::vector<std::string>{"CREATE TABLE trigger_(a)", "END"}));
}

TEST(SqliteStatements, AreClassified) {
    for (const char* ddl : {"CREATE TABLE a(b)", "drop view x", "/* x */ ALTER TABLE a ADD b",
                            "SELECT 1; CREATE VIEW v AS SELECT 1"}) {
        EXPECT_TRUE(sqlite_dialect().classify(ddl).changes_schema) << ddl;
    }
    for (const char* rows : {"INSERT INTO a VALUES (1)", "WITH x AS (SELECT 1) DELETE FROM a",
                             "REPLACE INTO a VALUES (1)", "PRAGMA user_version = 1",
                             "SELECT 'CREATE TABLE'", "UPDATE a SET \"drop\" = 1"}) {
        const Dialect::RawSql found = sqlite_dialect().classify(rows);
        EXPECT_FALSE(found.changes_schema) << rows;
        EXPECT_FALSE(found.controls_transaction) << rows;
        EXPECT_EQ(found.problem, "") << rows;
    }
    for (const char* transaction :
         {"BEGIN", "commit", "SELECT 1; END", "ROLLBACK TO x", "SAVEPOINT x", "RELEASE x"}) {
        EXPECT_TRUE(sqlite_dialect().classify(transaction).controls_transaction) << transaction;
    }
}

TEST(SqliteStatements, PlacesAndWhatRunsAlone) {
    const Dialect::RawSql found =
        sqlite_dialect().classify(" SELECT 1; /* SELECT 2; */ SELECT 2;\n\nVACUUM -- now\n");
    EXPECT_EQ(found.offsets, (std::vector<std::size_t>{1, 27, 38}));
    EXPECT_EQ(found.statements.back(), "VACUUM");
    EXPECT_TRUE(found.refuses_transaction);
    EXPECT_TRUE(sqlite_dialect().classify("DETACH x").refuses_transaction);
    EXPECT_TRUE(sqlite_dialect().classify("PRAGMA foreign_keys=OFF").refuses_transaction);
    EXPECT_TRUE(sqlite_dialect().classify("pragma main.user_version(3)").refuses_transaction);
    EXPECT_FALSE(sqlite_dialect().classify("PRAGMA foreign_keys; PRAGMA table_info(t)").refuses_transaction);
    EXPECT_FALSE(sqlite_dialect().classify("REINDEX; ANALYZE").refuses_transaction);
    EXPECT_EQ(sqlite_dialect().classify("SELECT 1;\nSELEC 2").problem_offset, 10U);
}

TEST(SqliteStatements, HaveNoParameters) {
    for (const char* name : {"?", "?1", ":name", "@name", "$name"}) {
        const Dialect::RawSql found = sqlite_dialect().classify(std::string("SELECT 1;\nINSERT INTO t VALUES (") + name + ")");
        EXPECT_EQ(found.problem, "'" + std::string(name) + "' is a parameter, and a script has no values for it");
        EXPECT_EQ(found.problem_offset, 32U);
    }
    EXPECT_EQ(problem("SELECT '?', \"a:b\", a ->> '$.x' FROM t -- :no"), "");
}

TEST(SqliteStatements, ProblemsAreNamed) {
    EXPECT_EQ(problem("SELEC 1"),
              "no SQLite statement begins with 'SELEC'; did you mean 'select'?");
    EXPECT_EQ(problem("DO $$ BEGIN END $$"), "no SQLite statement begins with 'DO'");
    EXPECT_EQ(problem("SELECT 'a"), "a quote or a comment does not end");
    EXPECT_EQ(problem("SELECT 1 /* a"), "a quote or a comment does not end");
    EXPECT_EQ(problem("SELECT (1"), "a '(' has no ')'");
    EXPECT_EQ(problem("SELECT 1); SELECT (2"), "a ')' has no '('");
}

}  // namespace
}  // namespace migrations
