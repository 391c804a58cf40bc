#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

class SqlScript : public CommandLine {
protected:
    void SetUp() override {
        make_chain();
        write("migrations/revisions/d4.toml",
              "revision = \"d4\"\ndown_revision = \"c3\"\nmessage = \"email is needed\"\n\n[[upgrade]]\nop = \"alter_column\"\ntable "
              "= \"users\"\ncolumn = \"email\"\nnull = false\nfill = \"none\"\n\n[[upgrade]]\nop = \"insert_rows\"\ntable = "
              "\"users\"\nrows = [{ id = 7, nick = \"it's; ok\", email = \"\" }]\n\n[[downgrade]]\nop = \"delete_rows\"\ntable = "
              "\"users\"\nwhere = \"id = 7\"\n\n[[downgrade]]\nop = \"alter_column\"\ntable = \"users\"\ncolumn = "
              "\"email\"\nnull = true\n");
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    }

    std::string schema_of(const std::string& file) const {
        return ask(file, "SELECT sql FROM sqlite_schema ORDER BY name") + ask(file, "SELECT * FROM users");
    }
    std::string record_of(const std::string& file) const {
        return ask(file, "SELECT revision, chain_sha256, seq, project, format FROM migrations_version") + " | " +
               ask(file, "SELECT revision, parents, action, outcome, file_sha256, ops_sha256, chain_sha256, tool_version, down_script "
                         "FROM migrations_history ORDER BY seq");
    }
    void script(const std::vector<std::string>& range, const std::string& file) {
        std::vector<std::string> arguments = {"sql"};
        arguments.insert(arguments.end(), range.begin(), range.end());
        const Ran printed = run(arguments);
        EXPECT_EQ(printed.exit, 0) << printed.err;
        EXPECT_EQ(printed.err, "");
        write(file, printed.out);
    }
};

TEST_F(SqlScript, does_what_upgrade_does) {
    ASSERT_EQ(run({"upgrade", "--database", "a.db", "--create"}).exit, 0);
    script({}, "up.sql");
    const Ran replayed = shell("sqlite3 b.db < up.sql");
    EXPECT_EQ(replayed.exit, 0) << replayed.err;
    EXPECT_EQ(replayed.out, "");
    EXPECT_EQ(schema_of("b.db"), schema_of("a.db"));
    EXPECT_EQ(record_of("b.db"), record_of("a.db"));
    EXPECT_EQ(run({"upgrade", "--database", "b.db"}).out, "the database is at d4: nothing to do\n");
    EXPECT_EQ(read("up.sql").find(".bail on\n"), 0U);
    // For everybody the same text.
    script({"base:heads"}, "again.sql");
    EXPECT_EQ(read("again.sql"), read("up.sql"));
}

// A transaction of whoever runs it: there foreign keys must be off already, since dropping a table deletes rows of others.
TEST_F(SqlScript, fits_into_a_transaction_of_somebody_else) {
    ASSERT_EQ(run({"upgrade", "--database", "a.db", "--create"}).exit, 0);
    script({"--no-transaction"}, "up.sql");
    EXPECT_EQ(read("up.sql").find("BEGIN"), std::string::npos);
    EXPECT_EQ(read("up.sql").find("COMMIT"), std::string::npos);
    const Ran replayed =
        shell("{ echo 'PRAGMA foreign_keys = OFF; BEGIN;'; cat up.sql; echo 'COMMIT;'; } | sqlite3 b.db");
    EXPECT_EQ(replayed.exit, 0) << replayed.err;
    EXPECT_EQ(schema_of("b.db"), schema_of("a.db"));
    EXPECT_EQ(record_of("b.db"), record_of("a.db"));
    const Ran stopped = shell("{ echo 'PRAGMA foreign_keys = ON; BEGIN;'; cat up.sql; echo 'COMMIT;'; } | sqlite3 c.db");
    EXPECT_NE(stopped.exit, 0);
    EXPECT_NE(stopped.err.find("CHECK constraint failed: run PRAGMA foreign_keys = OFF before this transaction"),
              std::string::npos)
        << stopped.err;
    EXPECT_EQ(ask("c.db", "SELECT count(*) FROM sqlite_schema"), "0");

    write("migrations/revisions/e5.toml",
          "revision = \"e5\"\ndown_revision = \"d4\"\ntransactional = false\n\n[[upgrade]]\nop = \"execute\"\nsql = "
          "\"VACUUM\"\n\n[[downgrade]]\nop = \"execute\"\nsql = \"VACUUM\"\n");
    refused({"sql", "--no-transaction"}, 11,
            "error: revision e5 runs outside a transaction, and cannot be in one of yours\n"
            "note: leave --no-transaction out, or print the ranges before and behind it\n");
}

// What upgrade looks at while it runs, the script looks at too: it must not lose what upgrade would not.
TEST_F(SqlScript, stops_where_upgrade_would_refuse) {
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    const auto revision = [&](const std::string& operation) {
        write("migrations/revisions/e5.toml", "revision = \"e5\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\n" + operation);
        EXPECT_EQ(run({"review", "--yes", "-q"}).exit, 0);
        script({"c3:e5"}, "e5.sql");
    };
    const std::string to_integer = "op = \"alter_column\"\ntable = \"users\"\ncolumn = \"nick\"\ntype = \"int32\"\nallow_data_loss = "
        "true\n";
    const struct {
        std::string operation;
        std::string by_hand;
        std::string why;
    } cases[] = {
        {to_integer, "UPDATE users SET nick = '007'", "the column 'nick' of 'users' keeps its values"},
        {to_integer, "UPDATE users SET nick = 'x'", "the column 'nick' of 'users' has values of its new type"},
        {to_integer, "ALTER TABLE users ADD COLUMN mine TEXT", "the table 'users' is as the chain says"},
        {to_integer, "CREATE INDEX mine ON users (email)", "the table 'users' is as the chain says"},
        {"op = \"delete_rows\"\ntable = \"users\"\nwhere = \"id = 7\"\n",
         "CREATE TABLE kids (user INTEGER REFERENCES users (id)); INSERT INTO kids VALUES (7)",
         "no row refers to one that does not exist"},
    };
    for (const auto& each : cases) {
        revision(each.operation);
        ASSERT_EQ(run({"upgrade", "c3", "--database", "a.db", "--create"}).exit, 0);
        EXPECT_EQ(ask("a.db", "INSERT INTO users (id, nick) VALUES (7, '7'); " + each.by_hand), "");
        const std::string before = read("a.db");
        const Ran stopped = shell("sqlite3 a.db < e5.sql");
        EXPECT_NE(stopped.exit, 0) << each.by_hand;
        EXPECT_NE(stopped.err.find("CHECK constraint failed: " + each.why), std::string::npos) << stopped.err;
        EXPECT_EQ(read("a.db"), before) << each.by_hand;
        std::filesystem::remove(path("a.db"));
    }
    revision(to_integer);
    ASSERT_EQ(run({"upgrade", "c3", "--database", "a.db", "--create"}).exit, 0);
    ask("a.db", "INSERT INTO users (id, nick) VALUES (7, '12')");
    const Ran replayed = shell("sqlite3 a.db < e5.sql");
    EXPECT_EQ(replayed.exit, 0) << replayed.err;
    EXPECT_EQ(ask("a.db", "SELECT nick, typeof(nick) FROM users"), "12 integer");
    EXPECT_EQ(run({"upgrade", "--database", "a.db"}).out, "the database is at e5: nothing to do\n");
}

TEST_F(SqlScript, ranges) {
    ASSERT_EQ(run({"upgrade", "b2", "--database", "a.db", "--create"}).exit, 0);
    script({":b2"}, "first.sql");
    script({"b2"}, "also_first.sql");
    EXPECT_EQ(read("first.sql"), read("also_first.sql"));
    EXPECT_EQ(shell("sqlite3 b.db < first.sql").exit, 0);
    EXPECT_EQ(record_of("b.db"), record_of("a.db"));
    ASSERT_EQ(run({"upgrade", "--database", "a.db"}).exit, 0);
    script({"b2:head"}, "rest.sql");
    const Ran rest = shell("sqlite3 b.db < rest.sql");
    EXPECT_EQ(rest.exit, 0) << rest.err;
    EXPECT_EQ(rest.out, "");
    EXPECT_EQ(schema_of("b.db"), schema_of("a.db"));
    EXPECT_EQ(record_of("b.db"), record_of("a.db"));
    ASSERT_EQ(run({"downgrade", "a1", "--yes", "--database", "a.db"}).exit, 0);
    script({"head:a1"}, "down.sql");
    EXPECT_EQ(shell("sqlite3 b.db < down.sql").exit, 0);
    EXPECT_EQ(schema_of("b.db"), schema_of("a.db"));
    EXPECT_EQ(record_of("b.db"), record_of("a.db"));
    EXPECT_EQ(json({"sql", "b2:head"}, "/revisions"), "[\"c3\",\"d4\"]");
    EXPECT_EQ(json({"sql", "head:a1"}, "/revisions"), "[\"d4\",\"c3\",\"b2\"]");
    script({"c3:c3"}, "nothing.sql");
    EXPECT_EQ(read("nothing.sql"), "");
}

// The moves are counted in the version table: a database that went up and down before has a higher count.
TEST_F(SqlScript, works_whatever_happened_before) {
    ASSERT_EQ(run({"upgrade", "--database", "b.db", "--create"}).exit, 0);
    ASSERT_EQ(run({"downgrade", "b2", "--yes", "--database", "b.db"}).exit, 0);
    script({"b2:head"}, "rest.sql");
    EXPECT_EQ(shell("sqlite3 b.db < rest.sql").exit, 0);
    EXPECT_EQ(run({"current", "--database", "b.db"}).out, "d4 (head)  email is needed\n");
}

TEST_F(SqlScript, refuses_a_database_that_is_elsewhere) {
    ASSERT_EQ(run({"upgrade", "a1", "--database", "b.db", "--create"}).exit, 0);
    const std::string before = schema_of("b.db") + record_of("b.db");
    script({"b2:head"}, "rest.sql");
    const Ran refused = shell("sqlite3 b.db < rest.sql");
    EXPECT_NE(refused.exit, 0);
    EXPECT_NE(refused.err.find("NOT NULL constraint failed: migrations_version.revision"), std::string::npos) << refused.err;
    EXPECT_EQ(schema_of("b.db") + record_of("b.db"), before);
    EXPECT_NE(shell("sqlite3 c.db < rest.sql").exit, 0);
    EXPECT_EQ(ask("c.db", "SELECT count(*) FROM sqlite_schema"), "0");
}

TEST_F(SqlScript, needs_to_know_the_dialect) {
    std::string settings = read("migrations/migrations.toml");
    replace(settings, "[\"sqlite\"]", "[\"sqlite\", \"postgresql\"]");
    write("migrations/migrations.toml", settings);
    const Ran unclear = run({"sql"});
    EXPECT_EQ(unclear.exit, 2);
    EXPECT_EQ(unclear.err, "error: the project has several dialects\nnote: name one with --dialect\n");
    EXPECT_EQ(run({"sql", "--dialect", "postgresql"}).out.find("\\set ON_ERROR_STOP on\nBEGIN"), 0U);
    environment_["DATABASE_URL"] = "sqlite:///x.db";
    EXPECT_EQ(run({"sql"}).out.find(".bail on\n"), 0U);
    EXPECT_FALSE(exists("x.db"));
    EXPECT_EQ(run({"sql", "a1:zz"}).exit, 4);
}

}  // namespace
}  // namespace migrations
