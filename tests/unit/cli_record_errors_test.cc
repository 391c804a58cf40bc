// Version tables that nobody wants, and targets that are not there: the exit code, the whole text, and a database that
// stays as it is.
#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

class RecordErrors : public CommandLine {
protected:
    void SetUp() override {
        make_chain();
        start_again();
    }
    // x.db at c3, with rows.
    void start_again() const {
        std::filesystem::remove(path("x.db"));
        ASSERT_EQ(run({"upgrade", "-q", "--create", "--database", "x.db"}).exit, 0);
        ASSERT_EQ(ask("x.db", "INSERT INTO users (nick) VALUES ('ann')"), "");
    }
    // What each of the commands says to a database at c3 of which somebody has changed this.
    void after(const std::string& sql, const std::string& error,
               const std::vector<std::vector<std::string>>& commands = {{"upgrade"}, {"current"}, {"downgrade", "-1", "--yes"}}) const {
        start_again();
        ASSERT_EQ(ask("x.db", sql), "") << sql;
        for (std::vector<std::string> command : commands) {
            command.insert(command.end(), {"--database", "x.db"});
            refused(command, 6, error);
        }
    }
};

TEST_F(RecordErrors, a_version_table_of_another_form) {
    const std::string help = "note: the database is unchanged\nnote: give the project another version table, or mend this one\n";
    after("DROP TABLE migrations_version; CREATE TABLE migrations_version (version_num TEXT)",
          "error: the version table 'migrations_version' has another form: no such column: revision\n" + help);
    after("DROP TABLE migrations_version; CREATE VIEW migrations_version AS SELECT 1 AS revision",
          "error: the version table 'migrations_version' is a view\n" + help);
    after("DROP TABLE migrations_journal",
          "error: the version table 'migrations_version' has another form: no such table: main.migrations_journal\n" + help);
    after("UPDATE migrations_version SET format = 99",
          "error: the version table has the format 99 of a newer version of Migrations; this one knows up to 1\n"
          "note: the database is unchanged, at revision 'c3'\nnote: update Migrations\n");
}

TEST_F(RecordErrors, a_revision_and_one_before_it) {
    after("INSERT INTO migrations_version SELECT 'b2', chain_sha256, 9, project, format FROM migrations_version",
          "~/migrations/revisions/c3.toml:1:12: error: the version table 'migrations_version' has a row for revision 'c3' and one "
          "for 'b2' before it\nnote: the database is unchanged, at revisions 'b2' and 'c3'\n"
          "note: look which revision the database is at, and run: migrations stamp REVISION\n",
          {{"upgrade"}});
}

TEST_F(RecordErrors, a_revision_that_can_be_none) {
    const std::string start = "error: the version table 'migrations_version' names a revision with what cannot be its id: ";
    const std::string end = "\nnote: the database is unchanged\n"
                            "note: look which revision the database is at, and run: migrations stamp --yes REVISION\n";
    after("UPDATE migrations_version SET revision = ''", start + "NULL or nothing" + end);
    after("CREATE TABLE o AS SELECT * FROM migrations_version; DROP TABLE migrations_version; ALTER TABLE o RENAME TO "
          "migrations_version; UPDATE migrations_version SET revision = NULL",
          start + "NULL or nothing" + end);
    after("UPDATE migrations_version SET revision = '../c3'", start + "'../c3'" + end);
    after("UPDATE migrations_version SET revision = replace(hex(zeroblob(5000000)), '00', 'xy')",
          start + "a text of 10000000 bytes" + end);
    EXPECT_EQ(run({"stamp", "--yes", "c3", "--database", "x.db"}).exit, 0);
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).out, "the database is at c3: nothing to do\n");
}

TEST_F(RecordErrors, many_tables_and_nothing_recorded) {
    std::string tables;
    for (int i = 10; i < 24; ++i) tables += "CREATE TABLE t" + std::to_string(i) + " (a);";
    make_database("mine.db", tables);
    refused({"upgrade", "--database", "mine.db"}, 6,
            "error: the database has no version table 'migrations_version' but is not empty: it holds 't10', 't11', 't12', 't13', "
            "'t14', 't15', 't16', 't17', 't18' and 't19'\nnote: the database is unchanged, at base\nnote: run: migrations stamp head\n");
    EXPECT_EQ(ask("mine.db", "SELECT count(*) FROM sqlite_schema"), "14");
}

TEST_F(RecordErrors, targets_that_are_not_there) {
    make_database("empty.db", "CREATE TABLE x (a); DROP TABLE x");
    refused({"downgrade", "-1", "--yes", "--database", "empty.db"}, 6,
            "error: '-1' asks for 1 revision, but none is applied\nnote: the database is unchanged\n"
            "note: 'base' takes back everything\n");
    refused({"downgrade", "a1", "--yes", "--database", "empty.db"}, 6,
            "error: revision 'a1' is not applied\nnote: the database is unchanged\nnote: a downgrade leads to a revision that is; "
            "'migrations current' shows the newest, 'migrations upgrade a1' leads up to this one\n");
    const std::string unknown = "error: there is no revision 'zz'\n";
    const std::string help = "note: 'migrations history' shows all revisions\n";
    refused({"stamp", "zz", "--database", "x.db"}, 4, unknown + help);
    for (const char* command : {"upgrade", "downgrade"}) {
        refused({command, "zz", "--database", "x.db"}, 4, unknown + "note: the database is unchanged\n" + help);
    }
}

// ---- what a revision may not hold ----

TEST_F(RecordErrors, statements_that_end_the_transaction_or_refuse_it) {
    const std::string place = "warning: not reviewed: d4\n~/migrations/revisions/d4.toml:5:1: error: the SQL ";
    const auto says = [&](const std::string& sql, const std::string& error) {
        write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\nop = "
                                              "\"execute\"\nsql = \"UPDATE users SET nick = 'x'; " + sql + "\"\n");
        refused({"upgrade", "--database", "x.db"}, 4, place + error + "note: the database is unchanged\n");
    };
    for (const char* sql : {"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT s", "RELEASE s"}) {
        says(sql, "begins or ends a transaction (sqlite), which only the runner may do [transaction-control]\n"
                  "note: take BEGIN, COMMIT, SAVEPOINT and the like out; 'transactional = false' at the head of the file runs the "
                  "revision without a transaction\n");
    }
    for (const char* sql : {"VACUUM", "ATTACH 'y.db' AS y", "DETACH y", "PRAGMA foreign_keys = ON"}) {
        says(sql, "cannot run in a transaction (sqlite) [no-transaction]\n"
                  "note: write transactional = false at the head of the file; each statement is then recorded by itself\n");
    }
    EXPECT_EQ(ask("x.db", "SELECT nick FROM users"), "ann");
}

}  // namespace
}  // namespace migrations
