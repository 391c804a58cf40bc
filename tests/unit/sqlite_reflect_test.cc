// Reading back databases that others made.
#include "sqlite_support.h"

#include "diff/diff.h"

namespace migrations {
namespace {

std::string reflected(const std::string& sql, const std::vector<std::string>& ignored = {}) {
    const auto database = open_memory();
    database->execute(sql);
    return print(database->reflect(ignored));
}

TEST(SqliteReflect, ForeignSpellings) {
    EXPECT_EQ(reflected(R"sql(
CREATE TABLE IF NOT EXISTS main.[Users] (
    ID integer primary key autoincrement not null, -- the key
    `e mail` varchar ( 20 ) COLLATE nocase UNIQUE ON CONFLICT IGNORE DEFAULT 'x' CHECK (length("e mail") > 1),
    n double   precision DEFAULT -1.5 CONSTRAINT positive CHECK (n > 0) /* why */,
    t DEFAULT (datetime('now')),
    team int REFERENCES teams ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED NOT NULL,
    g AS (n * 2),
    s text generated always as (upper(t)) stored,
    CHECK (n <> 5), UNIQUE (n, T), CONSTRAINT "fk" FOREIGN KEY (n, t) REFERENCES Other (B, a) NOT DEFERRABLE
);
CREATE TABLE teams (id INT, nr INT, PRIMARY KEY (nr DESC)) WITHOUT ROWID, STRICT;
CREATE TABLE other (a, b, PRIMARY KEY (a, b), UNIQUE (b, a));
CREATE UNIQUE INDEX IF NOT EXISTS main.ix ON Users ( N desc, lower(t), t COLLATE NOCASE, "g" ASC) WHERE n > 5 AND (t = 'x');
CREATE VIEW v AS SELECT 1;
CREATE TABLE mine (a);
)sql",
                        {"MINE"}),
              R"toml([[tables]]
table        = "Users"
columns      = [
    { name = "ID", type = { sqlite = "INTEGER" }, identity = true, autoincrement = true },
    { name = "e mail", type = { sqlite = "VARCHAR(20)" }, collation = { sqlite = "NOCASE" }, null = true, default_expr = "'x'" },
    { name = "n", type = { sqlite = "DOUBLE PRECISION" }, null = true, default_expr = "-1.5" },
    { name = "t", type = { sqlite = "" }, null = true, default_expr = "datetime('now')" },
    { name = "team", type = { sqlite = "INT" } },
    { name = "g", type = { sqlite = "" }, null = true, generated = { expression = "n * 2", stored = false } },
    { name = "s", type = { sqlite = "TEXT" }, null = true, generated = { expression = "upper(t)", stored = true } },
]
primary_key  = { name = "unnamed id", columns = ["ID"] }
uniques      = [
    { name = "unnamed e mail", columns = ["e mail"] },
    { name = "unnamed n, t", columns = ["n", "t"] },
]
foreign_keys = [
    { name = "fk", columns = ["n", "t"], table = "other", references = ["b", "a"] },
    { name = "unnamed team references teams", columns = ["team"], table = "teams", references = ["nr"], on_delete = "set null", on_update = "cascade", deferrable = "deferred" },
]
checks       = [
    { name = "positive", expression = "n > 0" },
    { name = "unnamed length(e mail) > 1", expression = "length(\"e mail\") > 1" },
    { name = "unnamed n <> 5", expression = "n <> 5" },
]
indexes      = [
    { name = "ix", columns = [{ column = "n", descending = true }, { expression = "lower(t)" }, { column = "t", collation = { sqlite = "NOCASE" } }, "g"], unique = true, where = "n > 5 AND (t = 'x')" },
]

[[tables]]
table       = "other"
columns     = [
    { name = "a", type = { sqlite = "" }, null = true },
    { name = "b", type = { sqlite = "" }, null = true },
]
primary_key = { name = "unnamed a, b", columns = ["a", "b"] }
uniques     = [
    { name = "unnamed b, a", columns = ["b", "a"] },
]

[[tables]]
table         = "teams"
columns       = [
    { name = "id", type = { sqlite = "INT" }, null = true },
    { name = "nr", type = { sqlite = "INT" } },
]
primary_key   = { name = "unnamed nr", columns = ["nr"] }
strict        = true
without_rowid = true

[[objects]]
kind = "view"
name = "v"
sql  = "CREATE VIEW v AS SELECT 1"
)toml");
}

TEST(SqliteReflect, LeavesOutWhatIsNoTableOfTheUser) {
    EXPECT_EQ(reflected(R"sql(
CREATE TABLE sqlitelike (a INTEGER PRIMARY KEY AUTOINCREMENT);
INSERT INTO sqlitelike DEFAULT VALUES;
ANALYZE;
CREATE VIRTUAL TABLE docs USING fts5(body);
CREATE TABLE docs_extra (a INT);
)sql"),
              R"toml([[tables]]
table   = "docs_extra"
columns = [
    { name = "a", type = { sqlite = "INT" }, null = true },
]

[[tables]]
table       = "sqlitelike"
columns     = [
    { name = "a", type = { sqlite = "INTEGER" }, identity = true, autoincrement = true },
]
primary_key = { name = "unnamed a", columns = ["a"] }

[[objects]]
kind = "virtual table"
name = "docs"
sql  = "CREATE VIRTUAL TABLE docs USING fts5(body)"
)toml");
}

// What was read can be made again, unnamed constraints without a name, and looks the same then.
TEST(SqliteReflect, CanBeMadeAgain) {
    const auto one = open_memory();
    one->execute(R"sql(
CREATE TABLE a (x VARCHAR(5) COLLATE NOCASE UNIQUE CHECK (x <> ''), y INT REFERENCES b, CHECK (y > 1), UNIQUE (y, x));
CREATE TABLE b (id INTEGER PRIMARY KEY, t TEXT DEFAULT 'x' NOT NULL);
CREATE INDEX i ON a (x COLLATE BINARY DESC);
)sql");
    const Schema schema = one->reflect({});
    const Script script = rendered({}, creation(schema));
    EXPECT_EQ(script.steps.at(1).sql,
              "CREATE TABLE \"a\" (\n"
              "    \"x\" VARCHAR(5) COLLATE NOCASE,\n"
              "    \"y\" INT,\n"
              "    UNIQUE (\"x\"),\n"
              "    UNIQUE (\"y\", \"x\"),\n"
              "    FOREIGN KEY (\"y\") REFERENCES \"b\" (\"id\"),\n"
              "    CHECK (x <> ''),\n"
              "    CHECK (y > 1)\n"
              ")");
    const auto two = open_memory();
    for (const Step& step : script.steps) two->execute(step.sql);
    EXPECT_TRUE(two->reflect({}) == schema);
}

// Each of these differs from the others; reading back must not miss it.
TEST(SqliteReflect, MissesNothing) {
    const std::vector<std::string> variants = {
        "a INT",
        "a INTEGER",
        "a INT NOT NULL",
        "a INT DEFAULT 1",
        "a INT DEFAULT 2",
        "a INT DEFAULT '1'",
        "a INT PRIMARY KEY",
        "a INTEGER PRIMARY KEY",
        "a INTEGER PRIMARY KEY AUTOINCREMENT",
        "a INT CONSTRAINT p PRIMARY KEY",
        "a INT UNIQUE",
        "a INT CONSTRAINT u UNIQUE",
        "a INT CHECK (a > 1)",
        "a INT CHECK (a > 2)",
        "a INT CONSTRAINT c CHECK (a > 1)",
        "a INT REFERENCES p",
        "a INT REFERENCES p (id) ON DELETE CASCADE",
        "a INT REFERENCES p (id) ON DELETE SET NULL",
        "a INT REFERENCES p (id) ON DELETE SET DEFAULT",
        "a INT REFERENCES p (id) ON DELETE RESTRICT",
        "a INT REFERENCES p (id) ON UPDATE CASCADE",
        "a INT REFERENCES p (nr)",
        "a INT REFERENCES q (id)",
        "a INT REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED",
        "a INT REFERENCES p (id) DEFERRABLE",
        "a INT COLLATE NOCASE",
        "a INT, b INT AS (1)",
        "a INT, b INT AS (1) STORED",
        "a INT, b INT AS (2)",
        "a INT, b INT",
        "a INT, UNIQUE (a, a)",
        "A INT",
    };
    std::vector<std::string> seen;
    for (const std::string& columns : variants) {
        seen.push_back(reflected("CREATE TABLE t (" + columns +
                                 "); CREATE TABLE p (id INTEGER PRIMARY KEY, nr INT)"));
    }
    for (const char* index :
         {"i ON t (a)", "i ON t (a DESC)", "j ON t (a)", "i ON t (a, b)", "i ON t (abs(a))",
          "i ON t (a) WHERE a > 1", "i ON t (a) WHERE a > 2"}) {
        for (const char* unique : {"", "UNIQUE "}) {
            seen.push_back(reflected("CREATE TABLE t (a INT, b INT); CREATE " +
                                     std::string(unique) + "INDEX " + index));
        }
    }
    seen.push_back(reflected("CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID"));
    seen.push_back(reflected("CREATE TABLE t (a INT) STRICT"));
    for (std::size_t i = 0; i < seen.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) EXPECT_NE(seen[i], seen[j]);
    }
}

}  // namespace
}  // namespace migrations
