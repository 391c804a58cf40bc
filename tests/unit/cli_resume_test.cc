// A revision outside a transaction that stopped half-way: resume goes on with it, and asks for a decision where nothing
// tells whether a step has worked.
#include <filesystem>
#include <migrations/tables.hpp>

#include "cli_support.h"
#include "postgresql_suite.h"

namespace migrations {
namespace {

const std::string add_row = "INSERT INTO users (nick) VALUES ('second')";

std::string step(const std::string& sql, const std::string& more = "") {
    return "[[upgrade]]\nop = \"execute\"\nsql = \"" + sql + "\"\n" + more + "\n";
}

class Resume : public CommandLine {
protected:
    void SetUp() override {
        make_chain();
        add_steps("");
        ASSERT_EQ(run({"upgrade", "c3", "--database", "x.db", "--create"}).exit, 0);
    }
    // d4, whose three steps each add a row.
    void add_steps(const std::string& probe) const {
        write("migrations/revisions/d4.toml",
              "revision = \"d4\"\ndown_revision = \"c3\"\nmessage = \"rows\"\ncreated = 2026-01-04T00:00:00Z\ntransactional = false\n"
              "irreversible = \"rows\"\n\n" +
                  step("INSERT INTO users (nick) VALUES ('first')") + step(add_row, probe) +
                  step("INSERT INTO users (nick) VALUES ('third')"));
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    }
    // As a process leaves it that was killed at the second step.
    void kill_at_the_second() const {
        const std::string values = "', 'upgrade', '";
        ask("x.db", "INSERT INTO users (nick) VALUES ('first')");
        ask("x.db", "INSERT INTO migrations_journal VALUES ('d4', 1, '" + step_hash("INSERT INTO users (nick) VALUES ('first')") +
                        values + "done', '', ''), ('d4', 2, '" + step_hash(add_row) + values + "started', '', NULL)");
    }
    std::string nicks() const { return ask("x.db", "SELECT group_concat(nick, ' ') FROM users"); }
    Ran resume(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> all = {"resume", "--database", "x.db", "--lock-timeout", "0.05"};
        all.insert(all.end(), more.begin(), more.end());
        return run(all);
    }
};

TEST_F(Resume, asks_for_a_decision) {
    kill_at_the_second();
    const Ran stopped = resume();
    EXPECT_EQ(stopped.exit, 8);
    EXPECT_EQ(plain(stopped.err),
              "~/migrations/revisions/d4.toml:1:12: error: revision 'd4' could not be applied, step 2: its state in 'migrations_journal' is 'started': a call was "
              "interrupted in it, or still runs it\n"
              "  in: " + add_row + "\n"
              "note: the database is at revision 'c3', and partially at revision 'd4': 1 of 3 steps are done\n"
              "note: look whether it worked; if it did, run: migrations resume --skip-step; if it did not, undo what it left "
              "and run: migrations resume --retry-step\n");
    EXPECT_EQ(run({"current", "--database", "x.db"}).err,
              "warning: the upgrade of revision d4 has begun and is not finished\nnote: run: migrations resume\n"
              "note: 1 revision to apply: migrations upgrade\n");
    EXPECT_EQ(nicks(), "first");
}

TEST_F(Resume, retries) {
    kill_at_the_second();
    const Ran done = resume({"--retry-step"});
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_EQ(done.out, "the database is at d4\n");
    EXPECT_EQ(nicks(), "first second third");
    EXPECT_EQ(resume().out, "the database is at d4: no revision is half done\n");
    EXPECT_EQ(json({"resume", "--database", "x.db"}, "/applied"), "0");
}

TEST_F(Resume, skips) {
    kill_at_the_second();
    const Ran done = resume({"--skip-step", "--json"});
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_EQ(nicks(), "first third");
    EXPECT_EQ(resume({"--skip-step", "--retry-step"}).exit, 2);
}

// A probe decides: no question is left.
TEST_F(Resume, probes) {
    add_steps("probe = \"SELECT count(*) = 1 FROM users WHERE nick = 'second'\"");
    kill_at_the_second();
    EXPECT_EQ(resume().exit, 0);
    EXPECT_EQ(nicks(), "first second third");
}
TEST_F(Resume, probes_that_say_yes) {
    add_steps("probe = \"SELECT count(*) = 1 FROM users WHERE nick = 'second'\"");
    kill_at_the_second();
    ask("x.db", add_row);
    EXPECT_EQ(resume().exit, 0);
    EXPECT_EQ(nicks(), "first second third");
}

TEST_F(Resume, of_a_revision_that_is_gone) {
    kill_at_the_second();
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    refused({"resume", "--database", "x.db"}, 6,
            "error: revision 'd4' has begun and is not finished, and is not in ~/migrations\n"
            "note: revision 'd4' is partly applied\n"
            "note: take the version of the project that has it, and run the same command again\n");
}

#if MIGRATIONS_POSTGRESQL

class ResumeOnPostgresql : public WithPostgresql<CommandLine> {
protected:
    void prepare() override {
        make_chain("\"postgresql\"");
        write("migrations/revisions/d4.toml",
              "revision = \"d4\"\ndown_revision = \"c3\"\nmessage = \"steps\"\ncreated = 2026-01-04T00:00:00Z\ntransactional = false\n"
              "irreversible = \"steps\"\n\n" +
                  step(kinds, "effects = []") + step(value, "effects = []") + step(drop, "effects = []") +
                  step("VACUUM users"));
        const Ran reviewed = run({"review", "--yes", "-q"});
        ASSERT_EQ(reviewed.exit, 0) << reviewed.err;
        url_ = server().create_database("resume_" + std::to_string(count_++));
        ASSERT_EQ(run({"upgrade", "c3", "--database", url_}).exit, 0);
        psql(kinds + "; CREATE INDEX by_nick ON users (nick)");
    }
    std::string psql(const std::string& sql) const {
        return shell("psql -XAtq -v ON_ERROR_STOP=1 '" + url_ + "' -c \"" + sql + "\" 2>&1").out;
    }
    // As a process leaves it that was killed in this step, those before it done.
    void kill_at(int step) const {
        const std::string texts[] = {kinds, value, drop, "VACUUM users"};
        for (int each = 1; each <= step; ++each) {
            EXPECT_EQ(psql("INSERT INTO migrations_journal (revision, step, step_sha256, kind, state, started_at) VALUES ('d4', " +
                           std::to_string(each) + ", '" + step_hash(texts[each - 1]) + "', 'upgrade', '" +
                           (each == step ? "started" : "done") + "', 'then')"),
                      "");
        }
    }
    void expect_done() const {
        const Ran done = run({"resume", "--database", url_});
        EXPECT_EQ(done.exit, 0) << done.err;
        EXPECT_EQ(psql("SELECT string_agg(enumlabel, ' ') FROM pg_enum"), "a b\n");
        EXPECT_EQ(psql("SELECT to_regclass('by_nick') IS NULL, (SELECT count(*) FROM migrations_journal)"), "t|0\n");
    }

    const std::string kinds = "CREATE TYPE kind AS ENUM ('a')";
    const std::string value = "ALTER TYPE kind ADD VALUE 'b'";
    const std::string drop = "DROP INDEX CONCURRENTLY by_nick";
    std::string url_;
    static inline int count_ = 0;
};

TEST_F(ResumeOnPostgresql, value_that_was_not_added) {
    kill_at(2);
    expect_done();
}
TEST_F(ResumeOnPostgresql, value_that_was_added) {
    kill_at(2);
    psql(value);
    expect_done();
}
TEST_F(ResumeOnPostgresql, index_that_is_gone) {
    psql(value);
    psql(drop);
    kill_at(3);
    expect_done();
}
TEST_F(ResumeOnPostgresql, vacuum) {
    psql(value);
    psql(drop);
    kill_at(4);
    expect_done();
}

// Nothing tells whether a type of this name is the one.
TEST_F(ResumeOnPostgresql, step_that_nothing_is_known_of) {
    kill_at(1);
    const Ran stopped = run({"resume", "--database", url_});
    EXPECT_EQ(stopped.exit, 8);
    EXPECT_EQ(plain(stopped.err),
              "~/migrations/revisions/d4.toml:1:12: error: revision 'd4', step 1 was started and its end was not recorded: it may have worked "
              "or not\n  in: CREATE TYPE kind AS ENUM ('a')\n"
              "note: revision 'd4' is partly applied; the record says that the database is at revision 'c3'\n"
              "note: look whether it worked; if it did, run: migrations resume --skip-step; if it did not, undo what it left and run: "
              "migrations resume --retry-step\n");
    const Ran done = run({"resume", "--skip-step", "--database", url_});
    EXPECT_EQ(done.exit, 0) << done.err;
    EXPECT_EQ(psql("SELECT string_agg(enumlabel, ' ') FROM pg_enum"), "a b\n");
}

#endif

}  // namespace
}  // namespace migrations
