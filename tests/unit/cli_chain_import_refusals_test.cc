#include "cli_chain_import_support.h"

namespace migrations {
namespace {

// Nothing that is wrong leaves a trace, and all that can be known at once is said at once.
class ChainImportRefusals : public ChainImport {
protected:
    void SetUp() override {
        start_project("\"sqlite\"");
        put({{"1_users.up.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT);\n"}, {"1_users.down.sql", "DROP TABLE users;\n"}});
    }
};

TEST_F(ChainImportRefusals, of_files) {
    put({{"1_again.up.sql", "SELECT 1;\n"},
         {"2_empty.up.sql", "-- nothing yet\n"},
         {"3_down.down.sql", "SELECT 1;\n"},
         {"4_begin.up.sql", "SELECT 1;\nBEGIN;\nSELECT 2;\nCOMMIT;\n"}});
    refused({"import", "db"}, 4,
            "db/3_down.down.sql: error: version '3' goes down and not up [no-up]\n"
            "note: add its .up.sql file\n"
            "db/1_users.up.sql: error: version '1' is also that of db/1_again.up.sql [duplicate-version]\n"
            "note: the tool would run one of them; give the other a version of its own\n"
            "db/2_empty.up.sql: error: version '2' has no SQL statement to go up [sql-empty]\n"
            "note: take it out of the chain, or let it say SELECT 1\n"
            "db/4_begin.up.sql: warning: there is nothing between version '2' and '4' [version-gap]\n"
            "note: if a file is missing, what it did is missing too\n"
            "note: nothing was written\n");
}

TEST_F(ChainImportRefusals, text_that_is_none) {
    put({{"2_x.up.sql", "SELECT '\xff';\n"}, {"3_x.up.sql", std::string("SELECT 1;\0", 10)}});
    const auto before = everything();
    const Ran imported = run({"import", "db"});
    EXPECT_EQ(imported.exit, 4);
    EXPECT_NE(imported.err.find("db/2_x.up.sql:1:9: error: "), std::string::npos) << imported.err;
    EXPECT_NE(imported.err.find("db/3_x.up.sql:1:10: error: "), std::string::npos) << imported.err;
    EXPECT_EQ(everything(), before);
}

// What is no migration may be anything.
TEST_F(ChainImportRefusals, text_that_is_none_beside_the_chain) {
    put({{"dump.sql", "SELECT '\xff';\n"}, {"notes\xff.txt", ""}});
    const Ran imported = run({"import", "db"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(imported.err, "note: not imported: dump.sql: no NNN_title.up.sql or .down.sql\nnote: not imported: notes\\xff.txt: no NNN_title.up.sql or .down.sql\n"
                            "note: read the models, then run: migrations review\n");
}

TEST_F(ChainImportRefusals, names_that_are_no_text) {
    put({{"2_x\xff.up.sql", "SELECT 1;\n"}});
    refused({"import", "db"}, 4, "db/2_x\\xff.up.sql: error: the name of this file is not UTF-8 [file-name]\nnote: give it another name\nnote: nothing was written\n");
    write("d\xff/1_x.up.sql", "SELECT 1;\n");
    refused({"import", "d\xff"}, 2, "error: the name of the folder 'd\\xff' is not UTF-8\nnote: give it another name\n");
}

TEST_F(ChainImportRefusals, parameters) {
    put({{"2_x.up.sql", "SELECT 1;\nINSERT INTO users VALUES (1,\n  :nick);\n"}, {"3_y.up.sql", "SELECT 1;\n"}, {"3_y.down.sql", "DELETE FROM users WHERE id = ?"}});
    refused({"import", "db"}, 4,
            "db/2_x.up.sql:3:3: error: the SQL cannot be read by sqlite: ':nick' is a parameter, and a script has no values for it [sql-syntax]\n"
            "db/3_y.down.sql:1:30: error: the SQL cannot be read by sqlite: '?' is a parameter, and a script has no values for it [sql-syntax]\n"
            "note: nothing was written\n");
}

TEST_F(ChainImportRefusals, templates) {
    write("migrations/revision.toml.in", "revision = {{{revision}}}\n{{#upgrade}}\n");
    refused({"import", "db"}, 2,
            "~/migrations/revision.toml.in: error: the template for revisions is malformed: Unclosed section \"upgrade\" at 26\n"
            "note: its syntax is that of mustache.github.io/mustache.5.html; nothing was written\n");
    write("migrations/revision.toml.in", "revision = {{{revision}}}\n");
    refused({"import", "db"}, 2,
            "~/migrations/revision.toml.in: error: what this template makes of revision '1_users' is not the revision: it leaves out 'upgrade' [template]\n"
            "note: put {{{upgrade}}} into it, as the one of 'migrations init' has it\n"
            "note: nothing was written\n");
    write("migrations/revision.toml.in", "revision = {{{message}}}\n{{{upgrade}}}\n");
    refused({"import", "db"}, 2,
            "~/migrations/revision.toml.in: error: what this template makes of revision '1_users' is not the revision: it leaves out 'revision' [template]\n"
            "note: put {{{revision}}} into it, as the one of 'migrations init' has it\n"
            "note: nothing was written\n");
    write("migrations/revision.toml.in", "{{{upgrade}}}\n");
    const Ran unread = run({"import", "db"});
    EXPECT_EQ(unread.exit, 2);
    EXPECT_EQ(plain(unread.err).find("~/migrations/revision.toml.in: error: what this template makes of revision '1_users' is not the revision: the file would not be read [template]\n"), 0U)
        << unread.err;
}

TEST_F(ChainImportRefusals, a_way_back_that_takes_the_transaction) {
    put({{"2_x.up.sql", "SELECT 1;\n"}, {"2_x.down.sql", "SELECT 1;\nVACUUM;\n"}, {"3_y.up.sql", "VACUUM;\n"}, {"3_y.down.sql", "VACUUM;\n"}});
    const Ran imported = run({"import", "db"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(imported.err,
              "db/2_x.down.sql:2:1: warning: the way back runs without a transaction, and so the whole revision gets transactional = false [no-transaction]\n"
              "note: each statement of the way up is then a step of its own: where one fails, those before it stay\n"
              "note: read the models, then run: migrations review\n");
}

TEST_F(ChainImportRefusals, ways_back_that_lead_elsewhere) {
    put({{"2_nick.up.sql", "CREATE INDEX by_nick ON users (nick);\n"},
         {"2_nick.down.sql", "-- forgotten\n"},
         {"3_seed.up.sql", "INSERT INTO users VALUES (1, 'a');\n"},
         {"3_seed.down.sql", "SELECT 1;\n"},
         {"4_bad.up.sql", "CREATE TABLE posts (id INTEGER PRIMARY KEY);\n"},
         {"4_bad.down.sql", "\nDROP TABLE post;\n"}});
    refused({"import", "db"}, 11,
            "db/2_nick.down.sql: error: after the SQL up and down the database is not what it was: create index by_nick on users (nick) [not-restored]\n"
            "db/3_seed.up.sql:1:1: error: after the SQL up and down it does not go up again: UNIQUE constraint failed: users.id [not-repeatable]\n"
            "note: what db/3_seed.down.sql leaves behind is in its way\n"
            "db/4_bad.down.sql:2:1: error: no such table: post [sql-failed]\n"
            "note: nothing was written; correct the files, or say why there is no way back where it does not work: --irreversible \"why\"\n");
    const Ran imported = run({"import", "db", "--irreversible", "never tried"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_NE(imported.err.find("db/4_bad.down.sql:2:1: warning: no such table: post [sql-failed]\nnote: this revision is irreversible now\n"), std::string::npos) << imported.err;
    EXPECT_NE(revision_text("4_bad").find("irreversible  = \"never tried\"\n"), std::string::npos);
    EXPECT_EQ(revision_text("1_users").find("irreversible"), std::string::npos);
    expect_sound("sqlite", {"2", "4"});
}

TEST_F(ChainImportRefusals, sql_that_fails) {
    put({{"2_x.up.sql", "SELECT 1;\nCREATE INDEX i ON users (\n    nope\n);\n"}});
    refused({"import", "db"}, 7, "db/2_x.up.sql:3:5: error: no such column: nope [sql-failed]\nnote: nothing was written\n");
}

TEST_F(ChainImportRefusals, of_options) {
    refused({"import", "db", "--layout", "gose"}, 2,
            "error: unknown layout 'gose'; did you mean 'goose'?\nnote: import knows golang-migrate, dbmate, goose, diesel, flyway, sqitch\n");
    refused({"import", "db", "--layout", "sqitch"}, 4,
            "sqitch.plan: error: there is no sqitch.plan in the folder [sqitch-plan]\nnote: give the folder that has it\nnote: nothing was written\n");
    refused({"import", "db", "--layout", "flyway"}, 2, "error: 'db' has no migrations of flyway\nnote: it looks for V1__title.sql, U1__title.sql and R__title.sql\n");
    refused({"import", "db", "-m", "x"}, 2, "error: --message is for one revision, and those of a folder have their own\nnote: leave it out\n");
    refused({"import", "db", "--dialect", "postgresql"}, 2,
            "error: the project does not have the dialect 'postgresql'\nnote: set dialects = [\"postgresql\"] in ~/migrations/migrations.toml\n");
    refused({"import", "db", "--dialect", "oracle"}, 2, "error: unknown dialect 'oracle'\nnote: it is sqlite or postgresql\n");
    refused({"import", "db", "--tool-table", "done"}, 2, "error: --tool-table names the table that --stamp reads, and there is no --stamp\nnote: add --stamp, perhaps with a URL, or leave it out\n");
    refused({"import", "db", "--irreversible", " "}, 2, "error: --irreversible gives no reason\nnote: say why there is no way back: --irreversible \"why\"\n");
    make_database("a.db", "CREATE TABLE t (a TEXT)");
    refused({"import", "a.db", "--layout", "goose"}, 2, "error: --layout is for a folder of migrations, and 'a.db' is none\nnote: leave it out\n");
    refused({"import", "a.db", "--stamp", "b.db"}, 2,
            "error: --stamp URL is for a folder of migrations, and 'a.db' is none\nnote: write --stamp alone: it stamps the database that is imported\n");
    refused({"import", "db", "--stamp"}, 2,
            "error: no database is named\nnote: give --database URL, set DATABASE_URL, or write 'database' into ~/migrations/migrations.toml\n");
    start_project("\"sqlite\", \"postgresql\"");
    refused({"import", "db", "--dialect", "oracle"}, 2, "error: unknown dialect 'oracle'\nnote: it is sqlite or postgresql\n");
    refused({"import", "db"}, 2,
            "error: the SQL of a chain is of one dialect, and the project has several\nnote: set dialects = [\"sqlite\"] in ~/migrations/migrations.toml\n");
    start_project("\"sqlite\"");
    put({{"00002_b.sql", "-- +goose Up\nSELECT 1;\n"}});
    refused({"import", "db"}, 2,
            "error: 'db' looks like migrations of golang-migrate ('1_users.down.sql') and of goose ('00002_b.sql')\n"
            "note: say whose they are: --layout golang-migrate; the other files are then left out\n");
}

TEST_F(ChainImportRefusals, of_databases) {
    put({{"2_nick.up.sql", "CREATE INDEX by_nick ON users (nick);\n"}, {"2_nick.down.sql", "DROP INDEX by_nick;\n"}});
    const std::string users = "CREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT); CREATE INDEX by_nick ON users (nick);";
    const auto refuse = [&](const std::string& record, const std::string& problems) {
        std::filesystem::remove(path("live.db"));
        make_database("live.db", users + record);
        refused({"import", "db", "--stamp", "live.db"}, 6,
                "error: the database is not where a migration of this folder leaves it: sqlite:///live.db\n" + problems +
                    "note: bring it there with golang-migrate first; without --stamp the files are imported alone\n");
    };
    const std::string table = "CREATE TABLE schema_migrations (version uint64, dirty bool);";
    refuse(table + "INSERT INTO schema_migrations VALUES (2, 1)", "    version '2' is dirty: it failed half-way\n");
    refuse(table + "INSERT INTO schema_migrations VALUES (7, 0)", "    version '7' is applied, and the folder does not have it\n");
    refuse(table, "    nothing is applied there, by its table 'schema_migrations'\n");

    std::filesystem::remove(path("live.db"));
    make_database("live.db", users + "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY); CREATE TABLE done (version uint64, dirty bool); INSERT INTO done VALUES (1, 0)");
    refused({"import", "db", "--stamp", "live.db"}, 6,
            "error: the table 'schema_migrations' of the database is not the one of golang-migrate: it has no column 'dirty'\n"
            "note: name the right one: --tool-table NAME; without --stamp the files are imported alone\n");
    refused({"import", "db", "--stamp", "live.db", "--tool-table", "nope"}, 6,
            "error: the database has no table 'nope', in which golang-migrate records what it has run: sqlite:///live.db\n"
            "note: if it has another name there, say so: --tool-table NAME; without --stamp the files are imported alone\n");
    refused({"import", "db", "--stamp", "live.db", "--tool-table", "done"}, 3,
            "error: the database is not what the chain makes up to version '1', at which it is by its table; from the chain to sqlite:///live.db it is:\n"
            "    create table schema_migrations (1 column)\n"
            "    create index by_nick on users (nick)\n"
            "note: nothing was written; mend the database, or write what is not the chain's business into [ignore] of ~/migrations/migrations.toml\n");
}

TEST_F(ChainImportRefusals, tables_without_a_column) {
    std::filesystem::remove_all(path("db"));
    put({{"V1__a.sql", "CREATE TABLE a (b TEXT);\n"}});
    make_database("live.db", "CREATE TABLE a (b TEXT); CREATE TABLE flyway_schema_history (installed_rank INT, version TEXT, script TEXT, success BOOLEAN)");
    refused({"import", "db", "--stamp", "live.db"}, 6,
            "error: the table 'flyway_schema_history' of the database is not the one of flyway: it has no column 'type'\n"
            "note: name the right one: --tool-table NAME; without --stamp the files are imported alone\n");
}

TEST_F(ChainImportRefusals, versions_out_of_order) {
    std::filesystem::remove_all(path("db"));
    for (const char* number : {"1", "2", "3"}) {
        put({{std::string(number) + "_t.sql", "-- migrate:up\nCREATE TABLE t" + std::string(number) + " (a INT);\n-- migrate:down\nDROP TABLE t" + number + ";\n"}});
    }
    make_database("live.db", "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY); INSERT INTO schema_migrations VALUES ('1'), ('3'), ('9')");
    refused({"import", "db", "--stamp", "live.db"}, 6,
            "error: the database is not where a migration of this folder leaves it: sqlite:///live.db\n"
            "    version '9' is applied, and the folder does not have it\n"
            "    version '2' is not applied, and '3' behind it is (db/2_t.sql)\n"
            "note: bring it there with dbmate first; without --stamp the files are imported alone\n");
}

}  // namespace
}  // namespace migrations
