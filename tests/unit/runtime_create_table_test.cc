#include <gtest/gtest.h>

#include <algorithm>
#include <migrations/create_table.hpp>
#include <migrations/table_merge.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "runtime_support.h"

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
        "CREATE TABLE \"n\" (x TEXT COLLATE nocase, b INT)");
}

// A column that was dropped and comes back stands last, while the chain has it where it was.
TEST(RuntimeTableMerge, KeepsTheOrderOfColumns) {
    EXPECT_EQ(merged("CREATE TABLE t (id INT, x TEXT, m TEXT)",
                     "CREATE TABLE t (id INT, m TEXT, x TEXT)",
                     "CREATE TABLE t (id INT, m TEXT, x TEXT NOT NULL)"),
              "CREATE TABLE \"n\" (id INT, x TEXT NOT NULL, m TEXT)");
    EXPECT_EQ(merged("CREATE TABLE t (c INT, a INT, -- first\n b INT)",
                     "CREATE TABLE t (a INT, b INT, c INT)",
                     "CREATE TABLE t (z INT, a INT, y INT, b INT, c INT, x INT)"),
              "CREATE TABLE \"n\" (z INT,c INT, a INT, -- first\n y INT,\n b INT, x INT)");
}

TEST(RuntimeTableMerge, RefusesWhatWouldBeLostOrIsNotThere) {
    const std::string ab = "CREATE TABLE t (a INT, b INT)";
    EXPECT_EQ(merged("CREATE TABLE t (a INT, c INT)", ab, ab),
              "refused: the table 't' has the column 'c', which the chain does not know");
    EXPECT_EQ(merged("CREATE TABLE t (a INT)", ab, ab),
              "refused: the table 't' lacks the column 'b'");
    EXPECT_EQ(merged("CREATE TABLE t (a INT, b TEXT)", ab, ab),
              "refused: the table 't' has the column 'b' in another form than the chain");
    EXPECT_EQ(merged("CREATE TABLE t (a INT, b INT COLLATE nocase)", ab,
                     "CREATE TABLE t (a INT, b INT COLLATE rtrim)"),
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

// What the chain says, what somebody wrote, what is wanted and what comes out: the texts from the
// first parenthesis on, or a refusal. SQLite accepts what is stored and what comes out.
struct Merge {
    std::string stored;
    std::string expected;
    std::string wanted;
    std::string merged;
    std::vector<renamed_column> renames = {};
};

void check_merges(const std::vector<Merge>& merges) {
    for (const Merge& each : merges) {
        const std::string stored = "CREATE TABLE t " + each.stored;
        const std::string text = merged(stored, "CREATE TABLE t " + each.expected,
                                        "CREATE TABLE t " + each.wanted, each.renames);
        const bool refused = each.merged.compare(0, 8, "refused:") == 0;
        EXPECT_EQ(text, (refused ? "" : "CREATE TABLE \"n\" ") + each.merged) << stored;
        TestConnection db(":memory:");
        db.run(stored);
        if (!refused) db.run(text);
    }
}

TEST(RuntimeTableMerge, KnowsTheSameDefaultInAnotherForm) {
    check_merges({
        {"(a INT DEFAULT 3, b)", "(a INT DEFAULT (3), b)", "(a INT DEFAULT (3), b NOT NULL)",
         "(a INT DEFAULT 3, b NOT NULL)"},
        {"(a INT DEFAULT (3), b)", "(a INT DEFAULT 3, b)", "(a INT DEFAULT 3, b NOT NULL)",
         "(a INT DEFAULT (3), b NOT NULL)"},
        {"(a DEFAULT 'x', b)", "(a DEFAULT ('x'), b)", "(a DEFAULT ('x'))", "(a DEFAULT 'x')"},
        {"(a DEFAULT \"it's\", b)", "(a DEFAULT 'it''s', b)", "(a DEFAULT 'it''s')",
         "(a DEFAULT \"it's\")"},
        {"(a DEFAULT x, b)", "(a DEFAULT (x), b)", "(a DEFAULT (x))", "(a DEFAULT x)"},
        {"(a DEFAULT -1, b)", "(a DEFAULT (-1), b)", "(a DEFAULT (-1))", "(a DEFAULT -1)"},
        {"(a DEFAULT ((- 1)), b)", "(a DEFAULT -1, b)", "(a DEFAULT -1)", "(a DEFAULT ((- 1)))"},
        {"(a DEFAULT current_timestamp, b)", "(a DEFAULT (CURRENT_TIMESTAMP), b)",
         "(a DEFAULT (CURRENT_TIMESTAMP))", "(a DEFAULT current_timestamp)"},
        {"(a DEFAULT TRUE, b)", "(a DEFAULT (TRUE), b)", "(a DEFAULT (TRUE))", "(a DEFAULT TRUE)"},
        {"(a DEFAULT False, b)", "(a DEFAULT 0, b)", "(a DEFAULT 0)", "(a DEFAULT False)"},
        {"(a DEFAULT NULL, b)", "(a DEFAULT (NULL), b)", "(a DEFAULT (NULL))", "(a DEFAULT NULL)"},
        {"(a DEFAULT NULL, b)", "(a, b)", "(a)", "(a DEFAULT NULL)"},
        {"(a, b)", "(a DEFAULT (NULL), b)", "(a DEFAULT (NULL))", "(a)"},
        {"(a DEFAULT 1 DEFAULT 1, b)", "(a DEFAULT 1, b)", "(a, b)", "(a, b)"},
    });
}

TEST(RuntimeTableMerge, ChangesOnlyWhatChangesOfAColumn) {
    check_merges({
        {"(a INT DEFAULT 3 /* three */ COLLATE nocase)", "(a INT DEFAULT (3))",
         "(a INT DEFAULT (4))", "(a INT DEFAULT (4) /* three */ COLLATE nocase)"},
        {"(a INT COLLATE nocase)", "(a INT)", "(a INT NOT NULL DEFAULT 5)",
         "(a INT NOT NULL DEFAULT 5 COLLATE nocase)"},
        {"(a REFERENCES p NOT NULL)", "(a NOT NULL, FOREIGN KEY (a) REFERENCES p (id))",
         "(a TEXT, FOREIGN KEY (a) REFERENCES p (id))", "(a TEXT REFERENCES p)"},
        {"(\n  a INT -- one\n    NOT NULL -- two\n    DEFAULT 5 -- three\n, b)",
         "(a INT NOT NULL DEFAULT 5, b)", "(a INT DEFAULT 6, b)",
         "(\n  a INT -- one\n     -- two\n    DEFAULT 6 -- three\n, b)"},
        {"(\n  a INT -- one\n    NOT NULL DEFAULT 5\n)", "(a INT NOT NULL DEFAULT 5)",
         "(a INT DEFAULT 5)", "(\n  a INT -- one\n    DEFAULT 5\n)"},
        {"(a INT NOT NULL /* x */)", "(a INT NOT NULL)", "(a INT)", "(a INT /* x */)"},
        {"(a INT /* x */ NOT NULL)", "(a INT NOT NULL)", "(a INT)", "(a INT /* x */ )"},
        {"(a VARCHAR(10), b)", "(\"a\" varchar (10), b)", "(\"a\", b)", "(a, b)"},
        {"(a, b NULL DEFAULT NULL)", "(a, b)", "(a INT, b NOT NULL DEFAULT 1)",
         "(a INT, b NOT NULL DEFAULT 1)"},
        {"(a INT DEFAULT 1 NOT NULL)", "(a INT NOT NULL DEFAULT 1)", "(a INT DEFAULT 2)",
         "(a INT DEFAULT 2)"},
        {"(a INT COLLATE nocase)", "(a INT COLLATE NOCASE)", "(a INT COLLATE RTRIM)",
         "(a INT COLLATE RTRIM)"},
        {"(a, c TEXT AS (a) UNIQUE)", "(a, c TEXT GENERATED ALWAYS AS (a) VIRTUAL, UNIQUE (c))",
         "(a, c TEXT GENERATED ALWAYS AS (a + 1) STORED, UNIQUE (c))",
         "(a, c TEXT GENERATED ALWAYS AS (a + 1) STORED UNIQUE)"},
        {"(a INT NOT NULL ON CONFLICT IGNORE)", "(a INT NOT NULL)", "(a INT)", "(a INT)"},
        {"(a INT NOT NULL ON CONFLICT IGNORE)", "(a INT)", "(a INT NOT NULL)",
         "(a INT NOT NULL ON CONFLICT IGNORE)"},
    });
}

TEST(RuntimeTableMerge, KnowsConstraintsWhereverTheyAreWritten) {
    const std::string ours =
        "(\"id\" INTEGER, \"p\" INT, \"u\" TEXT, PRIMARY KEY (\"id\"), UNIQUE (\"u\"), FOREIGN KEY "
        "(\"p\") REFERENCES \"p\" (\"id\") ON DELETE CASCADE, CHECK (\"u\" > ''))";
    const std::string without_them = "(\"id\" INTEGER, \"p\" INT, \"u\" TEXT)";
    const std::string inlined =
        "(id INTEGER PRIMARY KEY AUTOINCREMENT, p INT NULL REFERENCES P ON DELETE CASCADE ON "
        "UPDATE "
        "NO ACTION NOT DEFERRABLE, u TEXT UNIQUE CHECK((U>'')))";
    check_merges({
        {inlined, ours, ours, inlined},
        {inlined, ours, without_them, "(id INTEGER, p INT NULL, u TEXT)"},
        {ours,
         "(id INTEGER PRIMARY KEY, p INT REFERENCES p ON DELETE CASCADE, u TEXT UNIQUE CHECK "
         "(u > ''))",
         "(id INTEGER, p INT, u TEXT)", without_them},
        {"(title TEXT CHECK (length(title) <= 80) COLLATE nocase)",
         "(title TEXT, CHECK (length(\"title\") <= 80))",
         "(title TEXT CHECK (length(\"title\") <= 100))",
         "(title TEXT CHECK (length(\"title\") <= 100) COLLATE nocase)"},
        {"(title TEXT, -- short\n CHECK (length(title) <= 80), UNIQUE (title))",
         "(title TEXT CHECK (length(\"title\") <= 80), UNIQUE (title))",
         "(title TEXT CHECK (length(\"title\") <= 100), UNIQUE (title))",
         "(title TEXT CHECK (length(\"title\") <= 100), -- short\n UNIQUE (title))"},
        {"(a, b, PRIMARY KEY (a COLLATE NOCASE DESC, b ASC))", "(a, b, PRIMARY KEY (\"a\", \"b\"))",
         "(a INT, b, PRIMARY KEY (\"a\", \"b\"))",
         "(a INT, b, PRIMARY KEY (a COLLATE NOCASE DESC, b ASC))"},
        {"(a INTEGER, b, PRIMARY KEY (a AUTOINCREMENT))", "(a INTEGER PRIMARY KEY, b)",
         "(a INTEGER PRIMARY KEY, b INT)", "(a INTEGER, b INT, PRIMARY KEY (a AUTOINCREMENT))"},
        {"(a, b, CONSTRAINT u UNIQUE (a, b), CONSTRAINT c CHECK (a <> 1))",
         "(a, b, UNIQUE (a, b), CONSTRAINT C CHECK (a != 1))",
         "(a, b INT, UNIQUE (a, b), UNIQUE (b))",
         "(a, b INT, CONSTRAINT u UNIQUE (a, b), UNIQUE (b))"},
        {"(a UNIQUE, UNIQUE (a))", "(a, UNIQUE (a))", "(a)", "(a)"},
        {"(a CHECK (b > 0), b)", "(a, b, CHECK (b > 0))", "(b, CHECK (b > 0))",
         "( b, CHECK (b > 0))"},
        {"(a REFERENCES p)", "(a, FOREIGN KEY (a) REFERENCES p (id))",
         "(a, FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE)",
         "(a, FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE)"},
        // Somebody's own key may refer to other columns than the new one.
        {"(a REFERENCES p)", "(a)", "(a, FOREIGN KEY (a) REFERENCES p (x))",
         "(a REFERENCES p, FOREIGN KEY (a) REFERENCES p (x))"},
        {"(a INT, CONSTRAINT u UNIQUE (a))", "(a INT)", "(a TEXT, UNIQUE (a))",
         "(a TEXT, CONSTRAINT u UNIQUE (a))"},
    });
}

TEST(RuntimeTableMerge, KnowsNamesAndTypesHoweverTheyAreQuoted) {
    check_merges({
        {"([a] [varchar](10), `B` 'text', \"c d\" \"numeric(10, 2)\")",
         "(\"a\" VARCHAR(10), \"b\" TEXT, \"c d\" NUMERIC(10,2))",
         "(\"a\" VARCHAR(10), \"b\" TEXT NOT NULL, \"c d\" NUMERIC(10,2))",
         "([a] [varchar](10), `B` 'text' NOT NULL, \"c d\" \"numeric(10, 2)\")"},
        {"(a, FOREIGN KEY ([A]) REFERENCES 'P' (`ID`), UNIQUE ('a'))",
         "(\"a\", UNIQUE (\"a\"), FOREIGN KEY (\"a\") REFERENCES \"p\" (\"id\"))",
         "(\"a\", UNIQUE (\"a\"))", "(a, UNIQUE ('a'))"},
        {"(a, CHECK ([a]IN(1,2)\n and length( a )<3))",
         "(a, CHECK (\"a\" IN (1, 2) AND length(\"a\") < 3))", "(a)", "(a)"},
    });
}

TEST(RuntimeTableMerge, KnowsWhatWithoutRowidImplies) {
    check_merges({
        {"(k TEXT PRIMARY KEY, b) WITHOUT ROWID",
         "(k TEXT NOT NULL, b, PRIMARY KEY (k)) WITHOUT ROWID",
         "(k TEXT NOT NULL, b INT, PRIMARY KEY (k)) WITHOUT ROWID",
         "(k TEXT PRIMARY KEY, b INT) WITHOUT ROWID"},
        {"(k TEXT PRIMARY KEY, b) WITHOUT ROWID",
         "(k TEXT NOT NULL, b, PRIMARY KEY (k)) WITHOUT ROWID",
         "(k TEXT NOT NULL, b, PRIMARY KEY (k))", "(k TEXT NOT NULL PRIMARY KEY, b)"},
        {"(k TEXT PRIMARY KEY) STRICT, WITHOUT ROWID", "(k TEXT PRIMARY KEY) STRICT",
         "(k TEXT PRIMARY KEY)",
         "refused: the table 't' has options that the chain does not know, and that changing them "
         "would lose"},
    });
}

TEST(RuntimeTableMerge, RenamesColumnsWithinConstraints) {
    check_merges({
        {"([a]INT CHECK(NOT[a]AND 1) UNIQUE, b, UNIQUE (a DESC, b) ON CONFLICT IGNORE, FOREIGN KEY "
         "(a) REFERENCES t(a), FOREIGN KEY (b) REFERENCES p(a))",
         "(a INT UNIQUE, b, UNIQUE (a, b), CHECK (NOT a AND 1), FOREIGN KEY (a) REFERENCES t (a), "
         "FOREIGN KEY (b) REFERENCES p (a))",
         "(x INT UNIQUE, b, UNIQUE (x, b), CHECK (NOT x AND 1), FOREIGN KEY (x) REFERENCES t (x), "
         "FOREIGN KEY (b) REFERENCES p (a))",
         "(\"x\"INT CHECK(NOT\"x\"AND 1) UNIQUE, b, UNIQUE (x DESC, b) ON CONFLICT IGNORE, FOREIGN "
         "KEY (x) REFERENCES t(x), FOREIGN KEY (b) REFERENCES p(a))",
         {{"a", "x"}}},
        {"(nocase, c AS (nocase + 1), UNIQUE (nocase COLLATE nocase))",
         "(nocase, c AS (nocase + 1), UNIQUE (nocase))",
         "(x, c AS (x + 1), UNIQUE (x))",
         "(x, c AS (x + 1), UNIQUE (x COLLATE nocase))",
         {{"nocase", "x"}}},
        {"(email TEXT, CHECK (email <> ''), UNIQUE ([email]))",
         "(\"email\" TEXT, UNIQUE (\"email\"), CHECK (email <> ''))",
         "(\"mail\" TEXT, UNIQUE (\"mail\"), CHECK (mail <> ''))",
         "(\"mail\" TEXT, UNIQUE (\"mail\"), CHECK (mail <> ''))",
         {{"email", "mail"}}},
        // The name that becomes free by a rename, or is taken by one.
        {"(a UNIQUE, b)",
         "(a, b, UNIQUE (a))",
         "(b, a, UNIQUE (b))",
         "(b UNIQUE, a)",
         {{"a", "b"}, {"b", "a"}}},
        {"(a, b UNIQUE)",
         "(a, b, UNIQUE (b))",
         "(b INT, UNIQUE (b))",
         "(b INT, UNIQUE (b))",
         {{"a", "b"}}},
        {"(a UNIQUE)", "(a, UNIQUE (a))", "(x, a, UNIQUE (a))", "(x, a, UNIQUE (a))", {{"a", "x"}}},
        {"(a, UNIQUE (a))",
         "(a)",
         "(x)",
         "refused: the table 't' has a constraint that uses the column 'a', which the chain does "
         "not know",
         {{"a", "x"}}},
        {"(a CHECK (a > 0))",
         "(a)",
         "(x)",
         "refused: the table 't' has a constraint of the column 'a' that uses 'a', which the chain "
         "does not know",
         {{"a", "x"}}},
    });
}

TEST(RuntimeTableMerge, RefusesToLoseWhatOnlyTheStoredTextSays) {
    const auto expect = [](const std::string& stored, const std::string& expected,
                           const std::string& wanted, const std::string& why) {
        check_merges({{stored, expected, wanted, "refused: the table 't' " + why}});
    };
    const std::string at_column =
        "has something at the column 'a' that the chain does not know, and that changing the "
        "column would lose";
    const std::string form = "has the column 'a' in another form than the chain";
    expect("(a DEFAULT 1)", "(a)", "(a DEFAULT 2)", at_column);
    expect("(a COLLATE nocase)", "(a)", "(a COLLATE rtrim)", at_column);
    expect("(a PRIMARY KEY, b)", "(a, b)", "(a, b PRIMARY KEY)", at_column);
    expect("(a UNIQUE ON CONFLICT IGNORE, b)", "(a UNIQUE, b)", "(a, b, UNIQUE (a, b))", at_column);
    expect("(a CONSTRAINT d DEFAULT 1)", "(a DEFAULT 1)", "(a DEFAULT 2)", at_column);
    expect("(a, CONSTRAINT f FOREIGN KEY (a)\n REFERENCES p)",
           "(a, FOREIGN KEY (a) REFERENCES p (id))",
           "(a, FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE)",
           "has something in the constraint CONSTRAINT f FOREIGN KEY (a) REFERENCES p that the "
           "chain does not know, and that changing the constraint would lose");
    expect("(id INTEGER PRIMARY KEY AUTOINCREMENT)", "(id INTEGER PRIMARY KEY)",
           "(id TEXT NOT NULL, PRIMARY KEY (id))",
           "has AUTOINCREMENT, which the chain does not know, and which a changed primary key "
           "cannot have");
    expect("(a TEXT)", "(a INT)", "(a BLOB)", form);
    expect("(a DEFAULT 'A')", "(a DEFAULT 'a')", "(a DEFAULT 'a')", form);
    expect("(a DEFAULT 1 DEFAULT 2)", "(a DEFAULT 2)", "(a DEFAULT 2)", form);
    expect("(a DEFAULT \"true\")", "(a DEFAULT (TRUE))", "(a DEFAULT (TRUE))", form);
    expect("(a NULL)", "(a NOT NULL)", "(a NOT NULL)", form);
    expect("(a AS (b), b)", "(a, b)", "(a, b)", form);
    expect("(a AS (b) STORED, b)", "(a AS (b), b)", "(a AS (b), b)", form);
    expect("(a COLLATE nocase)", "(a COLLATE rtrim)", "(a COLLATE rtrim)", form);
    expect("(a REFERENCES p)", "(a REFERENCES p ON DELETE CASCADE)", "(a)",
           "lacks the constraint REFERENCES p ON DELETE CASCADE of the column 'a'");
    expect("(a REFERENCES p (b))", "(a, FOREIGN KEY (a) REFERENCES p (c))", "(a)",
           "lacks the constraint FOREIGN KEY (a) REFERENCES p (c)");
    expect("(a REFERENCES p DEFERRABLE)",
           "(a, FOREIGN KEY (a) REFERENCES p DEFERRABLE INITIALLY DEFERRED)", "(a)",
           "lacks the constraint FOREIGN KEY (a) REFERENCES p DEFERRABLE INITIALLY DEFERRED");
    expect("(a, b, UNIQUE (b, a))", "(a, b, UNIQUE (a, b))", "(a, b)",
           "lacks the constraint UNIQUE (a, b)");
    expect("(a, CHECK (a <> 'X'))", "(a, CHECK (a <>\n 'x'))", "(a)",
           "lacks the constraint CHECK (a <> 'x')");
    expect("(a UNIQUE)", "(a, CONSTRAINT u UNIQUE (a))", "(a)",
           "lacks the constraint CONSTRAINT u UNIQUE (a)");
    // Without a comma between them they cannot be told apart.
    expect("(a, b, UNIQUE (a) CHECK (b > 0))", "(a, b, UNIQUE (a))", "(a, b)",
           "lacks the constraint UNIQUE (a)");
    expect("(a, b, UNIQUE (a) CHECK (b > 0))", "(a, b)", "(a)",
           "has a constraint that uses the column 'b', which the chain does not know");
    expect("(a CHECK (b > 0), b)", "(a, b)", "(b)",
           "has a constraint of the column 'a' that uses 'b', which the chain does not know");
}

TEST(RuntimeTableMerge, LetsGoWhatIsSaidOfNothingElse) {
    check_merges({
        {"(a, b TEXT COLLATE nocase DEFAULT 'x' CHECK (b > '') REFERENCES p)", "(a, b TEXT)", "(a)",
         "(a)"},
        {"(a UNIQUE ON CONFLICT IGNORE, b)", "(a UNIQUE, b)", "(a, b)", "(a, b)"},
        {"(a, b, CONSTRAINT f FOREIGN KEY (a) REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
         "(a, b, FOREIGN KEY (a) REFERENCES p (id))", "(a, b)", "(a, b)"},
    });
}

// A table for the law below. What begins with `extra` is known to the stored text alone.
struct RandomTable {
    struct Column {
        std::string name;
        std::string type;
        std::string value;  // behind DEFAULT, or empty
        bool not_null = false;
        std::string extra_collation;
    };
    struct Constraint {
        std::string kind;  // PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY
        std::vector<std::string> columns;
        std::string extra_name;
        std::string extra_modifier;
        bool extra = false;  // all of it
        bool has_extras() const { return extra || !(extra_name + extra_modifier).empty(); }
        bool names(const std::string& column) const {
            return std::find(columns.begin(), columns.end(), column) != columns.end();
        }
    };
    std::vector<Column> columns;
    std::vector<Constraint> constraints;
    bool without_rowid = false;
};

// Makes tables, changes and texts, the same ones for the same seed.
class RandomTexts {
public:
    explicit RandomTexts(unsigned seed) : random_(seed) {}

    bool chance(unsigned percent) { return random_() % 100 < percent; }
    std::string one_of(const std::vector<std::string>& choices) {
        return choices[random_() % choices.size()];
    }

    RandomTable table(bool extras) {
        RandomTable made;
        for (const char* name : {"a", "b", "c", "d"}) {
            if (made.columns.size() < 2 || chance(60)) made.columns.push_back(column(name));
            if (extras && chance(25)) made.columns.back().extra_collation = "nocase";
        }
        if (chance(70)) {
            RandomTable::Constraint key{"PRIMARY KEY", {"a"}, "", "", false};
            made.without_rowid = chance(40);
            if (!made.without_rowid && chance(50)) {
                made.columns[0].type = "INTEGER";
                made.columns[0].not_null = false;
                made.columns[0].extra_collation = "";
                if (extras && chance(30)) key.extra_modifier = "AUTOINCREMENT";
            } else if (chance(50)) {
                key.columns.emplace_back("b");
            }
            for (RandomTable::Column& each : made.columns)
                if (made.without_rowid && key.names(each.name)) each.not_null = true;
            made.constraints.push_back(key);
        }
        for (int count = 0; count < 5; ++count) {
            const bool added = chance(60) && add_constraint(made, extras && chance(30));
            if (!added || !extras) continue;
            RandomTable::Constraint& last = made.constraints.back();
            if (chance(25)) last.extra_name = "k" + std::to_string(count);
            if (chance(25) && last.kind == "UNIQUE") last.extra_modifier = "ON CONFLICT IGNORE";
            if (chance(25) && last.kind == "FOREIGN KEY")
                last.extra_modifier = "DEFERRABLE INITIALLY DEFERRED";
        }
        return made;
    }

    // False when there is such a constraint already.
    bool add_constraint(RandomTable& table, bool extra) {
        RandomTable::Constraint made{one_of({"UNIQUE", "CHECK", "FOREIGN KEY"}), {}, "", "", extra};
        made.columns.push_back(table.columns[random_() % table.columns.size()].name);
        const std::string second = table.columns[random_() % table.columns.size()].name;
        if (made.kind != "FOREIGN KEY" && chance(50) && !made.names(second))
            made.columns.push_back(second);
        for (const RandomTable::Constraint& other : table.constraints)
            if (other.kind == made.kind && other.columns == made.columns) return false;
        table.constraints.push_back(made);
        return true;
    }

    // Changes the table. True when the change may be refused, for it touches what only the stored
    // text knows.
    bool change(RandomTable& table, std::vector<renamed_column>& renames) {
        bool touches = false;
        // Kinds of constraints: that went with what they had beyond, were taken away, are new.
        std::vector<std::string> lost;
        std::vector<std::string> removed;
        std::vector<std::string> added;
        const auto has = [](const std::vector<std::string>& kinds, const std::string& kind) {
            return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
        };
        const auto free_column = [&]() -> RandomTable::Column* {
            RandomTable::Column& some = table.columns[random_() % table.columns.size()];
            for (const RandomTable::Constraint& each : table.constraints)
                if (each.kind == "PRIMARY KEY" && each.names(some.name)) return nullptr;
            return &some;
        };
        for (int count = 0; count < 3; ++count) {
            const std::string what =
                one_of({"drop", "rename", "type", "null", "default", "add", "remove", "column"});
            RandomTable::Column* some = free_column();
            if (what == "add" && add_constraint(table, false)) {
                added.push_back(table.constraints.back().kind);
                // It may be the one that was taken away, and then nothing has changed.
                if (has(removed, added.back())) table.constraints.pop_back();
            } else if (what == "remove" && !table.constraints.empty()) {
                const auto gone = table.constraints.begin() +
                                  static_cast<long>(random_() % table.constraints.size());
                if (gone->extra || gone->kind == "PRIMARY KEY") continue;
                if (gone->has_extras()) lost.push_back(gone->kind);
                removed.push_back(gone->kind);
                table.constraints.erase(gone);
            } else if (what == "column") {
                table.columns.push_back(column("n" + std::to_string(count)));
            } else if (some == nullptr) {
                continue;
            } else if (what == "type") {
                some->type = one_of({"", "TEXT", "VARCHAR(20)", "REAL"});
            } else if (what == "null") {
                some->not_null = !some->not_null;
            } else if (what == "default") {
                some->value = value();
            } else if (what == "rename" && some->name.size() == 1) {
                const std::string old = some->name;
                some->name = old + old;
                renames.push_back({old, some->name});
                for (RandomTable::Constraint& each : table.constraints) {
                    touches = touches || (each.extra && each.names(old));
                    std::replace(each.columns.begin(), each.columns.end(), old, some->name);
                }
            } else if (what == "drop" && some->name.size() == 1 && table.columns.size() > 1) {
                for (std::size_t at = table.constraints.size(); at-- > 0;) {
                    const RandomTable::Constraint& each = table.constraints[at];
                    if (!each.names(some->name)) continue;
                    touches = touches || each.extra;
                    if (each.has_extras()) lost.push_back(each.kind);
                    table.constraints.erase(table.constraints.begin() + static_cast<long>(at));
                }
                table.columns.erase(table.columns.begin() + (some - table.columns.data()));
            }
        }
        for (const std::string& kind : lost) touches = touches || has(added, kind);
        return touches;
    }

    // As the chain writes it, or with what is stored beyond.
    static std::string plain(const RandomTable& table, bool with_extras) {
        std::string text;
        for (const RandomTable::Column& each : table.columns) {
            text += (text.empty() ? "(\"" : ", \"") + each.name + "\" " + each.type;
            if (each.not_null) text += " NOT NULL";
            if (!each.value.empty()) text += " DEFAULT (" + each.value + ")";
            if (with_extras && !each.extra_collation.empty())
                text += " COLLATE " + each.extra_collation;
        }
        for (const RandomTable::Constraint& each : table.constraints) {
            if (each.extra && !with_extras) continue;
            text += ", ";
            if (with_extras && !each.extra_name.empty())
                text += "CONSTRAINT " + each.extra_name + " ";
            const bool counts = each.extra_modifier == "AUTOINCREMENT";
            const std::string first = "\"" + each.columns.front() + "\"";
            const std::string second =
                each.columns.size() > 1 ? "\"" + each.columns.back() + "\"" : "";
            text += each.kind + " (" + first;
            if (each.kind == "CHECK") {
                text += second.empty() ? " <> 'X'" : " < " + second;
            } else if (!second.empty()) {
                text += ", " + second;
            }
            text += with_extras && counts ? " AUTOINCREMENT)" : ")";
            if (each.kind == "FOREIGN KEY") text += " REFERENCES \"p\" (\"id\") ON DELETE CASCADE";
            if (with_extras && !counts) text += " " + each.extra_modifier;
        }
        return text + (table.without_rowid ? ") WITHOUT ROWID" : ")");
    }

    // As somebody may have written it, with what is stored beyond.
    std::string written(const RandomTable& table) {
        std::vector<bool> done(table.constraints.size());
        std::string text;
        for (const RandomTable::Column& each : table.columns) {
            std::vector<std::string> clauses;
            bool in_key = false;
            for (std::size_t at = 0; at < table.constraints.size(); ++at) {
                const RandomTable::Constraint& constraint = table.constraints[at];
                in_key =
                    in_key || (constraint.kind == "PRIMARY KEY" && constraint.names(each.name));
                if (done[at] || constraint.columns.front() != each.name || chance(50)) continue;
                if (constraint.kind != "CHECK" && constraint.columns.size() > 1) continue;
                done[at] = true;
                clauses.push_back(constraint_text(constraint, true));
            }
            if (each.not_null && !(table.without_rowid && in_key && chance(60)))
                clauses.push_back(word("NOT NULL"));
            if (!each.not_null && chance(15)) clauses.push_back(word("NULL"));
            if (!each.value.empty()) {
                clauses.push_back(word("DEFAULT ") + one_of({each.value, "(" + each.value + ")",
                                                             "( " + each.value + ")"}));
            } else if (chance(15)) {
                clauses.push_back(word("DEFAULT NULL"));
            }
            if (!each.extra_collation.empty())
                clauses.push_back(word("COLLATE ") + name(each.extra_collation));
            std::shuffle(clauses.begin(), clauses.end(), random_);
            text +=
                (text.empty() ? "(" : ",") + space() + name(each.name) + space() + word(each.type);
            for (const std::string& clause : clauses) text += space() + clause;
            text += one_of({"", " ", "\n", " -- end\n"});
        }
        std::vector<std::string> elements;
        for (std::size_t at = 0; at < table.constraints.size(); ++at)
            if (!done[at]) elements.push_back(constraint_text(table.constraints[at], false));
        std::shuffle(elements.begin(), elements.end(), random_);
        for (const std::string& each : elements) text += "," + space() + each;
        return text + one_of({")", "\n)", "/* end */)"}) +
               (table.without_rowid ? word(" WITHOUT ROWID") : "");
    }

private:
    std::string value() {
        return one_of({"", "3", "-1", "'x'", "'it''s, so'", "CURRENT_TIMESTAMP"});
    }
    RandomTable::Column column(const std::string& name) {
        return {name, one_of({"", "TEXT", "INTEGER", "VARCHAR(10)"}), value(), chance(50), ""};
    }
    std::string space() { return one_of({" ", "  ", "\n  ", " /* , */ ", " -- it's (\n "}); }
    std::string word(std::string text) {
        if (chance(30)) std::transform(text.begin(), text.end(), text.begin(), lower_letter);
        return text;
    }
    std::string name(const std::string& text) {
        return one_of({text, "\"" + text + "\"", "[" + text + "]", "`" + text + "`"});
    }
    std::string constraint_text(const RandomTable::Constraint& constraint, bool at_column) {
        std::string text;
        if (!constraint.extra_name.empty())
            text = word("CONSTRAINT ") + constraint.extra_name + " ";
        std::string columns = name(constraint.columns.front());
        if (constraint.columns.size() > 1) {
            columns += (constraint.kind == "CHECK" ? "<" : ",") + name(constraint.columns.back());
        } else if (constraint.kind == "CHECK") {
            columns += one_of({"<>'X'", " != 'X'"});
        }
        const bool counts = constraint.extra_modifier == "AUTOINCREMENT";
        if (counts && !at_column) columns += " AUTOINCREMENT";
        if (constraint.kind == "CHECK") {
            text += word("CHECK") + one_of({"(" + columns + ")", " ( (" + columns + "))"});
        } else if (!at_column) {
            text += word(constraint.kind) + space() + "(" + columns + ")";
        } else if (constraint.kind != "FOREIGN KEY") {
            text += word(constraint.kind);
        }
        if (constraint.kind == "FOREIGN KEY") {
            text += word(" REFERENCES ") + name("p") + one_of({"", "(id)"}) +
                    one_of({" ON DELETE CASCADE", " ON UPDATE NO ACTION ON DELETE CASCADE"});
        }
        if (!counts || at_column) text += " " + constraint.extra_modifier;
        return text;
    }

    std::mt19937 random_;
};

// What a text says, in lines that compare.
std::string facts_text(const std::string& sql) {
    const table_text table = parse_create_table(sql);
    std::vector<std::string> lines;
    for (const table_fact& fact : facts_of(table)) {
        if (fact.says_nothing()) continue;
        std::string line = std::to_string(static_cast<int>(fact.kind)) + " " + fact.column + ":";
        for (const std::string& each : fact.says) line += " " + each;
        for (const std::string& each : fact.modifiers) line += " " + each;
        lines.push_back(line + " " + fact.name);
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

// What SQLite makes of a text that creates the table n.
std::string sqlite_view(TestConnection& db, const std::string& sql) {
    db.run("DROP TABLE IF EXISTS n");
    db.run(sql);
    return db.text(
        "SELECT lower(name), replace(lower(type), ' ', ''), \"notnull\", "
        "upper(coalesce(trim(dflt_value, '( )'), 'NULL')), pk FROM pragma_table_xinfo('n') UNION "
        "ALL "
        "SELECT * FROM (SELECT lower(\"from\"), lower(\"table\"), coalesce(lower(\"to\"), 'id'), "
        "on_update, on_delete FROM pragma_foreign_key_list('n') ORDER BY 1) UNION ALL "
        "SELECT * FROM (SELECT (SELECT group_concat(lower(name)) FROM pragma_index_info(l.name)) "
        "AS columns, origin, \"unique\", '', '' FROM pragma_index_list('n') l ORDER BY 1, 2)");
}

TEST(RuntimeTableMerge, MakesWhatIsWantedAndKeepsTheRestOfAnyTable) {
    TestConnection db(":memory:");
    int refused = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        RandomTexts random(seed);
        const RandomTable before = random.table(seed % 2 == 1);
        RandomTable after = before;
        std::vector<renamed_column> renames;
        const bool may_refuse = random.change(after, renames);
        const std::string stored = "CREATE TABLE t " + random.written(before);
        const std::string expected = "CREATE TABLE t " + RandomTexts::plain(before, false);
        const std::string wanted = "CREATE TABLE t " + RandomTexts::plain(after, false);
        SCOPED_TRACE(std::to_string(seed) + "\n" + stored + "\n" + expected + "\n" + wanted);
        const merged_table result = merge_create_table(stored, expected, wanted, "n", renames);
        if (may_refuse && !result.refusal.empty()) {
            ++refused;
            continue;
        }
        ASSERT_EQ(result.refusal, "");
        const std::string ideal = "CREATE TABLE n " + RandomTexts::plain(after, true);
        ASSERT_EQ(facts_text(result.text), facts_text(ideal)) << result.text;
        ASSERT_EQ(sqlite_view(db, result.text), sqlite_view(db, ideal)) << result.text;
        if (expected != wanted) continue;
        for (const table_element& element : parse_create_table(stored).elements) {
            const std::size_t first = element.tokens.front().offset;
            const std::string bytes = stored.substr(first, element.tokens.back().end() - first);
            ASSERT_NE(result.text.find(bytes), std::string::npos) << result.text;
        }
    }
    EXPECT_LT(refused, 100);
}

}  // namespace
}  // namespace migrations
