// status, config and ensure-version.
#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

using Status = CommandLine;

TEST_F(Status, nothing_is_to_be_done) {
    make_chain();
    make_database("x.db", "");
    ASSERT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
    const Ran status = run({"status", "--database", "x.db"});
    EXPECT_EQ(status.exit, 0);
    EXPECT_EQ(status.err, "");
    EXPECT_EQ(status.out, "blog_db\n"
                          "  models    1 file, 1 table; the migrations agree\n"
                          "  chain     3 revisions, head c3\n"
                          "  review    all reviewed\n"
                          "  database  sqlite:///x.db: at c3, nothing to apply\n");
    EXPECT_EQ(json({"status", "--database", "x.db"}, "/status/database/good"), "true");
}

TEST_F(Status, what_is_next) {
    make_chain();
    set_model("email = { type = \"text\", null = true }\n");
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "town", "text", "add town", "2026-01-04"));
    make_database("x.db", "");
    ASSERT_EQ(run({"upgrade", "b2", "--database", "x.db"}).exit, 0);
    const auto before = everything();
    EXPECT_EQ(run({"status", "--database", "x.db"}).out,
              "blog_db\n"
              "  models    1 file, 1 table; 2 differences to the migrations\n"
              "            migrations revision --autogenerate\n"
              "  chain     4 revisions, head d4 'add town'\n"
              "  review    1 revision not reviewed\n"
              "            migrations review\n"
              "  database  sqlite:///x.db: at b2, 2 revisions to apply\n"
              "            migrations upgrade\n");
    EXPECT_EQ(everything(), before);
    write("migrations/revisions/e5.toml", add_column("e5", "c3", "zip", "text", "", "2026-01-05"));
    make_database("y.db", "CREATE TABLE mine (a)");
    write("migrations/revisions/a1.toml", read("migrations/revisions/a1.toml") + "# more\n");
    EXPECT_EQ(run({"status", "--database", "y.db"}).out,
              "blog_db\n"
              "  models    1 file, 1 table; not compared: the chain has several heads\n"
              "  chain     5 revisions, 2 heads: d4, e5\n"
              "            migrations merge\n"
              "  review    2 revisions not reviewed, 1 revision edited after the review\n"
              "            migrations review\n"
              "  database  sqlite:///y.db: not empty, and nothing is recorded\n"
              "            migrations stamp REVISION\n");
}

// What the runner would refuse.
TEST_F(Status, record_that_does_not_fit) {
    make_chain();
    ASSERT_EQ(run({"upgrade", "--database", "x.db", "--create"}).exit, 0);
    ask("x.db", "INSERT INTO migrations_version SELECT 'a1', chain_sha256, 9, project, format FROM migrations_version");
    const Ran status = run({"status", "--database", "x.db"});
    EXPECT_EQ(status.exit, 0);
    EXPECT_NE(status.out.find("  database  sqlite:///x.db: "), std::string::npos) << status.out;
    EXPECT_EQ(json({"status", "--database", "x.db"}, "/status/database/good"), "false");
    EXPECT_EQ(run({"doctor", "--database", "x.db"}).exit, 3);
    ask("x.db", "DELETE FROM migrations_version WHERE revision = 'a1'");
    EXPECT_EQ(json({"status", "--database", "x.db"}, "/status/database/good"), "true");
}

TEST_F(Status, a_history_that_is_gone) {
    make_chain();
    ASSERT_EQ(run({"upgrade", "--database", "x.db", "--create", "-q"}).exit, 0);
    ASSERT_EQ(ask("x.db", "DROP TABLE migrations_history"), "");
    const Ran told = run({"status", "--database", "x.db"});
    EXPECT_NE(told.out.find("  database  there is a version table 'migrations_version', but not the table 'migrations_history' beside it\n"
                            "            restore it from a backup, or choose another version_table\n"), std::string::npos) << told.out;
    for (const std::vector<std::string>& command : {std::vector<std::string>{"current"}, {"downgrade", "-1", "--yes"}}) {
        std::vector<std::string> arguments = command;
        arguments.insert(arguments.end(), {"--database", "x.db"});
        refused(arguments, 6,
                "error: there is a version table 'migrations_version', but not the table 'migrations_history' beside it\n"
                "note: the database is unchanged\nnote: restore it from a backup, or choose another version_table\n");
    }
}

TEST_F(Status, what_cannot_be_asked) {
    make_chain();
    const Ran none = run({"status"});
    EXPECT_EQ(none.exit, 0);
    EXPECT_NE(none.out.find("  database  no database is named\n"), std::string::npos) << none.out;
    const Ran missing = run({"status", "--database", "none.db"});
    EXPECT_NE(missing.out.find("  database  the database 'none.db' cannot be opened: there is no such file\n"), std::string::npos) << missing.out;
    write("migrations/revisions/c3.toml", "revision = 3\n");
    write("models/users.toml", "[tables.users\n");
    const Ran broken = run({"status", "--database", "none.db"});
    EXPECT_EQ(broken.exit, 0);
    EXPECT_NE(broken.out.find("problem\n            migrations check\n  chain     2 revisions; 1 problem\n            migrations "
                              "validate\n"), std::string::npos) << broken.out;
    EXPECT_NE(broken.out.find("  database  not asked while the chain has problems\n"), std::string::npos) << broken.out;
}

using Config = CommandLine;

TEST_F(Config, where_each_setting_comes_from) {
    make_project("\"sqlite\", \"postgresql\"", "[lint]\ndrop-table = \"error\"\n[ignore]\ntables = [\"legacy_*\"]\n");
    environment_["DATABASE_URL"] = "postgresql://app:secret@host/blog";
    const Ran shown = run({"config"});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    EXPECT_EQ(plain(shown.out),
              "name = \"blog_db\"  # ~/migrations/migrations.toml:1:1\n"
              "dialects = [\"sqlite\", \"postgresql\"]  # ~/migrations/migrations.toml:2:1\n"
              "models = [\"~/models/users.toml\"]  # ~/migrations/migrations.toml:3:1\n"
              "database = \"postgresql://app:***@host/blog\"  # DATABASE_URL\n"
              "version_table = \"migrations_version\"  # default\n"
              "transaction_per_migration = true  # default\n"
              "revisions = [\"~/migrations/revisions\"]  # default\n"
              "file_name = \"{date}_{time}_{id}_{slug}\"  # default\n"
              "time_zone = \"UTC\"  # default\n"
              "after_write = []  # default\n"
              "sqlite_minimum = \"3.35.5\"  # default\n"
              "lint.drop-table = \"error\"  # ~/migrations/migrations.toml:4:2\n"
              "tests.seed = 1  # default\n"
              "tests.rows_per_table = 3  # default\n"
              "tests.folder = \"~/migrations/tests\"  # default\n"
              "tests.released = []  # default\n"
              "tests.kills = 8  # default\n"
              "tests.skip = []  # default\n"
              "tests.column_order = \"warning\"  # default\n"
              "ignore.tables = [\"legacy_*\"]  # ~/migrations/migrations.toml:6:2\n"
              "namespace = \"blog_db\"  # default\n"
              "header_prefix = \"blog_db\"  # default\n");
    EXPECT_EQ(run({"config", "tests.rows_file"}).out, "tests.rows_file = \"\"  # default\n");
    EXPECT_EQ(run({"config", "database", "--database", "x.db"}).out, "database = \"x.db\"  # --database\n");
    EXPECT_NE(run({"config", "-v"}).out.find("lint.drop-column = \"warning\"  # default\n"), std::string::npos);
    for (const char* url : {"host=h dbname=x password='s3 cr3tpw'", "host=h password=s3\\ cr3tpw dbname=x", "postgresql://u:abc@h/db",
                            "postgresql:/u:s3cr3tpw@h/db"}) {
        const Ran hidden = run({"config", "database", "--database", url});
        EXPECT_EQ(hidden.exit, 0) << hidden.err;
        EXPECT_EQ(hidden.out.find("cr3t"), std::string::npos) << hidden.out;
        EXPECT_EQ(hidden.out.find("abc"), std::string::npos) << hidden.out;
    }
    EXPECT_EQ(json({"config", "dialects"}, "/settings/0/value"), "[\"sqlite\",\"postgresql\"]");
    refused({"config", "dialect"}, 2, "error: there is no setting 'dialect'\nnote: did you mean 'dialects'?\n");
}

using EnsureVersion = CommandLine;

TEST_F(Config, sections_of_which_nothing_is_set) {
    make_project();
    const Ran none = run({"config", "ignore"});
    EXPECT_EQ(none.exit, 0);
    EXPECT_EQ(none.err, "note: nothing is set in [ignore]\n");
    EXPECT_EQ(json({"config", "ignore"}, "/settings"), "[]");
    refused({"config", "nowhere"}, 2, "error: there is no setting 'nowhere'\n");
    refused({"config", ""}, 2, "error: key: is empty: name a setting, or none for all\nnote: see 'migrations config --help'\n");
}

TEST_F(EnsureVersion, makes_the_tables_once) {
    make_chain();
    EXPECT_EQ(run({"ensure-version", "--database", "x.db"}).exit, 12);
    EXPECT_FALSE(exists("x.db"));
    const Ran made = run({"ensure-version", "--database", "x.db", "--create"});
    EXPECT_EQ(made.exit, 0) << made.err;
    EXPECT_EQ(made.out, "made the tables that record revisions: 'migrations_version'\n");
    EXPECT_EQ(ask("x.db", "SELECT count(*) FROM migrations_version"), "0");
    const auto before = everything();
    EXPECT_EQ(run({"ensure-version", "--database", "x.db"}).out, "the table 'migrations_version' is there already\n");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(json({"ensure-version", "--database", "x.db"}, "/made"), "false");
    EXPECT_EQ(run({"current", "--database", "x.db"}).out, "base\n");
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
    EXPECT_EQ(run({"ensure-version", "--database", "x.db"}).exit, 0);
    EXPECT_EQ(run({"current", "--database", "x.db"}).out, "c3 (head)\n");
}

// The first upgrade is refused there, and this must not be the way around it.
TEST_F(EnsureVersion, not_in_a_database_that_holds_something) {
    make_chain();
    make_database("mine.db", "CREATE TABLE mine (a)");
    refused({"ensure-version", "--database", "mine.db"}, 6,
            "error: the database is not empty, and nothing is recorded: it holds 'mine'\nnote: if it is the one that was meant, say where it "
            "is: migrations stamp base, or another revision\n");
}

}  // namespace
}  // namespace migrations
