#include "cli_support.h"

#if MIGRATIONS_POSTGRESQL
#include "postgresql_suite.h"
#endif

namespace migrations {
namespace {

const std::string ignore_rules =
    "[ignore]\ntables = [\"legacy_*\", \"spatial_ref_sys\"]\nindexes = [\"tmp_?\"]\ncolumns = [\"users.internal_*\"]\nenums = \"old_*\"\n";

// What is on a database and is none of the project's business.
class Ignoring : public CommandLine {
protected:
    void add_foreign_things(const std::string& database) const {
        make_database(database, "CREATE TABLE legacy_users (id INTEGER PRIMARY KEY); CREATE INDEX tmp_1 ON users (nick); ALTER TABLE users "
                                "ADD COLUMN internal_a INTEGER REFERENCES legacy_users (id); CREATE INDEX by_a ON users (internal_a);");
    }
};

TEST_F(Ignoring, diff_and_check) {
    make_chain("\"sqlite\"", ignore_rules);
    make_database("x.db", "");
    ASSERT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
    add_foreign_things("x.db");
    for (const char* side : {"models", "head"}) {
        const Ran equal = run({"diff", side, "x.db"});
        EXPECT_EQ(equal.exit, 0) << equal.out << equal.err;
    }
    const Ran clean = run({"check", "--database", "sqlite:///x.db"});
    EXPECT_EQ(clean.exit, 0) << clean.err;
    EXPECT_EQ(clean.out, "blog_db: 3 revisions, all reviewed; models and migrations agree; the database is what the chain leaves at its "
                         "revision\n");
    make_database("x.db", "CREATE INDEX tmp_22 ON users (nick); CREATE TABLE mine (id INTEGER PRIMARY KEY);");
    const Ran other = run({"diff", "head", "x.db"});
    EXPECT_EQ(other.exit, 3);
    EXPECT_EQ(other.out, "create table mine (1 column)\ncreate index tmp_22 on users (nick)\n");
}

TEST_F(Ignoring, objects) {
    make_chain("\"sqlite\"", "[ignore]\ntables = \"legacy_*\"\nviews = [\"report_?\"]\ntriggers = [\"audit_*\"]\n");
    make_database("x.db", "");
    ASSERT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
    make_database("x.db",
                  "CREATE TABLE legacy_log (x); CREATE VIEW legacy_v AS SELECT 1; CREATE VIEW report_1 AS SELECT 1; CREATE VIEW report_12 "
                  "AS SELECT 1; CREATE TRIGGER audit_users AFTER DELETE ON users BEGIN SELECT 1; END; CREATE TRIGGER t AFTER DELETE ON "
                  "legacy_log BEGIN SELECT 1; END;");
    EXPECT_EQ(run({"diff", "head", "x.db"}).out, "create view report_12\n");
    write("migrations/migrations.toml", read("migrations/migrations.toml") + "\nview = \"x\"\n");
    EXPECT_NE(run({"check"}).err.find("unknown key 'ignore.view'"), std::string::npos) << run({"check"}).err;
}

TEST_F(Ignoring, nothing_that_is_known) {
    make_chain("\"sqlite\"", "[ignore]\ntables = [\"*\"]\ncolumns = [\"*.*\"]\nindexes = [\"*\"]\n");
    make_database("x.db", "");
    ASSERT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
    make_database("x.db", "ALTER TABLE users RENAME COLUMN nick TO name;");
    EXPECT_EQ(run({"diff", "head", "x.db"}).out, "drop column users.nick\n");
}

TEST_F(Ignoring, first_upgrade) {
    make_chain("\"sqlite\"", ignore_rules);
    make_database("x.db", "CREATE TABLE legacy_users (id INTEGER PRIMARY KEY); CREATE VIEW legacy_v AS SELECT id FROM legacy_users;");
    const Ran dry = run({"upgrade", "--dry-run", "--database", "x.db"});
    EXPECT_EQ(dry.exit, 0) << dry.err;
    EXPECT_NE(dry.out.find("CREATE TABLE \"users\""), std::string::npos) << dry.out;
    EXPECT_EQ(ask("x.db", "SELECT count(*) FROM sqlite_schema"), "2");
    const Ran up = run({"upgrade", "--database", "x.db"});
    EXPECT_EQ(up.exit, 0) << up.err;
    EXPECT_EQ(up.out, "the database is at c3\n");

    make_database("y.db", "CREATE TABLE legacy_users (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT id FROM legacy_users;");
    const Ran refused = run({"upgrade", "--database", "y.db"});
    EXPECT_EQ(refused.exit, 6);
    EXPECT_NE(refused.err.find("is not empty: it holds"), std::string::npos) << refused.err;
    EXPECT_EQ(ask("y.db", "SELECT count(*) FROM sqlite_schema"), "2");
}

TEST_F(Ignoring, mistakes) {
    make_project("\"sqlite\"", "[ignore]\ntable = [\"a\"]\ncolumns = [\"internal\", 3]\nindexes = \"\"\nenums = true\n");
    const Ran refused = run({"check"});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_EQ(plain(refused.err),
              "~/migrations/migrations.toml:5:1: error: unknown key 'ignore.table' [unknown-key]\nnote: did you mean 'tables'?\n"
              "~/migrations/migrations.toml:6:24: error: 'ignore.columns' must be an array of strings, not an integer [settings]\n"
              "~/migrations/migrations.toml:6:12: error: 'ignore.columns' must hold patterns such as \"users.internal_*\", not "
              "'internal' [settings]\n"
              "~/migrations/migrations.toml:7:11: error: 'ignore.indexes' must hold patterns such as \"legacy_*\", not '' [settings]\n"
              "~/migrations/migrations.toml:8:9: error: 'ignore.enums' must be a string or an array of strings, not a boolean "
              "[settings]\n");
}

using CheckOnServers = CommandLine;

TEST_F(CheckOnServers, a_database_that_drifted) {
    make_chain();
    make_database("x.db", "");
    ASSERT_EQ(run({"upgrade", "b2", "--database", "x.db"}).exit, 0);
    EXPECT_EQ(run({"check", "--database", "x.db"}).exit, 0);
    make_database("x.db", "CREATE INDEX i ON users (nick); ALTER TABLE users DROP COLUMN email;");
    const auto before = everything();
    const Ran drift = run({"check", "--database", "x.db"});
    EXPECT_EQ(drift.exit, 3);
    EXPECT_EQ(drift.out, "");
    EXPECT_EQ(plain(drift.err),
              "~/migrations/revisions/b2.toml:9:10: error: the database is not what revision b2 leaves: drop column users.email "
              "[database-drift]\n~/migrations/revisions/a1.toml:5:1: error: the database is not what revision b2 leaves: create index "
              "i on users (nick) [database-drift]\nnote: somebody changed the database by hand: take the change back, or write it into a "
              "revision and, here, record that it was applied (migrations stamp); what is none of this project's business goes into "
              "[ignore] of ~/migrations/migrations.toml\n");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(json({"check", "--database", "x.db"}, "/findings/0/rule", 3), "database-drift");
    EXPECT_EQ(run({"check", "--database", "none.db"}).exit, 12);
    EXPECT_EQ(run({"check", "--database", ""}).exit, 2);
}

// Replay believes what effects say.
TEST_F(CheckOnServers, effects_that_are_not_true) {
    make_chain();
    EXPECT_EQ(run({"check", "--database", "scratch"}).out,
              "blog_db: 3 revisions, all reviewed; models and migrations agree; the head is what the models say to sqlite\n");
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\nirreversible = \"no\"\n[[upgrade]]\nop = \"execute\"\nsql = \"ALTER TABLE users DROP "
          "COLUMN age\"\neffects = []\n");
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0);
    const Ran drift = run({"check", "--database", "scratch"});
    EXPECT_EQ(drift.exit, 3);
    EXPECT_EQ(plain(drift.err),
              "~/models/users.toml:5:1: error: sqlite: the database at the head is not what the models say: add column users.age "
              "INTEGER null [database-drift]\n");
}

#if MIGRATIONS_POSTGRESQL

class IgnoringOnPostgresql : public WithPostgresql<Ignoring> {
protected:
    void prepare() override {
        make_chain("\"postgresql\"", ignore_rules);
        environment_["MIGRATIONS_POSTGRESQL_URL"] = server().url();
    }
};

TEST_F(IgnoringOnPostgresql, from_the_first_upgrade_on) {
    const std::string url = server().create_database("ignoring");
    write("x.sql", "CREATE TYPE old_mood AS ENUM ('a'); CREATE TABLE legacy_users (id serial PRIMARY KEY, mood old_mood); CREATE VIEW "
                   "legacy_v AS SELECT id FROM legacy_users;");
    ASSERT_EQ(shell("psql -Xq '" + url + "' -f x.sql").exit, 0);
    const Ran up = run({"upgrade", "--database", url});
    EXPECT_EQ(up.exit, 0) << up.err;
    EXPECT_EQ(run({"diff", "head", url}).exit, 0) << run({"diff", "head", url}).out;
    EXPECT_EQ(run({"check", "--database", url}).exit, 0);
    EXPECT_EQ(run({"check", "--database", "scratch"}).exit, 0);
    const std::string other = server().create_database("not_ignoring");
    write("x.sql", "CREATE DOMAIN mine AS text;");
    ASSERT_EQ(shell("psql -Xq '" + other + "' -f x.sql").exit, 0);
    EXPECT_EQ(run({"upgrade", "--database", other}).exit, 6);
}

// What models have no words for: each kind of pattern, and nothing that the chain itself has.
TEST_F(IgnoringOnPostgresql, what_models_have_no_words_for) {
    write("migrations/migrations.toml", read("migrations/migrations.toml") + "others = [\"policy own_? on *\", \"row level *\"]\n");
    const std::string url = server().create_database("others");
    ASSERT_EQ(run({"upgrade", "--database", url}).exit, 0);
    write("x.sql",
          "CREATE TYPE old_pair AS (a integer); ALTER TABLE users ADD COLUMN internal_x text; ALTER TABLE users ALTER COLUMN internal_x "
          "SET STORAGE EXTERNAL; CREATE INDEX tmp_1 ON users (id); COMMENT ON INDEX tmp_1 IS 'mine'; ALTER TABLE users ENABLE ROW LEVEL "
          "SECURITY; CREATE POLICY own_1 ON users USING (true);");
    ASSERT_EQ(shell("psql -Xq '" + url + "' -f x.sql").exit, 0);
    const Ran clean = run({"check", "--database", url});
    EXPECT_EQ(clean.exit, 0) << clean.err;
    write("x.sql", "CREATE POLICY own_12 ON users USING (true); CREATE TYPE mine AS (a integer);");
    ASSERT_EQ(shell("psql -Xq '" + url + "' -f x.sql").exit, 0);
    const Ran drift = run({"check", "--database", url});
    EXPECT_EQ(drift.exit, 3);
    EXPECT_EQ(plain(drift.err),
              "~/migrations/revisions/c3.toml:1:12: error: the database is not what revision c3 leaves: composite type 'mine' is new "
              "[database-drift]\n"
              "~/migrations/revisions/c3.toml:1:12: error: the database is not what revision c3 leaves: policy 'own_12 on users' is new "
              "[database-drift]\nnote: somebody changed the database by hand: take the change back, or write it into a revision and, here, "
              "record that it was applied (migrations stamp); what is none of this project's business goes into [ignore] of "
              "~/migrations/migrations.toml\n");
}

#endif

}  // namespace
}  // namespace migrations
