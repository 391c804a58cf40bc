#include "cli_import_schemas.h"
#include "cli_import_support.h"

namespace migrations {
namespace {

class Import : public Importing {};

constexpr const char* small_schema = R"sql(
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (length(name) <= 50));
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email VARCHAR(320) NOT NULL CONSTRAINT uq_users_email UNIQUE,
    "full name" TEXT COLLATE NOCASE,
    active BOOLEAN NOT NULL DEFAULT 1,
    admin INTEGER NOT NULL DEFAULT 0 CHECK (admin IN (0, 1)),
    state TEXT NOT NULL DEFAULT 'new' CHECK ("state" IN ('new', 'old')),
    age INT CHECK (age > 0),
    created DATETIME DEFAULT CURRENT_TIMESTAMP,
    team INTEGER REFERENCES teams ON DELETE SET NULL,
    upper_email TEXT AS (upper(email)),
    CONSTRAINT some_age CHECK (age < 200),
    CHECK (age > 10 OR team IS NULL)
);
CREATE INDEX ix_users_team ON users (team);
CREATE INDEX by_age ON users (age DESC, lower(email)) WHERE active;
CREATE TABLE members (team INTEGER, user INTEGER REFERENCES users, note, PRIMARY KEY (team, user)) WITHOUT ROWID;
CREATE VIEW adults AS SELECT * FROM users WHERE age > 17;
CREATE TRIGGER no_delete BEFORE DELETE ON teams BEGIN SELECT RAISE(ABORT, 'no'); END;
)sql";

TEST_F(Import, writes_models_as_a_person_would) {
    start_project("\"sqlite\"");
    make_database("app.db", small_schema);
    const std::string before = read("app.db");
    const Ran imported = run({"import", "app.db"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(plain(imported.out), "wrote ~/models/schema.toml\nwrote ~/migrations/revisions/" + revision_name() + "\n");
    EXPECT_EQ(imported.err,
              "note: read the models, then run: migrations review\n"
              "note: the database does not know of the revision: to record it there, run: migrations stamp head\n");
    EXPECT_EQ(read("models/schema.toml"), R"toml([tables.members]
primary_key   = ["team", "user"]
without_rowid = true

[tables.members.columns]
team = { type = "int64" }
user = { type = "int64", references = "users.id" }
note = { type = { sqlite = "" }, null = true }

[tables.teams.columns]
id   = { type = "int64", primary_key = true }
name = { type = "string(50)", unique = true }

[tables.users.columns]
id          = { type = "int64", primary_key = true, autoincrement = true }
email       = { type = { portable = "string(320)", sqlite = "VARCHAR(320)" }, unique = true }
"full name" = { type = "text", collation = { sqlite = "NOCASE" }, null = true }
active      = { type = { portable = "bool", sqlite = "BOOLEAN" }, default = true }
admin       = { type = "bool", default = false }
state       = { type = "enum", values = ["new", "old"], default = "new" }
age         = { type = { portable = "int64", sqlite = "INT" }, null = true, check = "age > 0" }
created     = { type = { portable = "timestamp", sqlite = "DATETIME" }, null = true, default_expr = "CURRENT_TIMESTAMP" }
team        = { type = "int64", null = true, references = "teams.id", on_delete = "set null", index = true }
upper_email = { type = "text", null = true, generated = { expression = "upper(email)", stored = false } }

[[tables.users.checks]]
name       = "some_age"
expression = "age < 200"

[[tables.users.checks]]
expression = "age > 10 OR team IS NULL"

[[tables.users.indexes]]
name    = "by_age"
columns = [
    { column = "age", descending = true },
    { expression = "lower(email)" },
]
where   = "active"

[views.adults]
sql = "CREATE VIEW adults AS SELECT * FROM users WHERE age > 17"

[triggers.no_delete]
table = "teams"
sql   = "CREATE TRIGGER no_delete BEFORE DELETE ON teams BEGIN SELECT RAISE(ABORT, 'no'); END"
)toml");
    EXPECT_EQ(read("app.db"), before);
    expect_the_same_as("app.db", "sqlite");
}

TEST_F(Import, of_everything_that_sqlite_has) {
    start_project("\"sqlite\"");
    make_database("app.db", sqlite_schema_to_import);
    const Ran imported = run({"import", "app.db", "--stamp"});
    ASSERT_EQ(imported.exit, 0) << imported.out << imported.err;
    expect_the_same_as("app.db", "sqlite");
    EXPECT_EQ(run({"upgrade", "--database", "app.db"}).exit, 0);
    // A new database that the revision makes is the same, and both take the next revision.
    ASSERT_EQ(run({"upgrade", "--database", "new.db", "--create"}).exit, 0);
    const Ran same = run({"diff", "app.db", "new.db"});
    EXPECT_EQ(same.exit, 0) << same.out;
    const Ran trip = run({"test", "chain", "--dialect", "sqlite"});
    EXPECT_EQ(trip.exit, 0) << trip.out << trip.err;

    std::string models = read("models/schema.toml");
    replace(models, "[tables.teams.columns]\n", "[tables.teams.columns]\nmotto = { type = \"text\", null = true }\n");
    write("models/schema.toml", models);
    ASSERT_EQ(run({"revision", "--autogenerate", "-m", "motto"}).exit, 0);
    for (const char* database : {"app.db", "new.db"}) {
        const Ran up = run({"upgrade", "--database", database});
        EXPECT_EQ(up.exit, 0) << up.err;
    }
    EXPECT_EQ(run({"diff", "models", "app.db"}).exit, 0);
}

// What the first revision made can be rebuilt: the stored text is the one that is expected.
TEST_F(Import, tables_can_be_rebuilt_afterwards) {
    start_project("\"sqlite\"");
    make_database("app.db", small_schema);
    ASSERT_EQ(run({"import", "app.db", "--stamp"}).exit, 0);
    std::string models = read("models/schema.toml");
    replace(models, "check = \"age > 0\"", "check = \"age > 1\"");
    write("models/schema.toml", models);
    ASSERT_EQ(run({"revision", "--autogenerate", "-m", "older"}).exit, 0);
    const Ran up = run({"upgrade", "--database", "app.db"});
    EXPECT_EQ(up.exit, 0) << up.err;
    EXPECT_EQ(run({"diff", "models", "app.db"}).exit, 0);
    EXPECT_EQ(ask("app.db", "SELECT count(*) FROM adults"), "0");
}

TEST_F(Import, stamps_when_asked_and_changes_nothing_else) {
    start_project("\"sqlite\"");
    make_database("app.db", std::string(small_schema) + "INSERT INTO teams VALUES (7, 'seven');");
    const std::string before = ask("app.db", "SELECT sql FROM sqlite_schema WHERE sql NOT LIKE '%migrations%'");
    const Ran imported = run({"import", "app.db", "--stamp", "-m", "as it was"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_NE(imported.out.find("the database is recorded to be at "), std::string::npos);
    EXPECT_EQ(ask("app.db", "SELECT sql FROM sqlite_schema WHERE sql NOT LIKE '%migrations%'"), before);
    EXPECT_EQ(ask("app.db", "SELECT * FROM teams"), "7 seven");
    const Ran current = run({"current", "--database", "app.db"});
    EXPECT_NE(current.out.find("(head)  as it was"), std::string::npos) << current.out;
    EXPECT_NE(run({"upgrade", "--database", "app.db"}).out.find("nothing to do"), std::string::npos);
}

TEST_F(Import, of_a_schema_file) {
    start_project("\"sqlite\"");
    // As `.schema` of sqlite3 prints it.
    write("schema.sql", "CREATE TABLE sqlite_sequence(name,seq);\n" + std::string(small_schema));
    const Ran imported = run({"import", "schema.sql"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(imported.err.find("stamp"), std::string::npos) << imported.err;
    write("plain.sql", small_schema);
    expect_the_same_as("plain.sql", "sqlite");
}

TEST_F(Import, of_a_file_with_any_name) {
    start_project("\"sqlite\"");
    make_database("app.data", "CREATE TABLE t (a INTEGER PRIMARY KEY)");
    EXPECT_EQ(run({"import", "app.data"}).exit, 0);
    EXPECT_EQ(read("models/schema.toml"), "[tables.t.columns]\na = { type = \"int64\", primary_key = true }\n");
}

TEST_F(Import, writes_a_file_for_each_table) {
    start_project("\"sqlite\"");
    make_database("app.db",
                  "CREATE TABLE users (id INTEGER PRIMARY KEY); CREATE TABLE \"Users \" (a TEXT); CREATE TABLE \"a/b\" "
                  "(a TEXT); CREATE TABLE \"a_b\" (a TEXT CHECK (a IN ('x'))); CREATE TABLE \"größe\" (a TEXT)");
    const Ran imported = run({"import", "app.db", "--split"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(plain(imported.out),
              "wrote ~/models/Users_.toml\nwrote ~/models/a_b.toml\nwrote ~/models/a_b_2.toml\nwrote "
              "~/models/größe.toml\nwrote ~/models/users.toml\nwrote ~/migrations/revisions/" +
                  revision_name() + "\n");
    EXPECT_EQ(read("models/a_b_2.toml"), "[tables.a_b]\ncpp = \"AB2\"\n\n[tables.a_b.columns]\na = { type = \"enum\", values = [\"x\"], null = true }\n");
    expect_the_same_as("app.db", "sqlite");
}

TEST_F(Import, names_its_file_as_the_project_wants_it) {
    start_project("\"sqlite\"");
    std::string settings = read("migrations/migrations.toml");
    make_database("app.db", "CREATE TABLE t (a TEXT)");
    replace(settings, "../models", "../db/*_model.toml");
    write("migrations/migrations.toml", settings);
    const Ran starred = run({"import", "app.db"});
    EXPECT_EQ(starred.exit, 0) << starred.err;
    EXPECT_TRUE(exists("db/schema_model.toml"));
    expect_the_same_as("app.db", "sqlite");

    std::filesystem::remove_all(path("migrations/revisions"));
    std::filesystem::remove_all(path("db"));
    replace(settings, "../db/*_model.toml", "../one.toml");
    write("migrations/migrations.toml", settings);
    const Ran split = run({"import", "app.db", "--split"});
    EXPECT_EQ(split.exit, 2);
    EXPECT_EQ(plain(split.err), "error: --split writes several files, but the project names one: ~/one.toml\n"
                                "note: name a folder in 'models' of ~/migrations/migrations.toml\n");
    EXPECT_EQ(run({"import", "app.db"}).exit, 0);
    EXPECT_TRUE(exists("one.toml"));
}

TEST_F(Import, says_it_in_json) {
    start_project("\"sqlite\"");
    make_database("app.db", small_schema);
    EXPECT_EQ(json({"import", "app.db", "--stamp"}, "/left_out"), "[]");
    const std::string again = json({"import", "app.db"}, "/error/kind", 6);
    EXPECT_EQ(again, "state");
    std::filesystem::remove_all(path("models"));
    std::filesystem::remove_all(path("migrations/revisions"));
    EXPECT_EQ(json({"import", "app.db"}, "/tables"), "3");
    EXPECT_EQ(read("models/schema.toml").find("migrations_version"), std::string::npos);
}

TEST_F(Import, names_what_it_passes_over) {
    start_project("\"sqlite\"");
    make_database("app.db",
                  "CREATE TABLE t (a TEXT UNIQUE ON CONFLICT REPLACE, b TEXT, PRIMARY KEY (b COLLATE NOCASE)); CREATE "
                  "TABLE u (a INTEGER, b TEXT REFERENCES t (a) MATCH FULL, PRIMARY KEY (a DESC)); CREATE VIRTUAL TABLE "
                  "words USING fts5(word); CREATE VIEW v AS SELECT 1");
    const Ran imported = run({"import", "app.db"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(imported.err.substr(0, imported.err.find("note:")),
              "warning: 4 things of the source cannot be said in models and are not imported:\n"
              "    COLLATE in a key of table t\n"
              "    DESC in a key of table u\n"
              "    MATCH of table u\n"
              "    ON CONFLICT of table t\n");
    EXPECT_NE(read("models/schema.toml").find("\n[virtual_tables.words]\nsql = \"CREATE VIRTUAL TABLE words USING fts5(word)\"\n"),
              std::string::npos) << read("models/schema.toml");
    EXPECT_EQ(read("models/schema.toml").find("words_content"), std::string::npos);
}

}  // namespace
}  // namespace migrations
