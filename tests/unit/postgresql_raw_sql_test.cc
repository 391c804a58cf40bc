#include "dialects/postgresql/raw_sql.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace migrations {
namespace {

using postgresql::classify;
using postgresql::classify_by_words;

std::vector<std::string> list(std::initializer_list<const char*> texts) {
    return {texts.begin(), texts.end()};
}

TEST(PostgresqlRawSql, ChangesOfRowsAndOfTheSchema) {
    const std::vector<std::string> rows = {
        "SELECT 1",
        "insert into t values (1)",
        "WITH x AS (DELETE FROM t RETURNING *) UPDATE t SET a = 1",
        "MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE",
        "TRUNCATE t",
        "COPY t FROM '/tmp/x'",
        "SET LOCAL work_mem = '1GB'",
        "SET CONSTRAINTS ALL IMMEDIATE",
        "LOCK TABLE t",
        "VACUUM t",
        "REFRESH MATERIALIZED VIEW v",
        "VALUES (1)",
        "",
        "-- nothing",
    };
    for (const std::string& sql : rows) {
        EXPECT_FALSE(classify(sql).changes_schema) << sql;
        EXPECT_FALSE(classify(sql).controls_transaction) << sql;
        EXPECT_EQ(classify(sql).problem, "") << sql;
        EXPECT_FALSE(classify_by_words(sql).changes_schema) << sql;
        EXPECT_EQ(classify_by_words(sql).statements, classify(sql).statements) << sql;
    }
    const std::vector<std::string> definitions = {
        "CREATE TABLE t ()",
        "create table t as select 1",
        "SELECT 1 AS a INTO t",
        "SELECT 1; ALTER TABLE t ADD a int",
        "DO $$ BEGIN END $$",
        "CALL p()",
        "DROP VIEW v",
        "COMMENT ON TABLE t IS 'x'",
        "GRANT SELECT ON t TO public",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "IMPORT FOREIGN SCHEMA s FROM SERVER x INTO y",
    };
    for (const std::string& sql : definitions) {
        EXPECT_TRUE(classify(sql).changes_schema) << sql;
        EXPECT_EQ(classify(sql).problem, "") << sql;
        EXPECT_TRUE(classify_by_words(sql).changes_schema) << sql;
    }
    EXPECT_TRUE(classify("EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1").changes_schema);
}

TEST(PostgresqlRawSql, TransactionControl) {
    for (const std::string sql : {"BEGIN", "start transaction", "COMMIT", "END", "ROLLBACK",
                                  "SAVEPOINT a", "RELEASE a", "ROLLBACK TO a", "SELECT 1; abort"}) {
        EXPECT_TRUE(classify(sql).controls_transaction) << sql;
        EXPECT_FALSE(classify(sql).changes_schema) << sql;
        EXPECT_TRUE(classify_by_words(sql).controls_transaction) << sql;
    }
    EXPECT_FALSE(classify("SELECT 'BEGIN'; -- COMMIT").controls_transaction);
}

TEST(PostgresqlRawSql, Statements) {
    const std::string sql =
        "/* a; */ SELECT ';' ;; SELECT $x$;$x$, \"a;b\", E'\\';' -- c;\n; CREATE RULE r AS ON "
        "INSERT TO t DO (SELECT 1; SELECT 2); SELECT /* b */ '\xc3\xbc' /* c */ ";
    const auto expected = list({"SELECT ';'", "SELECT $x$;$x$, \"a;b\", E'\\';'",
                                "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
                                "SELECT /* b */ '\xc3\xbc'"});
    EXPECT_EQ(classify(sql).statements, expected);
    EXPECT_EQ(classify_by_words(sql).statements, expected);
    // Its semicolons are no ends: only the grammar knows.
    const std::string body =
        "CREATE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (1); SELECT 1; END";
    EXPECT_EQ(classify(body + "; SELECT 2").statements, list({body.c_str(), "SELECT 2"}));
}

TEST(PostgresqlRawSql, Places) {
    for (const auto& read : {classify, classify_by_words}) {
        const Dialect::RawSql found = read("-- \xc3\xbc\nSELECT 1; /* SELECT 2 */\n SELECT 2;; ;\nSELECT 3");
        EXPECT_EQ(found.statements, list({"SELECT 1", "SELECT 2", "SELECT 3"}));
        EXPECT_EQ(found.offsets, (std::vector<std::size_t>{6, 32, 45}));
    }
    EXPECT_EQ(classify("SELECT '\xc3\xbc';\nSELEC 2").problem_offset, 13U);
}

TEST(PostgresqlRawSql, WhatRunsAlone) {
    for (const char* alone : {"CREATE INDEX CONCURRENTLY i ON t (a)", "DROP INDEX CONCURRENTLY i", "REINDEX (CONCURRENTLY) TABLE t",
                              "REINDEX SCHEMA s", "VACUUM t", "SELECT 1; VACUUM", "CREATE DATABASE d", "ALTER SYSTEM SET a = 1",
                              "ALTER TABLE t DETACH PARTITION p CONCURRENTLY"}) {
        EXPECT_TRUE(classify(alone).refuses_transaction) << alone;
    }
    for (const char* within : {"CREATE INDEX i ON t (a)", "DROP INDEX i", "REINDEX TABLE t", "ANALYZE t", "CLUSTER t USING i",
                               "ALTER TABLE t DETACH PARTITION p", "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "SELECT 'VACUUM'"}) {
        EXPECT_FALSE(classify(within).refuses_transaction) << within;
        EXPECT_FALSE(classify_by_words(within).refuses_transaction) << within;
    }
    EXPECT_TRUE(classify_by_words("CREATE INDEX CONCURRENTLY i ON t (a)").refuses_transaction);
}

TEST(PostgresqlRawSql, Parameters) {
    const auto refused = [](const std::string& sql, const std::string& name) {
        const Dialect::RawSql found = classify(sql);
        EXPECT_EQ(found.problem, "'" + name + "' is a parameter, and a script has no values for it") << sql;
        EXPECT_EQ(sql.substr(found.problem_offset, name.size()), name) << sql;
    };
    refused("SELECT '\xc3\xbc';\nINSERT INTO t VALUES (1, $1)", "$1");
    refused("EXPLAIN SELECT $12", "$12");
    refused("INSERT INTO t VALUES (?, ?)", "?");
    refused("DELETE FROM t WHERE a = ?", "?");
    refused("SELECT 1;\nSELECT :name", ":name");
    refused("SELECT * FROM t WHERE a = :'name'", ":'name'");
    for (const char* sql : {"SELECT a ? 'b', a ?| b, c[1:n] FROM t", "PREPARE p AS SELECT $1", "SELECT '?', ':a'",
                            "CREATE FUNCTION f(int) RETURNS int BEGIN ATOMIC SELECT $1; END", "SELECT $$ $1 $$, a::text"}) {
        EXPECT_EQ(classify(sql).problem, "") << sql;
    }
    EXPECT_EQ(classify("SELECT a ? 'b' FRM t WHERE x").problem, "syntax error at or near \"t\"");
}

TEST(PostgresqlRawSql, WhatReachesBeyondTheDatabase) {
    using Reach = Dialect::RawSql::Reach;
    const auto expect = [](Reach reach, std::initializer_list<const char*> texts) {
        for (const char* sql : texts) {
            const auto found = classify(std::string("SELECT 1; ") + sql).server_wide;
            ASSERT_EQ(found.size(), 1U) << sql;
            EXPECT_EQ(found[0].first, 1U) << sql;
            EXPECT_TRUE(found[0].second == reach) << sql;
        }
    };
    expect(Reach::once, {"CREATE ROLE a", "CREATE USER a", "CREATE GROUP a", "DROP ROLE IF EXISTS a", "ALTER ROLE a RENAME TO b", "CREATE DATABASE a", "DROP DATABASE a",
                         "CREATE TABLESPACE a LOCATION '/b'", "DROP TABLESPACE a", "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p"});
    expect(Reach::by_name, {"ALTER DATABASE a SET timezone = 'UTC'", "ALTER DATABASE a OWNER TO b", "ALTER DATABASE a RENAME TO b", "COMMENT ON DATABASE a IS 'x'",
                            "GRANT CONNECT ON DATABASE a TO b", "ALTER ROLE a IN DATABASE b SET c = 1"});
    expect(Reach::again, {"ALTER ROLE a PASSWORD 'x'", "ALTER ROLE a SET b = 1", "GRANT a TO b", "REVOKE a FROM b", "ALTER SYSTEM SET a = 1", "COMMENT ON ROLE a IS 'x'",
                          "GRANT SET ON PARAMETER a TO b", "GRANT CREATE ON TABLESPACE a TO b", "ALTER TABLESPACE a SET (seq_page_cost = 1)",
                          "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles) THEN CREATE ROLE a; END IF; END $$", "DO LANGUAGE plpgsql $x$ BEGIN EXECUTE format('drop user %I', 'a'); END $x$",
                          "DO 'BEGIN EXECUTE $$ GRANT a TO b $$; END'"});
    for (const char* sql : {"GRANT SELECT ON t TO a", "ALTER TABLE t OWNER TO a", "CREATE USER MAPPING FOR a SERVER s", "COMMENT ON TABLE t IS 'DROP ROLE a'", "CREATE SCHEMA s AUTHORIZATION a",
                            "DO $$ BEGIN -- CREATE ROLE a\n GRANT SELECT ON t TO a; CREATE USER MAPPING FOR a SERVER s; END $$", "DROP OWNED BY a", "SET ROLE a"}) {
        EXPECT_TRUE(classify(sql).server_wide.empty()) << sql;
    }
}

TEST(PostgresqlRawSql, Problems) {
    EXPECT_EQ(classify("SELEC 1").problem, "syntax error at or near \"SELEC\"");
    EXPECT_EQ(classify("SELECT '\xc3\xbc\xc3\xbc';\n\nSELECT (1").problem,
              "syntax error at end of input in line 3");
    EXPECT_EQ(classify("SELECT 'a").problem, "unterminated quoted string at or near \"'a\"");
    EXPECT_EQ(classify("\\d t").problem, "syntax error at or near \"\\\"");
    EXPECT_EQ(classify(std::string("SELECT 1\0", 9)).problem, "the text has a NUL character");
    EXPECT_EQ(classify("SELECT 1;\nCOPY t FROM stdin;\n1\t'x\n\\.\n").problem_offset, 10U);
    EXPECT_EQ(classify("SELECT 1;\nCOPY t FROM stdin;\n1\t'x\n\\.\n").problem,
              "COPY FROM STDIN needs data, which a script cannot send; use insert_rows");
    EXPECT_EQ(classify("SELECT 1; COPY t FROM stdin").problem,
              "COPY FROM STDIN needs data, which a script cannot send; use insert_rows");
    EXPECT_EQ(classify_by_words("SELECT 'a").problem,
              "a string, a quoted name or a comment does not end");
    EXPECT_TRUE(classify("SELECT 1; SELEC").statements.empty());
}

TEST(PostgresqlRawSql, LargeAndDeepTexts) {
    std::string many;
    for (int i = 0; i < 2000; ++i) many += "INSERT INTO t VALUES (" + std::to_string(i) + ");\n";
    EXPECT_EQ(classify(many).statements.size(), 2000u);
    const std::string deep = "SELECT " + std::string(100000, '(') + "1" + std::string(100000, ')');
    EXPECT_NE(classify(deep).problem, "");
}

}  // namespace
}  // namespace migrations
