#include <gtest/gtest.h>

#include <migrations/create_table.hpp>
#include <migrations/table_merge.hpp>
#include <string>

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

std::string merged(const std::string& stored, const std::string& expected,
                   const std::string& wanted, const std::vector<renamed_column>& renames = {}) {
    const merged_table result = merge_create_table(stored, expected, wanted, "n", renames);
    return result.refusal.empty() ? result.text : "refused: " + result.refusal;
}

TEST(RuntimeTableMerge, ChangesNothingWhenNothingIsWanted) {
    for (const std::string body :
         {"(a, b)", "( a INT ,b\n)", "(\n  a INT, -- one\n  b TEXT -- two\n)",
          "(/* x */ a INT NOT NULL /* y */ , b TEXT DEFAULT ',' COLLATE nocase CHECK(b>'') ) "
          "STRICT",
          "(a INT PRIMARY KEY, b INT REFERENCES t(a), UNIQUE (a, b) ON CONFLICT IGNORE) WITHOUT "
          "ROWID"}) {
        EXPECT_EQ(merged("CREATE TABLE t" + body, "CREATE TABLE t" + body, "CREATE TABLE t" + body),
                  "CREATE TABLE \"n\"" + body);
    }
}

TEST(RuntimeTableMerge, KeepsWhatTheChainDoesNotKnow) {
    EXPECT_EQ(
        merged("CREATE TABLE t (\n  id INTEGER PRIMARY KEY AUTOINCREMENT, -- the id\n"
               "  name TEXT COLLATE NOCASE NOT NULL ON CONFLICT IGNORE,\n  old INT,\n"
               "  CHECK (id > 0), UNIQUE (name)\n) STRICT",
               "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, old INT, "
               "UNIQUE (\"name\"))",
               "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL, old TEXT NOT NULL, "
               "more REAL, UNIQUE (name), CHECK (more > 0))"),
        "CREATE TABLE \"n\" (\n  id INTEGER PRIMARY KEY AUTOINCREMENT, -- the id\n"
        "  name TEXT COLLATE NOCASE NOT NULL ON CONFLICT IGNORE,\n  old TEXT NOT NULL, more REAL, "
        "UNIQUE (name), CHECK (more > 0),\n  CHECK (id > 0)\n) STRICT");
}

TEST(RuntimeTableMerge, DropsColumnsAndKeepsComments) {
    EXPECT_EQ(merged("CREATE TABLE t (a INT, -- first\n b INT, -- second\n c INT -- third\n)",
                     "CREATE TABLE t (a INT, b INT, c INT)", "CREATE TABLE t (a INT, c INT)"),
              "CREATE TABLE \"n\" (a INT, -- first\n c INT -- third\n)");
    EXPECT_EQ(merged("CREATE TABLE t (a INT, -- first\n b INT)", "CREATE TABLE t (a INT, b INT)",
                     "CREATE TABLE t (a INT)"),
              "CREATE TABLE \"n\" (a INT -- first\n)");
    EXPECT_EQ(merged("CREATE TABLE t (a INT, -- first\n b INT)", "CREATE TABLE t (a INT, b INT)",
                     "CREATE TABLE t (a INT,c INT)"),
              "CREATE TABLE \"n\" (a INT, -- first\nc INT)");
}

TEST(RuntimeTableMerge, RenamesAColumnWithAllItHas) {
    EXPECT_EQ(
        merged("CREATE TABLE t (a INT COLLATE nocase, b INT)", "CREATE TABLE t (a INT, b INT)",
               "CREATE TABLE t (\"x y\" INT, b TEXT)", {{"a", "x y"}}),
        "CREATE TABLE \"n\" (\"x y\" INT COLLATE nocase, b TEXT)");
    EXPECT_EQ(
        merged("CREATE TABLE t (a INT COLLATE nocase, b INT)", "CREATE TABLE t (a INT, b INT)",
               "CREATE TABLE t (x TEXT, b INT)", {{"a", "x"}}),
        "refused: the table 't' has something at the column 'a' that the chain does not "
        "know, and that changing the column would lose");
}

TEST(RuntimeTableMerge, RefusesWhatWouldBeLostOrIsNotThere) {
    const std::string ab = "CREATE TABLE t (a INT, b INT)";
    EXPECT_EQ(merged("CREATE TABLE t (a INT, c INT)", ab, ab),
              "refused: the table 't' has the column 'c', which the chain does not know");
    EXPECT_EQ(merged("CREATE TABLE t (a INT)", ab, ab),
              "refused: the table 't' lacks the column 'b'");
    EXPECT_EQ(merged("CREATE TABLE t (b INT, a INT)", ab, ab),
              "refused: the table 't' has its columns in another order than the chain: 'b' stands "
              "where 'a' should");
    EXPECT_EQ(merged("CREATE TABLE t (a INT, b TEXT)", ab, ab),
              "refused: the table 't' has the column 'b' in another form than the chain");
    EXPECT_EQ(merged("CREATE TABLE t (a INT, b INT COLLATE nocase)", ab,
                     "CREATE TABLE t (a INT, b TEXT)"),
              "refused: the table 't' has something at the column 'b' that the chain does not "
              "know, and that changing the column would lose");
    EXPECT_EQ(merged("CREATE TABLE t (a INT DEFAULT (1 + 2), b INT)",
                     "CREATE TABLE t (a INT DEFAULT (1), b INT)", ab),
              "refused: the table 't' has the column 'a' in another form than the chain");
    EXPECT_EQ(merged(ab, "CREATE TABLE t (a INT, b INT, UNIQUE (a))", ab),
              "refused: the table 't' lacks the constraint UNIQUE (a)");
    EXPECT_EQ(merged(ab, "CREATE TABLE t (a INT, b INT) STRICT", ab),
              "refused: the table 't' lacks the option STRICT");
    EXPECT_EQ(merged("CREATE TABLE t (a INT, b INT, CHECK (a < b))", ab, "CREATE TABLE t (a INT)"),
              "refused: the table 't' has a constraint that uses the column 'b', which the chain "
              "does not know");
    EXPECT_EQ(merged("CREATE TABLE t (a INT CHECK (a < b), b INT)", ab, "CREATE TABLE t (a INT)"),
              "refused: the table 't' has a constraint of the column 'a' that uses 'b', which the "
              "chain does not know");
    EXPECT_EQ(merged("CREATE TABLE t (a INT PRIMARY KEY, b INT) STRICT",
                     "CREATE TABLE t (a INT PRIMARY KEY, b INT)",
                     "CREATE TABLE t (a INT PRIMARY KEY, b INT) WITHOUT ROWID"),
              "refused: the table 't' has options that the chain does not know, and that changing "
              "them would lose");
    EXPECT_EQ(merged("CREATE VIRTUAL TABLE t USING fts5(a)", ab, ab),
              "refused: the stored text of a table cannot be read: it is not a CREATE TABLE "
              "statement");
}

TEST(RuntimeTableMerge, AcceptsAnotherOrderOfColumnConstraints) {
    EXPECT_EQ(merged("CREATE TABLE t (a INT UNIQUE NOT NULL, b INT)",
                     "CREATE TABLE t (a INT NOT NULL UNIQUE, b INT)",
                     "CREATE TABLE t (a INT NOT NULL UNIQUE)"),
              "CREATE TABLE \"n\" (a INT UNIQUE NOT NULL)");
}

TEST(RuntimeTableMerge, QuotesTheNewName) {
    EXPECT_EQ(
        merge_create_table("CREATE TABLE t(a)", "CREATE TABLE t(a)", "CREATE TABLE t(a)", "a\"b")
            .text,
        "CREATE TABLE \"a\"\"b\"(a)");
}

}  // namespace
}  // namespace migrations
