#include <gtest/gtest.h>

#include <migrations/table_merge.hpp>
#include <string>
#include <vector>

#include "runtime_support.h"

namespace migrations {
namespace {

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
        "  name TEXT COLLATE NOCASE NOT NULL ON CONFLICT IGNORE,\n  old TEXT NOT NULL, more REAL,\n"
        "  CHECK (id > 0), UNIQUE (name), CHECK (more > 0)\n) STRICT");
}

TEST(RuntimeTableMerge, ConstraintsStayWhereTheyAre) {
    const std::string stored =
        "CREATE TABLE t (a INT, b INT, FOREIGN KEY (b) REFERENCES t (a), CHECK (a > 0), CONSTRAINT z UNIQUE (b), PRIMARY KEY (a))";
    const std::string expected =
        "CREATE TABLE t (a INT, b INT, PRIMARY KEY (a), CONSTRAINT z UNIQUE (b), FOREIGN KEY (b) REFERENCES t (a), CHECK (a > 0))";
    EXPECT_EQ(merged(stored, expected,
                     "CREATE TABLE t (a INT NOT NULL, b INT, CONSTRAINT first CHECK (1), PRIMARY KEY (a), CONSTRAINT y UNIQUE (b, a), "
                     "CONSTRAINT z UNIQUE (b), CHECK (a > 0), CONSTRAINT last CHECK (2))"),
              "CREATE TABLE \"n\" (a INT NOT NULL, b INT, CONSTRAINT first CHECK (1), CHECK (a > 0), CONSTRAINT last CHECK (2), "
              "CONSTRAINT z UNIQUE (b), PRIMARY KEY (a), CONSTRAINT y UNIQUE (b, a))");
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
    EXPECT_EQ(
        merged("CREATE TABLE t (id INT, x TEXT, m TEXT)", "CREATE TABLE t (id INT, m TEXT, x TEXT)",
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
         "(\"mail\" TEXT, CHECK (mail <> ''), UNIQUE (\"mail\"))",
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

// What other branches of the chain have done to the table stays.
std::string merged_shared(const std::string& stored, const std::string& expected, const std::string& wanted,
                          const std::vector<renamed_column>& renames = {}) {
    const merged_table result = merge_create_table(stored, expected, wanted, "n", renames, true);
    return result.refusal.empty() ? result.text : "refused: " + result.refusal;
}

TEST(TableMergeShared, KeepsWhatOthersAdded) {
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER, a INT, l TEXT DEFAULT 'l' CHECK (l <> ''), UNIQUE (l, a))",
                            "CREATE TABLE t (id INTEGER, a INT)", "CREATE TABLE t (id INTEGER, a TEXT, r INT)"),
              "CREATE TABLE \"n\" (id INTEGER, a TEXT, l TEXT DEFAULT 'l' CHECK (l <> ''), r INT, UNIQUE (l, a))");
    EXPECT_EQ(merged_shared("CREATE TABLE t (l TEXT, id INTEGER, a INT)", "CREATE TABLE t (id INTEGER, a INT)",
                            "CREATE TABLE t (id INTEGER, b INT)", {{"a", "b"}}),
              "CREATE TABLE \"n\" (l TEXT, id INTEGER, b INT)");
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER, g INT AS (id + 1))", "CREATE TABLE t (id INTEGER)",
                            "CREATE TABLE t (id INTEGER NOT NULL)"),
              "CREATE TABLE \"n\" (id INTEGER NOT NULL, g INT AS (id + 1))");
}

TEST(TableMergeShared, DoesNotBringBackWhatOthersDropped) {
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER, a INT)", "CREATE TABLE t (id INTEGER, a INT, b INT UNIQUE)",
                            "CREATE TABLE t (id INTEGER, a INT NOT NULL, b INT UNIQUE)"),
              "CREATE TABLE \"n\" (id INTEGER, a INT NOT NULL)");
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER, a INT)", "CREATE TABLE t (id INTEGER, a INT NOT NULL DEFAULT 1)",
                            "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT NOT NULL DEFAULT 1)"),
              "CREATE TABLE \"n\" (id INTEGER PRIMARY KEY, a INT)");
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER, a INT DEFAULT 7)", "CREATE TABLE t (id INTEGER, a INT DEFAULT 1)",
                            "CREATE TABLE t (id INTEGER NOT NULL, a INT DEFAULT 1)"),
              "CREATE TABLE \"n\" (id INTEGER NOT NULL, a INT DEFAULT 7)");
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER)", "CREATE TABLE t (id INTEGER, a INT)", "CREATE TABLE t (id INTEGER NOT NULL)"),
              "CREATE TABLE \"n\" (id INTEGER NOT NULL)");
}

TEST(TableMergeShared, RefusesWhatBothChange) {
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER, a INT DEFAULT 7)", "CREATE TABLE t (id INTEGER, a INT DEFAULT 1)",
                            "CREATE TABLE t (id INTEGER, a INT DEFAULT 9)"),
              "refused: the table 't' has something at the column 'a' that the chain does not know, and that changing the column "
              "would lose");
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER)", "CREATE TABLE t (id INTEGER, a INT)",
                            "CREATE TABLE t (id INTEGER, a INT NOT NULL)"),
              "refused: the table 't' lacks the column 'a'");
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER)", "CREATE TABLE t (id INTEGER, a INT)", "CREATE TABLE t (id INTEGER, b INT)",
                            {{"a", "b"}}),
              "refused: the table 't' lacks the column 'a'");
    EXPECT_EQ(merged_shared("CREATE TABLE t (id INTEGER, x TEXT)", "CREATE TABLE t (id INTEGER)", "CREATE TABLE t (id INTEGER, x INT)"),
              "refused: the table 't' has the column 'x', which the chain does not know");
}

}  // namespace
}  // namespace migrations
