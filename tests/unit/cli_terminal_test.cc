// What a person sees on a terminal, to the letter: stdout and stderr as they come.
#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

class Terminal : public CommandLine {
protected:
    // What is shown, and the exit code behind it.
    std::string shown(const std::vector<std::string>& arguments, const std::string& typed = "") const {
        const Ran ran = on_terminal(arguments, typed);
        return plain(ran.out) + "exit " + std::to_string(ran.exit) + "\n";
    }
};

TEST_F(Terminal, downgrade_asks_before_values_are_lost) {
    make_chain();
    ASSERT_EQ(run({"upgrade", "-q", "--create", "--database", "x.db"}).exit, 0);
    const std::vector<std::string> command = {"downgrade", "-1", "--database", "x.db"};
    const std::string question = "taking back 1 revision drops column 'users.age'. Go on? [y/N] ";
    const std::string refusal = "error: taking back 1 revision drops column 'users.age'\nnote: the database is unchanged\n"
                                "note: give --yes to do it\nexit 11\n";
    EXPECT_EQ(shown(command, "\n"), question + refusal);
    EXPECT_EQ(shown(command, "yes, please\n"), question + refusal);
    EXPECT_EQ(shown(command, "\x04"), question + refusal);  // end of input
    EXPECT_EQ(shown(command, "Y\n"), question + "took back c3  (? ms)\nthe database is at b2\nexit 0\n");
    EXPECT_EQ(shown(command, "n\n"), "taking back 1 revision drops column 'users.email'. Go on? [y/N] "
                                     "error: taking back 1 revision drops column 'users.email'\nnote: the database is unchanged\n"
                                     "note: give --yes to do it\nexit 11\n");
}

TEST_F(Terminal, review_asks_for_each_revision) {
    make_chain();
    std::filesystem::remove(path("migrations/migrations.lock"));
    const std::string first =
        "revision a1  create users\nfile     ~/migrations/revisions/a1.toml\nfollows  nothing: it is a base\n\n  up\n"
        "    create table users (2 columns)\n  down\n    drop table users\n\n  sqlite\n    CREATE TABLE \"users\" (\n"
        "        \"id\" INTEGER CONSTRAINT \"pk_users\" PRIMARY KEY,\n        \"nick\" TEXT NOT NULL\n"
        "    );\n\nAccept revision a1? [y/N] ";
    const std::string second = "revision b2  add email\nfile     ~/migrations/revisions/b2.toml\nfollows  a1\n\n  up\n"
                               "    add column users.email text null\n  down\n    drop column users.email\n\n  sqlite\n"
                               "    ALTER TABLE \"users\" ADD COLUMN \"email\" TEXT;\n\nAccept revision b2? [y/N] ";
    EXPECT_EQ(shown({"review"}, "y\nn\n"), first + second + "1 revision accepted, 2 left\nexit 3\n");
    EXPECT_EQ(shown({"review", "b2", "-q"}, "yes\n"), second + "1 revision accepted, 0 left\nexit 0\n");
    EXPECT_EQ(shown({"review", "b2"}), "reviewed already\nexit 0\n");
}

TEST_F(Terminal, revision_asks_for_renames_fills_and_a_message) {
    make_chain();
    write("models/users.toml",
          "[tables.users.columns]\nid = { type = \"int64\", primary_key = true }\nalias = { type = \"text\" }\nemail = { type "
          "= \"text\", null = true }\nage = { type = \"int32\", null = true }\nlevel = { type = \"int32\" }\n");
    const std::vector<std::string> command = {"revision", "--autogenerate", "--rev-id", "d4"};
    EXPECT_EQ(shown(command, "y\nmany\n5\nnames and levels\n"),
              "Was 'users.nick' renamed to 'users.alias' (same type, same attributes, same position)? [y/N] "
              "'users.level' is NOT NULL and has no default. Value for rows that exist: "
              "'many' is not an integer\n"
              "'users.level' is NOT NULL and has no default. Value for rows that exist: "
              "Message [rename users.nick and 1 more change]: "
              "wrote ~/migrations/revisions/d4_names_and_levels.toml\n"
              "note: read it, then run: migrations review\nexit 0\n");
}

// These ask nothing: what they say is the same with and without a terminal.
TEST_F(Terminal, import_stamp_and_rebase_do_not_ask) {
    make_database("old.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)");
    ASSERT_EQ(run({"init", "-q"}).exit, 0);
    std::string imported = shown({"import", "old.db", "--split"});
    const std::string id = read("migrations/revisions/" + std::filesystem::directory_iterator(path("migrations/revisions"))->path().filename().string());
    replace(imported, id.substr(id.find('"') + 1, 12), "ID");
    EXPECT_EQ(imported, "wrote ~/models/t.toml\nwrote ~/migrations/revisions/ID_initial_schema.toml\n"
                        "note: read the models, then run: migrations review\n"
                        "note: the database does not know of the revision: to record it there, run: migrations stamp head\nexit 0\n");
    std::filesystem::remove_all(path("migrations"));
    std::filesystem::remove_all(path("models"));
    make_chain();
    EXPECT_EQ(shown({"stamp", "b2", "--database", "new.db"}),
              "error: there is no database 'new.db'\nnote: nothing was created\n"
              "note: to make a new one, give --create; a relative path starts at ~\nexit 12\n");
    EXPECT_EQ(shown({"stamp", "b2", "--database", "new.db", "--create"}),
              "the database is recorded to be at b2; nothing was run\nexit 0\n");
    write("migrations/revisions/d4.toml", add_column("d4", "b2", "city", "text", "add city", "2026-01-04"));
    EXPECT_EQ(shown({"rebase"}),
              "wrote ~/migrations/revisions/d4.toml\n1 revision up to d4 now stands on c3\nnote: to be reviewed: d4; run: migrations review\n"
              "note: a database that has applied d4 without c3 does not know this chain: take it back there first, or merge instead\n"
              "exit 0\n");
}

}  // namespace
}  // namespace migrations
