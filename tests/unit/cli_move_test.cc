#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

// A project with the chain a1, b2, c3.
class Move : public CommandLine {
protected:
    void SetUp() override { make_chain(); }

    // Runs with --database x.db.
    Ran on_x(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--database", "x.db"});
        return run(arguments);
    }
    std::string where() const { return ask("x.db", "SELECT revision FROM migrations_version"); }
};

TEST_F(Move, up_and_down) {
    const struct {
        std::vector<std::string> arguments;
        std::string out;
        std::string err;
    } steps[] = {
        {{"upgrade", "+1", "--create"}, "the database is at a1\n", "applied a1  create users  (? ms)\n"},
        {{"upgrade", "a+1"}, "the database is at b2\n", "applied b2  add email  (? ms)\n"},
        {{"upgrade"}, "the database is at c3\n", "applied c3  (? ms)\n"},
        {{"upgrade", "head"}, "the database is at c3: nothing to do\n", ""},
        {{"upgrade", "heads"}, "the database is at c3: nothing to do\n", ""},
        {{"downgrade", "-1", "--yes"}, "the database is at b2\n", "took back c3  (? ms)\n"},
        {{"downgrade", "b2"}, "the database is at b2: nothing to do\n", ""},
        {{"downgrade", "a1", "--yes"}, "the database is at a1\n", "took back b2  add email  (? ms)\n"},
        {{"upgrade", "a1+2"}, "the database is at c3\n", "applied b2  add email  (? ms)\napplied c3  (? ms)\n"},
        {{"downgrade", "c3-1", "--yes"}, "the database is at b2\n", "took back c3  (? ms)\n"},
        {{"downgrade", "base", "--yes"}, "the database is at base\n",
         "took back b2  add email  (? ms)\ntook back a1  create users  (? ms)\n"},
        {{"downgrade", "base"}, "the database is at base: nothing to do\n", ""},
        {{"upgrade", "c", "-q"}, "", ""},
    };
    for (const auto& step : steps) {
        const Ran done = on_x(step.arguments);
        EXPECT_EQ(done.exit, 0) << done.err;
        EXPECT_EQ(done.out, step.out);
        EXPECT_EQ(plain(done.err), step.err);
    }
    EXPECT_EQ(where(), "c3");
    EXPECT_EQ(ask("x.db", "SELECT name FROM pragma_table_info('users')"), "id nick email age");
}

TEST_F(Move, a_backup_before_anything_is_written) {
    ASSERT_EQ(on_x({"upgrade", "a1", "--create", "--backup", "none.db"}).exit, 0);
    EXPECT_FALSE(exists("none.db")) << "there was no database yet";
    ASSERT_EQ(on_x({"upgrade", "--backup", "before.db"}).exit, 0);
    EXPECT_EQ(where(), "c3");
    EXPECT_EQ(ask("before.db", "SELECT revision FROM migrations_version"), "a1");
    ASSERT_EQ(on_x({"downgrade", "a1", "--yes"}).exit, 0);
    const Ran refused = on_x({"upgrade", "--backup", "before.db"});
    EXPECT_EQ(refused.exit, 11);
    EXPECT_EQ(plain(refused.err),
              "error: the file for the backup, 'before.db', is there already\n"
              "note: the database is unchanged, at revision 'a1'\n"
              "note: name another file for the backup, or take that one away\n");
    EXPECT_EQ(where(), "a1");
}

TEST_F(Move, targets_that_lead_nowhere) {
    ASSERT_EQ(on_x({"upgrade", "b2", "--create"}).exit, 0);
    const struct {
        std::vector<std::string> arguments;
        int exit;
        std::string error;
    } cases[] = {
        {{"upgrade", "zz"}, 4, "error: there is no revision 'zz'\nnote: the database is unchanged\nnote: 'migrations history' shows all revisions\n"},
        {{"upgrade", "+9"}, 6, "error: '+9' asks for 9 revisions, but only 1 is left to apply\nnote: the database is unchanged\nnote: 'heads' is everything\n"},
        {{"upgrade", "-1"}, 2, "error: '-1' leads down\nnote: the database is unchanged\nnote: run: migrations downgrade -1\n"},
        {{"downgrade", "+1"}, 2, "error: '+1' leads up\nnote: the database is unchanged\nnote: run: migrations upgrade +1\n"},
        {{"downgrade", "-9"}, 6, "error: '-9' asks for 9 revisions, but only 2 are applied\nnote: the database is unchanged\nnote: 'base' takes back everything\n"},
    };
    for (const auto& each : cases) {
        const Ran result = on_x(each.arguments);
        EXPECT_EQ(result.exit, each.exit);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(result.err, each.error);
        EXPECT_EQ(where(), "b2");
    }
    EXPECT_EQ(on_x({"downgrade", "c3"}).exit, 6);
}

TEST_F(Move, json_says_where_from_and_where_to) {
    EXPECT_EQ(json({"upgrade", "b2", "--create", "--database", "x.db"}, ""),
              "{\"applied\":2,\"from\":[],\"to\":[\"b2\"]}");
    EXPECT_EQ(json({"upgrade", "b2", "--database", "x.db"}, ""), "{\"applied\":0,\"from\":[\"b2\"],\"to\":[\"b2\"]}");
    EXPECT_EQ(json({"downgrade", "-1", "--yes", "--database", "x.db"}, "/to"), "[\"a1\"]");
    EXPECT_EQ(json({"upgrade", "zz", "--database", "x.db"}, "/error/exit", 4), "4");
    EXPECT_EQ(json({"downgrade", "base", "--database", "x.db"}, "/error/kind", 11), "refused");
    EXPECT_EQ(json({"current", "--database", "x.db"}, "/current/0/revision"), "a1");
    EXPECT_EQ(json({"current", "--database", "x.db"}, "/pending"), "2");
    EXPECT_EQ(json({"stamp", "head", "--database", "x.db"}, "/to"), "[\"c3\"]");
    EXPECT_EQ(json({"upgrade", "--database", "y.db"}, "/error/exit", 12), "12");
}

TEST_F(Move, a_missing_file_is_not_made_by_a_typo) {
    const Ran missing = on_x({"upgrade"});
    EXPECT_EQ(missing.exit, 12);
    EXPECT_EQ(missing.out, "");
    EXPECT_EQ(plain(missing.err), "error: there is no database 'x.db'\nnote: nothing was created\nnote: to make a new one, give "
                                  "--create; a relative path starts at ~\n");
    EXPECT_EQ(on_x({"stamp", "head"}).exit, 12);
    for (const std::vector<std::string>& command : {std::vector<std::string>{"current"}, {"downgrade", "base", "--yes"},
                                                    {"upgrade", "--dry-run"}, {"revision", "--amend", "--yes"}}) {
        on_x(command);
        EXPECT_FALSE(exists("x.db")) << command[0];
    }
    EXPECT_EQ(on_x({"current"}).exit, 12);
    const Ran folder = run({"upgrade", "--create", "--database", "no/where.db"});
    EXPECT_EQ(folder.exit, 12);
    EXPECT_EQ(folder.err, "error: the database 'no/where.db' cannot be opened: there is no folder 'no'\nnote: make the folder, or correct the path\n");
    EXPECT_FALSE(exists("no"));
    EXPECT_EQ(on_x({"stamp", "b2", "--create"}).exit, 0);
    EXPECT_EQ(where(), "b2");
}

TEST_F(Move, dry_run_changes_nothing) {
    ASSERT_EQ(on_x({"upgrade", "b2", "--create"}).exit, 0);
    const std::string before = read("x.db");
    const Ran dry = on_x({"upgrade", "--dry-run"});
    EXPECT_EQ(dry.exit, 0);
    EXPECT_EQ(dry.err, "");
    EXPECT_NE(dry.out.find("\nALTER TABLE \"users\" ADD COLUMN \"age\" INTEGER"), std::string::npos) << dry.out;
    EXPECT_NE(dry.out.find("UPDATE main.\"migrations_version\" SET revision = 'c3'"), std::string::npos) << dry.out;
    const Ran down = on_x({"downgrade", "base", "--dry-run"});
    EXPECT_EQ(down.exit, 0) << down.err;
    EXPECT_NE(down.out.find("\nDROP TABLE \"users\";\n"), std::string::npos) << down.out;
    EXPECT_EQ(json({"upgrade", "--dry-run", "--database", "x.db"}, "/revisions"), "[\"c3\"]");
    EXPECT_EQ(read("x.db"), before);
    EXPECT_EQ(where(), "b2");
}

// A rebuild edits what this database stores, so its statements differ from those of a scratch chain.
TEST_F(Move, dry_run_shows_the_statements_of_this_database) {
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\nop = \"alter_column\"\ntable = \"users\"\n"
          "column = \"email\"\nnull = false\nfill = \"?@x\"\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(on_x({"upgrade", "c3", "--create"}).exit, 0);
    ask("x.db", "CREATE INDEX by_hand ON users (nick)");
    const Ran dry = on_x({"upgrade", "--dry-run"});
    EXPECT_EQ(dry.exit, 0) << dry.err;
    EXPECT_NE(dry.out.find("CREATE INDEX by_hand ON users (nick);\n"), std::string::npos) << dry.out;
    EXPECT_EQ(on_x({"upgrade"}).exit, 0);
    EXPECT_EQ(ask("x.db", "SELECT count(*) FROM sqlite_schema WHERE name = 'by_hand'"), "1");
}

TEST_F(Move, what_loses_values_needs_a_yes) {
    ASSERT_EQ(on_x({"upgrade", "--create"}).exit, 0);
    ask("x.db", "INSERT INTO users (nick) VALUES ('ann')");
    const Ran refused = on_x({"downgrade", "base"});
    EXPECT_EQ(refused.exit, 11);
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(refused.err, "error: taking back 3 revisions drops column 'users.age', drops column 'users.email', drops table "
                           "'users'\nnote: the database is unchanged\nnote: give --yes to do it\n");
    EXPECT_EQ(where(), "c3");
    EXPECT_EQ(ask("x.db", "SELECT nick FROM users"), "ann");
    const Ran declined = on_terminal({"downgrade", "-1", "--database", "x.db"}, "\n");
    EXPECT_EQ(declined.exit, 11);
    EXPECT_NE(declined.out.find("taking back 1 revision drops column 'users.age'. Go on? [y/N] "), std::string::npos) << declined.out;
    EXPECT_EQ(on_terminal({"downgrade", "-1", "--database", "x.db"}, "y\n").exit, 0);
    EXPECT_EQ(where(), "b2");
}

TEST_F(Move, narrowing_and_stated_losses_need_a_yes_too) {
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\nlost = [\"users.nick\"]\n\n[[upgrade]]\nop = \"alter_column\"\ntable = "
          "\"users\"\ncolumn = \"age\"\ntype = \"int64\"\n\n[[downgrade]]\nop = \"alter_column\"\ntable = \"users\"\ncolumn = "
          "\"age\"\ntype = \"int32\"\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(on_x({"upgrade", "--create"}).exit, 0);
    const Ran refused = on_x({"downgrade", "-1"});
    EXPECT_EQ(refused.exit, 11);
    EXPECT_EQ(refused.err, "error: taking back 1 revision narrows column 'users.age', changes values of 'users.nick'\nnote: the "
                           "database is unchanged\nnote: give --yes to do it\n");
}

TEST_F(Move, irreversible) {
    write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\nirreversible = \"the rows are gone\"\n\n"
                                          "[[upgrade]]\nop = \"delete_rows\"\ntable = \"users\"\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(on_x({"upgrade", "--create"}).exit, 0);
    const Ran refused = on_x({"downgrade", "-1", "--yes"});
    EXPECT_EQ(refused.exit, 11);
    EXPECT_EQ(refused.err, "error: revision d4 cannot be taken back: the rows are gone\nnote: the database is unchanged\nnote: "
                           "restore a backup, or write a new revision that goes forward\n");
    EXPECT_EQ(where(), "d4");
    EXPECT_EQ(run({"sql", "d4:c3"}).exit, 11);
}

TEST_F(Move, unreviewed_revisions_are_applied_with_a_warning) {
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "city", "text", "city", "2026-01-04"));
    const Ran done = on_x({"upgrade", "--create"});
    EXPECT_EQ(done.exit, 0);
    EXPECT_EQ(done.err.find("warning: not reviewed: d4\n"), 0U) << done.err;
}

TEST_F(Move, a_revision_edited_after_it_was_applied) {
    ASSERT_EQ(on_x({"upgrade", "--create"}).exit, 0);
    std::string text = read("migrations/revisions/b2.toml");
    replace(text, "\"text\"", "\"string(50)\"");
    write("migrations/revisions/b2.toml", text);
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);  // reviewed again: that does not help the database
    const std::string before = read("x.db");
    for (const std::vector<std::string>& command : {std::vector<std::string>{"upgrade"}, {"downgrade", "-1", "--yes"}}) {
        const Ran refused = on_x(command);
        EXPECT_EQ(refused.exit, 5) << refused.err;
        EXPECT_EQ(refused.out, "");
        EXPECT_NE(refused.err.find("b2"), std::string::npos) << refused.err;
        EXPECT_NE(refused.err.find("note: the database is unchanged"), std::string::npos) << refused.err;
    }
    EXPECT_EQ(read("x.db"), before);
}

TEST_F(Move, a_statement_that_fails_is_rolled_back) {
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\nop = \"add_column\"\ntable = \"users\"\ncolumn "
          "= { name = \"city\", type = \"text\", null = true }\n\n[[upgrade]]\nop = \"create_index\"\ntable = \"users\"\nindex = { "
          "name = \"one\", columns = [\"nick\"], unique = true }\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(on_x({"upgrade", "c3", "--create"}).exit, 0);
    ask("x.db", "INSERT INTO users (nick) VALUES ('ann'), ('ann')");
    const Ran failed = on_x({"upgrade"});
    EXPECT_EQ(failed.exit, 7);
    EXPECT_EQ(failed.out, "");
    EXPECT_EQ(plain(failed.err),
              "~/migrations/revisions/d4.toml:10:1: error: revision 'd4' could not be applied, step 2: UNIQUE constraint failed: "
              "users.nick (2067)\n  in: CREATE UNIQUE INDEX \"one\" ON \"users\" (\"nick\")\nnote: the database is unchanged, at "
              "revision 'c3'\nnote: correct the revision or the data, and run the same command again\n");
    EXPECT_EQ(where(), "c3");
    EXPECT_EQ(ask("x.db", "SELECT name FROM pragma_table_info('users')"), "id nick email age");
    EXPECT_EQ(json({"upgrade", "--database", "x.db"}, "/error/code", 7), "2067");
}

// What is printed stops where it fails, and at a database that is elsewhere.
TEST_F(Move, a_dry_run_is_a_script) {
    ASSERT_EQ(on_x({"upgrade", "b2", "--create"}).exit, 0);
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\nop = \"add_unique\"\ntable = \"users\"\nunique "
          "= { name = \"one\", columns = [\"nick\"] }\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ask("x.db", "INSERT INTO users (nick) VALUES ('ann'), ('ann')");
    const std::string before = read("x.db");
    const Ran dry = on_x({"upgrade", "--dry-run"});
    EXPECT_EQ(dry.exit, 0) << dry.err;
    EXPECT_EQ(dry.out.find(".bail on\nINSERT INTO main.\"migrations_version\""), 0U) << dry.out;
    EXPECT_EQ(read("x.db"), before);
    write("up.sql", dry.out);
    EXPECT_NE(shell("sqlite3 x.db < up.sql").exit, 0);
    EXPECT_EQ(ask("x.db", "SELECT nick FROM users"), "ann ann");
    EXPECT_EQ(ask("x.db", "DELETE FROM users WHERE id = 2"), "");
    const Ran replayed = shell("sqlite3 x.db < up.sql");
    EXPECT_NE(replayed.exit, 0) << "c3 was applied by the first try";
    EXPECT_NE(replayed.err.find("NOT NULL constraint failed: migrations_version.revision"), std::string::npos) << replayed.err;
    EXPECT_EQ(where(), "c3");
    EXPECT_EQ(on_x({"upgrade"}).exit, 0);
}

TEST_F(Move, a_new_file_is_made_when_nothing_stands_in_the_way) {
    EXPECT_EQ(on_x({"upgrade", "--dry-run", "--create"}).exit, 0);
    EXPECT_FALSE(exists("x.db"));
    EXPECT_EQ(on_x({"upgrade", "zz", "--create"}).exit, 4);
    EXPECT_FALSE(exists("x.db"));
    write("migrations/revisions/c4.toml", add_column("c4", "b2", "city", "text", "city", "2026-01-04"));
    EXPECT_EQ(on_x({"upgrade", "--create"}).exit, 4);
    EXPECT_FALSE(exists("x.db"));
    EXPECT_EQ(on_x({"upgrade", "b2", "--create"}).exit, 0);
    EXPECT_EQ(where(), "b2");
}

TEST_F(Move, transaction_control_is_refused_before_anything_runs) {
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE users SET "
          "nick = 'x'; COMMIT\"\n");
    ASSERT_EQ(on_x({"upgrade", "c3", "--create"}).exit, 0);
    const std::string error =
        "~/migrations/revisions/d4.toml:5:1: error: the SQL begins or ends a transaction (sqlite), which only the runner may do "
        "[transaction-control]\nnote: take BEGIN, COMMIT, SAVEPOINT and the like out; 'transactional = false' at the head of the file runs "
        "the revision without a transaction\n";
    refused({"upgrade", "--database", "x.db"}, 4, "warning: not reviewed: d4\n" + error + "note: the database is unchanged\n");
    refused({"sql"}, 4, error);
    EXPECT_EQ(where(), "c3");
}

// ---- which database ----

// An empty text is what a variable gives that is not set: it must not mean another database.
TEST_F(Move, an_empty_url_names_no_database) {
    environment_["DATABASE_URL"] = "sqlite:///x.db";
    const Ran refused = run({"upgrade", "--create", "--database", ""});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_EQ(refused.err, "error: --database: is empty: name a database, or leave the option out\nnote: see 'migrations upgrade "
                           "--help'\n");
    EXPECT_FALSE(exists("x.db"));
}

TEST_F(Move, DATABASE_URL_alone_names_the_database) {
    environment_["DATABASE_URL"] = "sqlite:///" + path("x.db");
    EXPECT_EQ(run({"upgrade", "--create"}).exit, 0);
    EXPECT_EQ(where(), "c3");
    EXPECT_EQ(run({"current"}).out, "c3 (head)\n");
    inside_ = "migrations/revisions";
    EXPECT_EQ(run({"current"}).out, "c3 (head)\n");
}

TEST_F(Move, the_settings_name_it_relative_to_themselves) {
    write("migrations/migrations.toml", read("migrations/migrations.toml") + "database = \"sqlite:///../x.db\"\n");
    inside_ = "models";
    environment_["DATABASE_URL"] = "sqlite:///other.db";
    EXPECT_EQ(run({"upgrade", "--create"}).exit, 0);
    EXPECT_EQ(where(), "c3");
    environment_.clear();
    inside_ = "migrations/revisions";
    EXPECT_EQ(run({"current"}).out, "c3 (head)\n");
    EXPECT_EQ(run({"current", "--database", "sqlite:///y.db"}).exit, 12);  // the option wins
}

TEST_F(Move, the_settings_name_a_variable) {
    write("migrations/migrations.toml", read("migrations/migrations.toml") + "database = \"${BLOG_DATABASE}\"\n");
    const Ran unset = run({"current"});
    EXPECT_EQ(unset.exit, 2);
    EXPECT_NE(unset.err.find("BLOG_DATABASE"), std::string::npos) << unset.err;
    environment_["BLOG_DATABASE"] = "sqlite:///x.db";
    EXPECT_EQ(run({"upgrade", "--create"}).exit, 0);
    EXPECT_EQ(where(), "c3");
}

TEST_F(Move, no_database_is_named) {
    for (const std::vector<std::string>& command : {std::vector<std::string>{"upgrade"}, {"downgrade", "-1"}, {"current"}, {"stamp"}}) {
        const Ran unnamed = run(command);
        EXPECT_EQ(unnamed.exit, 2);
        EXPECT_EQ(plain(unnamed.err), "error: no database is named\nnote: give --database URL, set DATABASE_URL, or write 'database' "
                                      "into ~/migrations/migrations.toml\n");
    }
    environment_["DATABASE_URL"] = "";
    EXPECT_EQ(run({"current"}).exit, 2);
}

TEST_F(Move, a_server_needs_no_models) {
    std::filesystem::remove_all(path("models"));
    EXPECT_EQ(on_x({"upgrade", "--create"}).exit, 0);
    const Ran check = run({"check"});
    EXPECT_EQ(check.exit, 4);
    EXPECT_NE(check.err.find("migrations.toml:3:11: error: there is no '"), std::string::npos) << check.err;
}

// ---- current and stamp ----

TEST_F(Move, current) {
    make_database("x.db", "");
    EXPECT_EQ(on_x({"current"}).out, "base\n");
    EXPECT_EQ(on_x({"current"}).err, "note: 3 revisions to apply: migrations upgrade\n");
    EXPECT_EQ(on_x({"current", "--check-heads"}).exit, 3);
    ASSERT_EQ(on_x({"upgrade", "b2"}).exit, 0);
    EXPECT_EQ(on_x({"current"}).out, "b2  add email\n");
    EXPECT_EQ(on_x({"current", "-q"}).err, "");
    ASSERT_EQ(on_x({"upgrade"}).exit, 0);
    const Ran head = on_x({"current", "--check-heads"});
    EXPECT_EQ(head.exit, 0);
    EXPECT_EQ(head.out, "c3 (head)\n");
    EXPECT_EQ(head.err, "");
}

TEST_F(Move, stamp) {
    make_database("x.db", "CREATE TABLE users (id INTEGER)");
    const Ran stamped = on_x({"stamp", "b2"});
    EXPECT_EQ(stamped.exit, 0);
    EXPECT_EQ(stamped.out, "the database is recorded to be at b2; nothing was run\n");
    EXPECT_EQ(on_x({"current"}).out, "b2  add email\n");
    EXPECT_EQ(ask("x.db", "SELECT name FROM pragma_table_info('users')"), "id");
    EXPECT_EQ(on_x({"stamp", "base"}).out, "the database is recorded to be at base; nothing was run\n");
    EXPECT_EQ(on_x({"stamp", "zz"}).exit, 4);
    EXPECT_EQ(on_x({"stamp"}).out, "the database is recorded to be at c3; nothing was run\n");
}

TEST_F(Move, all_in_one_transaction_or_none) {
    const std::string broken = "revision = \"d4\"\ndown_revision = \"c3\"\nirreversible = \"rows\"\n\n[[upgrade]]\nop = "
                               "\"execute\"\nsql = \"INSERT INTO users (id, nick) VALUES (1, 'x')\"\n";
    write("migrations/revisions/d4.toml", broken);
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(on_x({"upgrade", "a1", "--create", "-q"}).exit, 0);
    ASSERT_EQ(ask("x.db", "INSERT INTO users (id, nick) VALUES (1, 'ada')"), "");
    const std::string before = ask("x.db", "SELECT sql FROM sqlite_schema ORDER BY name");
    const Ran failed = on_x({"upgrade", "--single-transaction"});
    EXPECT_EQ(failed.exit, 7);
    EXPECT_EQ(plain(failed.err),
              "~/migrations/revisions/d4.toml:5:1: error: revision 'd4' could not be applied, step 1: UNIQUE constraint failed: "
              "users.id (1555)\n"
              "  in: INSERT INTO users (id, nick) VALUES (1, 'x')\n"
              "note: the database is unchanged, at revision 'a1'\n"
              "note: correct the revision or the data, and run the same command again\n");
    EXPECT_EQ(where(), "a1");
    EXPECT_EQ(ask("x.db", "SELECT sql FROM sqlite_schema ORDER BY name"), before);

    write("migrations/migrations.toml", "transaction_per_migration = false\n" + read("migrations/migrations.toml"));
    EXPECT_EQ(on_x({"upgrade"}).exit, 7);
    EXPECT_EQ(where(), "a1");
    EXPECT_EQ(json({"config", "transaction_per_migration", "--json"}, "/settings/0/value"), "false");
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    const Ran done = on_x({"upgrade"});
    EXPECT_EQ(done.exit, 0);
    EXPECT_EQ(plain(done.err), "applied b2  add email  (? ms)\napplied c3  (? ms)\n");
    const Ran back = on_x({"downgrade", "base", "--yes"});
    EXPECT_EQ(back.exit, 0) << back.err;
    EXPECT_EQ(ask("x.db", "SELECT count(*) FROM migrations_version"), "0");

    const Ran script = run({"sql"});
    const std::size_t first = script.out.find("BEGIN");
    EXPECT_NE(first, std::string::npos);
    EXPECT_EQ(script.out.find("BEGIN", first + 1), std::string::npos);
    write("up.sql", script.out);
    const Ran replayed = shell("sqlite3 y.db < up.sql");
    EXPECT_EQ(replayed.exit, 0) << replayed.err;
    EXPECT_EQ(ask("y.db", "SELECT revision FROM migrations_version"), "c3");
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\ntransactional = false\n\n[[upgrade]]\nop = \"execute\"\nsql = "
          "\"VACUUM\"\n\n[[downgrade]]\nop = \"execute\"\nsql = \"VACUUM\"\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    EXPECT_EQ(plain(on_x({"upgrade", "--single-transaction"}).err),
              "~/migrations/revisions/d4.toml:1:12: error: revision 'd4' runs outside a transaction, and cannot be part of a single one\n"
              "note: the database is unchanged, at base\n"
              "note: go to it and beyond it in calls of their own, or without a single transaction\n");
    // What the settings ask for is done as far as it goes.
    EXPECT_EQ(on_x({"upgrade", "-q"}).exit, 0);
}

TEST_F(Move, quiet_says_nothing_of_what_went_well) {
    make_chain();
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"upgrade", "--create"}, {"upgrade"}, {"stamp", "b2"}, {"stamp"}, {"downgrade", "-1", "--yes"}}) {
        std::vector<std::string> arguments = command;
        arguments.insert(arguments.end(), {"-q", "--database", "x.db"});
        const Ran result = run(arguments);
        EXPECT_EQ(result.exit, 0) << command.front() << result.err;
        EXPECT_EQ(result.out, "") << command.front();
        EXPECT_EQ(result.err, "") << command.front();
    }
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "extra", "text", "", "2026-01-04"));
    const Ran reviewed = run({"review", "--yes", "-q"});
    EXPECT_EQ(reviewed.out, "1 revision accepted, 0 left\n");
    EXPECT_EQ(reviewed.err, "");
}

// The statement is shown up to the end of a word.
TEST_F(Move, a_long_statement_is_cut_between_words) {
    make_chain();
    std::string values;
    for (int i = 100; i < 300; ++i) values += (values.empty() ? "" : ", ") + std::to_string(i);
    write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\n\n[[upgrade]]\nop = \"execute\"\nsql = \"DELETE FROM nowhere WHERE id IN (" +
                                              values + ")\"\n\n[[downgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n");
    const Ran failed = run({"upgrade", "-q", "--database", "x.db", "--create"});
    EXPECT_EQ(failed.exit, 7);
    const std::size_t in = failed.err.find("  in: DELETE FROM nowhere WHERE id IN (100, 101, ");
    ASSERT_NE(in, std::string::npos) << failed.err;
    const std::string line = failed.err.substr(in, failed.err.find('\n', in) - in);
    EXPECT_LT(line.size(), 420U);
    EXPECT_TRUE(line.ends_with(", ...")) << line;
}

TEST_F(Move, words_behind_two_dashes_are_no_options) {
    make_chain();
    refused({"sql", "--", "a1", "--database"}, 2, "error: unexpected argument '--database'\nnote: see 'migrations sql --help'\n");
}

}  // namespace
}  // namespace migrations
