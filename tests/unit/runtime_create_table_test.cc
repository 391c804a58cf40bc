#include <gtest/gtest.h>

#include <migrations/create_table.hpp>
#include <string>
#include <vector>

namespace migrations {
namespace {

TEST(RuntimeCreateTable, TakesATextApart) {
    const std::string sql =
        "CREATE TABLE \"my t\" (id INTEGER PRIMARY KEY AUTOINCREMENT, -- the id\n"
        "  \"na,me\" TEXT DEFAULT 'a,b)' CHECK (length(\"na,me\") > 1), "
        "CONSTRAINT u UNIQUE (id, \"na,me\"), CHECK (id > 0)) STRICT, WITHOUT ROWID";
    const table_text table = parse_create_table(sql);
    EXPECT_EQ(table.error, "");
    EXPECT_EQ(table.name, "my t");
    EXPECT_EQ(column_list(table), (std::vector<std::string>{"id", "na,me"}));
    EXPECT_EQ(table.elements.size(), 4u);
    EXPECT_TRUE(table.strict());
    EXPECT_TRUE(table.without_rowid());
    EXPECT_TRUE(has_autoincrement(table));
}

TEST(RuntimeCreateTable, RefusesOtherStatements) {
    EXPECT_EQ(parse_create_table("CREATE VIRTUAL TABLE t USING fts5(a)").error,
              "it is not a CREATE TABLE statement");
    EXPECT_EQ(parse_create_table("CREATE TABLE t AS SELECT 1").error, "it has no column list");
    EXPECT_EQ(parse_create_table("CREATE TABLE t(a").error, "its column list does not end");
    EXPECT_EQ(parse_create_table("CREATE TABLE t(a 'x)").error, "it has a quote that does not end");
    EXPECT_EQ(parse_create_table("CREATE TABLE t(a,)").error, "it has an empty column definition");
    EXPECT_EQ(parse_create_table("CREATE TABLE t(a); DROP TABLE t").error, "something follows it");
    EXPECT_EQ(parse_create_table("").error, "it is not a CREATE TABLE statement");
    EXPECT_EQ(parse_create_table("CREATE TABLE").error, "it has no table name");
}

std::string parts_of(const std::string& column) {
    const std::string sql = "CREATE TABLE t(" + column + ")";
    const table_text table = parse_create_table(sql);
    std::string result;
    for (const column_part& part : column_parts(table.elements.at(0))) {
        if (!result.empty()) result += " / ";
        for (const token& each : part.tokens) {
            result += std::string(each.text) + " ";
        }
        result.pop_back();
    }
    return result;
}

TEST(RuntimeCreateTable, SplitsColumnsIntoParts) {
    EXPECT_EQ(parts_of("a"), "a");
    EXPECT_EQ(parts_of("a NUMERIC(1, 2) NOT NULL DEFAULT NULL UNIQUE"),
              "a NUMERIC ( 1 , 2 ) / NOT NULL / DEFAULT NULL / UNIQUE");
    EXPECT_EQ(parts_of("a INT CONSTRAINT c CHECK (a IS NOT NULL) DEFAULT -1 COLLATE nocase"),
              "a INT / CONSTRAINT c CHECK ( a IS NOT NULL ) / DEFAULT - 1 / COLLATE nocase");
    EXPECT_EQ(parts_of("a INT REFERENCES p(x) ON DELETE SET NULL ON UPDATE SET DEFAULT "
                       "NOT DEFERRABLE NOT NULL"),
              "a INT / REFERENCES p ( x ) ON DELETE SET NULL ON UPDATE SET DEFAULT NOT DEFERRABLE "
              "/ NOT NULL");
    EXPECT_EQ(parts_of("a INT GENERATED ALWAYS AS (b) STORED NOT NULL"),
              "a INT / GENERATED ALWAYS AS ( b ) STORED / NOT NULL");
    EXPECT_EQ(parts_of("a AS (b) VIRTUAL"), "a / AS ( b ) VIRTUAL");
    EXPECT_EQ(parts_of("a INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT NULL"),
              "a INTEGER / PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT / NULL");
}

TEST(RuntimeCreateTable, FindsTheRowidAlias) {
    const auto alias = [](const std::string& sql) { return rowid_alias(parse_create_table(sql)); };
    EXPECT_EQ(alias("CREATE TABLE t(a TEXT, b integer PRIMARY KEY)"), "b");
    EXPECT_EQ(alias("CREATE TABLE t(a INTEGER PRIMARY KEY DESC)"), "");
    EXPECT_EQ(alias("CREATE TABLE t(a INTEGER, PRIMARY KEY(a DESC))"), "a");
    EXPECT_EQ(alias("CREATE TABLE t(a INTEGER, CONSTRAINT p PRIMARY KEY([A]))"), "a");
    EXPECT_EQ(alias("CREATE TABLE t(a INTEGER, b, PRIMARY KEY(a, b))"), "");
    EXPECT_EQ(alias("CREATE TABLE t(a INT PRIMARY KEY)"), "");
    EXPECT_EQ(alias("CREATE TABLE t(a INTEGER PRIMARY KEY) WITHOUT ROWID"), "");
    EXPECT_EQ(alias("CREATE TABLE t(a INTEGER)"), "");
}

}  // namespace
}  // namespace migrations
