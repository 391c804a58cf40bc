// Several revisions become one: the same result, and databases that ran the old ones go on.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli_support.h"
#include "postgresql_suite.h"

namespace migrations {
namespace {

class Squash : public CommandLine {
protected:
    // a1 <- b2 <- c3 of make_chain(), and d4 on top.
    void SetUp() override {
        make_chain();
        write("migrations/revisions/d4.toml", add_column("d4", "c3", "city", "text", "city", "2026-01-07"));
        set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\n"
                  "city = { type = \"text\", null = true }\n");
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    }

    std::string schema_of(const std::string& file) const {
        return ask(file, "SELECT name, type, pk, \"notnull\" FROM pragma_table_info('users')");
    }
    Ran accepted(const std::vector<std::string>& arguments) const {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.exit, 0) << ran.err;
        return ran;
    }
};

TEST_F(Squash, makes_one_revision_of_a_range) {
    accepted({"upgrade", "--database", "old.db", "--create"});
    const Ran ran = accepted({"squash", ":c3"});
    EXPECT_EQ(plain(ran.out),
              "wrote ~/migrations/revisions/c3.toml\n"
              "removed ~/migrations/revisions/a1.toml\n"
              "removed ~/migrations/revisions/b2.toml\n");
    EXPECT_EQ(ran.err,
              "note: 3 revisions with 3 operations up are one with 1; proven on scratch databases with rows: sqlite\n"
              "note: a database at c3 or behind it goes on as before; one in between (a1, b2) has to be brought to c3 with the "
              "files from before first\n"
              "note: read it, then run: migrations review\n");
    const std::string text = read("migrations/revisions/c3.toml");
    EXPECT_NE(text.find("revision      = \"c3\"\nmessage       = \"squash a1 to c3\"\n"), std::string::npos) << text;
    EXPECT_NE(text.find("replaces      = [\n    \"a1 ops="), std::string::npos) << text;
    EXPECT_EQ(text.find("add_column"), std::string::npos) << text;

    // Only the new one is to be reviewed; d4 keeps its review.
    EXPECT_EQ(json({"review", "--json"}, "/revisions/0/revision", 3), "c3");
    EXPECT_EQ(json({"review", "--json"}, "/revisions/1", 3), "");
    accepted({"review", "--yes", "-q"});
    accepted({"check"});
    EXPECT_EQ(json({"history", "--json"}, "/revisions/0/revision"), "d4");

    accepted({"upgrade", "--database", "new.db", "--create"});
    EXPECT_EQ(schema_of("new.db"), schema_of("old.db"));
}

TEST_F(Squash, databases_that_ran_the_old_ones_go_on) {
    for (const char* target : {"a1", "b2", "c3", "d4"}) {
        accepted({"upgrade", target, "--database", std::string(target) + ".db", "--create"});
    }
    accepted({"squash", ":c3"});
    write("migrations/revisions/e5.toml", add_column("e5", "d4", "zip", "text", "zip", "2026-01-08"));
    accepted({"review", "--yes", "-q"});
    for (const std::string at : {"c3", "d4"}) {
        EXPECT_EQ(accepted({"current", "--database", at + ".db"}).out.substr(0, 2), at);
        accepted({"status", "--database", at + ".db"});
        accepted({"upgrade", "--database", at + ".db"});
        EXPECT_EQ(ask(at + ".db", "SELECT revision FROM migrations_version"), "e5");
        // All the way down with the new script, and up again.
        accepted({"downgrade", "base", "--yes", "--database", at + ".db"});
        EXPECT_EQ(schema_of(at + ".db"), "");
        accepted({"upgrade", "--database", at + ".db"});
        EXPECT_EQ(schema_of(at + ".db"), schema_of("c3.db"));
    }
    for (const std::string at : {"a1", "b2"}) {
        refused({"upgrade", "--database", at + ".db"}, 6,
                "error: the database is at revision " + at +
                    ", which was squashed into c3 together with others that it has not applied\n"
                    "note: the database is unchanged\n"
                    "note: bring it to c3 with the files from before the squash (git log -- "
                    "'~/migrations/revisions/c3.toml'), then run this again\n");
        EXPECT_EQ(ask(at + ".db", "SELECT revision FROM migrations_version"), at);
    }
}

TEST_F(Squash, a_database_that_ran_something_else_is_refused) {
    // Another a1 than the one that is squashed.
    const std::string a1 = read("migrations/revisions/a1.toml");
    std::string other = a1;
    replace(other, "\"nick\"", "\"nack\"");
    write("migrations/revisions/a1.toml", other);
    accepted({"review", "--yes", "-q"});
    accepted({"upgrade", "--database", "x.db", "--create"});
    write("migrations/revisions/a1.toml", a1);
    accepted({"review", "--yes", "-q"});
    accepted({"squash", ":c3"});
    accepted({"review", "--yes", "-q"});
    const Ran ran = run({"upgrade", "--database", "x.db"});
    EXPECT_EQ(ran.exit, 5);
    EXPECT_NE(ran.err.find("with other operations than those that were squashed into 'c3': the database recorded the hash "),
              std::string::npos)
        << ran.err;
}

TEST_F(Squash, rows_keep_their_way_where_there_are_some) {
    // Behind a1 there may be rows: a fill is no part of a difference.
    write("migrations/revisions/e5.toml",
          "revision = \"e5\"\ndown_revision = \"d4\"\ncreated = 2026-01-08T00:00:00Z\n\n[[upgrade]]\nop = \"add_column\"\ntable = "
          "\"users\"\ncolumn = { name = \"zip\", type = \"text\" }\nfill = \"00000\"\n\n[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE "
          "users SET city = 'Rome' WHERE city IS NULL\"\n\n[[downgrade]]\nop = \"drop_column\"\ntable = \"users\"\ncolumn = "
          "\"zip\"\n");
    accepted({"review", "--yes", "-q"});
    accepted({"upgrade", "c3", "--database", "old.db", "--create"});
    ASSERT_EQ(ask("old.db", "INSERT INTO users (id, nick) VALUES (1, 'ada')"), "");
    std::filesystem::copy_file(path("old.db"), path("new.db"));
    accepted({"upgrade", "--database", "old.db"});

    const Ran ran = accepted({"squash", "d4:head", "-m", "where people live"});
    EXPECT_EQ(ran.err.substr(0, ran.err.find('\n')),
              "note: 2 revisions with 3 operations up are one with 3; proven on scratch databases with rows: sqlite");
    accepted({"review", "--yes", "-q"});
    accepted({"upgrade", "--database", "new.db"});
    EXPECT_EQ(ask("new.db", "SELECT * FROM users"), ask("old.db", "SELECT * FROM users"));
    EXPECT_EQ(ask("new.db", "SELECT zip, city FROM users"), "00000 Rome");
    accepted({"test", "round-trip", "--revision", "e5"});
}

TEST_F(Squash, a_squash_can_be_squashed) {
    accepted({"upgrade", "--database", "old.db", "--create"});
    accepted({"squash", ":b2"});
    accepted({"review", "--yes", "-q"});
    accepted({"upgrade", "--database", "middle.db", "--create"});
    accepted({"squash", "base:head"});
    accepted({"review", "--yes", "-q"});
    EXPECT_EQ(json({"show", "head", "--json"}, "/revisions/0/replaces"), "[\"a1\",\"b2\",\"c3\"]");
    refused({"revision", "--amend", "--yes"}, 11,
            "error: revision d4 stands for others that were squashed, and databases have applied\n"
            "note: write a new revision instead\n");
    refused({"revision", "--rev-id", "b2"}, 4,
            "error: there was a revision b2, which was squashed into d4: ~/migrations/revisions/d4.toml\n");
    for (const char* file : {"old.db", "middle.db"}) {
        EXPECT_EQ(accepted({"upgrade", "--database", file}).out, "the database is at d4: nothing to do\n");
    }
}

TEST_F(Squash, dry_run_writes_nothing) {
    const auto before = everything();
    const Ran ran = accepted({"squash", "base:head", "--dry-run"});
    EXPECT_EQ(ran.out.substr(0, 24), "revision      = \"d4\"\nmes") << ran.out;
    EXPECT_EQ(ran.err,
              "note: 4 revisions with 4 operations up would be one with 1; proven on scratch databases with rows: sqlite\n");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(json({"squash", "base:head", "--dry-run", "--json"}, "/proven"), "[\"sqlite\"]");
    EXPECT_EQ(json({"squash", "base:head", "--dry-run", "--json"}, "/written"), "null");
    EXPECT_EQ(everything(), before);
}

TEST_F(Squash, what_cannot_be_squashed) {
    refused({"squash", "b2:b2"}, 4,
            "error: there is only revision 'b2' in this range\n"
            "note: give the first and the last of several: migrations squash FIRST:LAST\n");
    write("migrations/revisions/s1.toml", add_column("s1", "b2", "side", "text", "side", "2026-01-09"));
    refused({"squash", ":c3"}, 4,
            "error: revision 's1' stands on 'b2', which would be in the middle of what is squashed\n"
            "note: end the range at 'b2', or begin it behind\n's1' is in ~/migrations/revisions/s1.toml\n");
    std::filesystem::remove(path("migrations/revisions/s1.toml"));
    write("migrations/revisions/e5.toml",
          "revision = \"e5\"\ndown_revision = \"d4\"\ntransactional = false\n\n[[upgrade]]\nop = \"execute\"\nsql = "
          "\"VACUUM\"\n\n[[downgrade]]\nop = \"execute\"\nsql = \"VACUUM\"\n");
    refused({"squash", "d4:e5"}, 11,
            "error: revision 'e5' runs outside a transaction, and cannot be joined with others\n"
            "note: squash what comes before it, and what comes after it\n'e5' is in ~/migrations/revisions/e5.toml\n");
    write("migrations/revisions/e5.toml",
          "revision = \"e5\"\ndown_revision = \"d4\"\n\n[variables]\nwho = \"ada\"\n\n[[upgrade]]\nop = \"execute\"\nsql = "
          "\"DELETE FROM users WHERE nick = ${who}\"\n\n[[downgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n");
    refused({"squash", "d4:e5"}, 11,
            "error: revision 'e5' has [variables], and cannot be joined with others\n"
            "note: squash what comes before it, and what comes after it\n'e5' is in ~/migrations/revisions/e5.toml\n");
    refused({"squash"}, 2, run({"squash"}).err);
}

// A colleague's branch still stands on what was squashed.
TEST_F(Squash, branches_that_stand_on_the_old_ones_are_told) {
    const std::string b2 = read("migrations/revisions/b2.toml");
    accepted({"squash", ":c3"});
    write("migrations/revisions/s1.toml", add_column("s1", "b2", "side", "text", "side", "2026-01-09"));
    Ran ran = run({"validate"});
    EXPECT_EQ(ran.exit, 4);
    EXPECT_EQ(plain(ran.err),
              "~/migrations/revisions/s1.toml:2:17: error: parent 'b2' of revision 's1' is gone: 'b2' was squashed into 'c3' "
              "[missing-parent]\nnote: put this revision on top of it: down_revision = \"c3\"\n");
    std::filesystem::remove(path("migrations/revisions/s1.toml"));
    write("migrations/revisions/b2.toml", b2);
    ran = run({"validate"});
    EXPECT_EQ(ran.exit, 4);
    EXPECT_NE(plain(ran.err).find("error: revision 'b2' was squashed into 'c3', in '~/migrations/revisions/c3.toml' "
                                  "[replaced-revision]\nnote: delete this file, or bring back what was before the squash\n"),
              std::string::npos)
        << ran.err;
    std::filesystem::remove(path("migrations/revisions/b2.toml"));
    refused({"show", "b2"}, 4,
            "error: revision 'b2' was squashed into 'c3'\nnote: name 'c3', or a revision before or after it\n");
}

// Before anything is written, the new revision has to do the same as the old ones with rows in the tables.
TEST_F(Squash, an_irreversible_one_stays_so) {
    write("migrations/revisions/e5.toml",
          "revision = \"e5\"\ndown_revision = \"d4\"\nirreversible = \"the city is gone\"\n\n[[upgrade]]\nop = "
          "\"drop_column\"\ntable = \"users\"\ncolumn = \"city\"\n");
    accepted({"squash", "d4:e5"});
    const std::string text = read("migrations/revisions/e5.toml");
    EXPECT_NE(text.find("irreversible  = \"e5: the city is gone\"\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("[[downgrade]]"), std::string::npos);
}

#if MIGRATIONS_POSTGRESQL

class SquashOnPostgresql : public WithPostgresql<CommandLine> {
protected:
    void prepare() override { make_chain("\"sqlite\", \"postgresql\""); }
};

TEST_F(SquashOnPostgresql, is_proven_for_each_dialect) {
    const std::string database = server().create_database("squash");
    ASSERT_EQ(run({"upgrade", "--database", database}).exit, 0);
    const Ran ran = run({"squash", "base:head"});
    ASSERT_EQ(ran.exit, 0) << ran.err;
    EXPECT_NE(ran.err.find("proven on scratch databases with rows: sqlite, postgresql\n"), std::string::npos) << ran.err;
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    EXPECT_EQ(run({"upgrade", "--database", database}).out, "the database is at c3: nothing to do\n");
    ASSERT_EQ(run({"downgrade", "base", "--yes", "--database", database}).exit, 0);
    ASSERT_EQ(run({"upgrade", "--database", database}).exit, 0);
    EXPECT_EQ(run({"check", "--database", database}).exit, 0);
}

#endif

}  // namespace
}  // namespace migrations
