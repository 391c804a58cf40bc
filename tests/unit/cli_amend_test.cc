#include "cli_support.h"

namespace migrations {
namespace {

// The chain a1, b2, c3 and a draft d4 that adds users.city.
class Amend : public CommandLine {
protected:
    void SetUp() override {
        make_chain();
        set_model(columns_ + "city = { type = \"text\", null = true }\n");
        ASSERT_EQ(run({"revision", "--autogenerate", "--rev-id", "d4", "-m", "city"}).exit, 0);
    }
    void change_model() { set_model(columns_ + "town = { type = \"text\", null = true }\n"); }

    std::string columns_ = "email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\n";
};

TEST_F(Amend, writes_the_newest_revision_anew) {
    change_model();
    const Ran amended = run({"revision", "--amend"});
    EXPECT_EQ(amended.exit, 0);
    EXPECT_EQ(plain(amended.out), "wrote ~/migrations/revisions/d4_city.toml\n");
    EXPECT_EQ(amended.err, "note: read it, then run: migrations review\n");
    EXPECT_EQ(revision_text("d4").find("city\", type"), std::string::npos) << revision_text("d4");
    EXPECT_NE(revision_text("d4").find("name = \"town\""), std::string::npos) << revision_text("d4");
    EXPECT_EQ(revision_files(), (std::vector<std::string>{"a1.toml", "b2.toml", "c3.toml", "d4_city.toml"}));
}

TEST_F(Amend, keeps_fills) {
    set_model(columns_ + "city = { type = \"text\" }\n");
    ASSERT_EQ(run({"revision", "--amend", "--fill", "users.city=Rome"}).exit, 0);
    set_model(columns_ + "city = { type = \"text\" }\nzip = { type = \"text\" }\n");
    const Ran amended = run({"revision", "--amend"});
    EXPECT_EQ(amended.exit, 0);
    EXPECT_NE(revision_text("d4").find("\"Rome\""), std::string::npos) << revision_text("d4");
    EXPECT_NE(amended.err.find("error: 'users.zip' is NOT NULL"), std::string::npos) << amended.err;
    EXPECT_EQ(amended.err.find("'users.city'"), std::string::npos) << amended.err;
}

TEST_F(Amend, keeps_what_is_made_concurrently) {
    set_model(columns_ + "[[tables.users.indexes]]\ncolumns = [\"age\"]\n");
    ASSERT_EQ(run({"revision", "--amend"}).exit, 0);
    std::string text = revision_text("d4");
    const std::string index = "columns = [\"age\"] }\n";
    ASSERT_NE(text.find(index), std::string::npos) << text;
    text.insert(text.find(index) + index.size(), "concurrently = true\n");
    write(revision_path("d4"), "transactional = false\n" + text);
    set_model(columns_ + "zip = { type = \"text\", null = true }\n[[tables.users.indexes]]\ncolumns = [\"age\"]\n"
              "[[tables.users.indexes]]\ncolumns = [\"zip\"]\n");
    const Ran amended = run({"revision", "--amend", "--yes"});
    ASSERT_EQ(amended.exit, 0) << amended.err;
    EXPECT_EQ(run({"show", "d4"}).out.find("create index ix_users_zip on users (zip), concurrently"), std::string::npos);
    EXPECT_NE(run({"show", "d4"}).out.find("create index ix_users_age on users (age), concurrently"), std::string::npos)
        << run({"show", "d4"}).out;
    EXPECT_NE(revision_text("d4").find("transactional = false"), std::string::npos) << revision_text("d4");
}

// The rename was stated once, for the first draft; the model does not say it.
TEST_F(Amend, keeps_renames) {
    std::string renamed = "town = { type = \"text\", null = true, unique = true }\nage = { type = \"int32\", null = true }\n";
    set_model(renamed);
    ASSERT_EQ(run({"revision", "--amend", "--rename", "users.email=town"}).exit, 0);
    set_model(renamed + "zip = { type = \"text\", null = true }\n");
    ASSERT_EQ(run({"revision", "--amend"}).exit, 0);
    const std::string text = revision_text("d4");
    EXPECT_NE(text.find("op    = \"rename_column\"\ntable = \"users\"\nfrom  = \"email\"\nto    = \"town\"\n"),
              std::string::npos) << text;
    EXPECT_NE(text.find("name = \"zip\""), std::string::npos) << text;
    EXPECT_EQ(text.find("drop_column\"\ntable  = \"users\"\ncolumn = \"email\""), std::string::npos) << text;

    // Another one that is said now counts, and one that fits no more does not.
    ASSERT_EQ(run({"revision", "--amend", "--rename", "users.email=zip"}).exit, 0);
    EXPECT_NE(revision_text("d4").find("to    = \"zip\"\n"), std::string::npos) << revision_text("d4");
    EXPECT_EQ(revision_text("d4").find("to    = \"town\"\n"), std::string::npos) << revision_text("d4");
    write("models/users.toml",
          "[tables.users.columns]\nid = { type = \"int64\", primary_key = true }\nnick = { type = \"text\" }\n"
          "email = { type = \"text\", null = true }\nzip = { type = \"int32\", null = true, renamed_from = \"age\" }\n");
    ASSERT_EQ(run({"revision", "--amend"}).exit, 0);
    EXPECT_NE(revision_text("d4").find("from  = \"age\"\nto    = \"zip\"\n"), std::string::npos) << revision_text("d4");
    EXPECT_EQ(revision_text("d4").find("\"email\""), std::string::npos) << revision_text("d4");
}

TEST_F(Amend, keeps_renames_of_tables_and_swaps) {
    const std::string id = "id = { type = \"int64\", primary_key = true }\n";
    write("models/users.toml", "[tables.people.columns]\n" + id +
                                   "nick = { type = \"text\" }\nemail = { type = \"text\", null = true }\nage = { type = "
                                   "\"int32\", null = true }\n");
    ASSERT_EQ(run({"revision", "--amend", "--rename", "users=people", "--rename", "users.nick=people.email", "--rename",
                   "users.email=people.nick", "--fill", "people.nick=x"}).exit, 0);
    const std::string text = revision_text("d4");
    EXPECT_NE(text.find("from = \"users\"\nto   = \"people\"\n"), std::string::npos) << text;
    EXPECT_NE(text.find("to    = \"email_swap\"\n"), std::string::npos) << text;
    ASSERT_EQ(run({"revision", "--amend"}).exit, 0);
    EXPECT_EQ(revision_text("d4"), text);
}

TEST_F(Amend, takes_a_database_back_that_holds_the_draft) {
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    ASSERT_EQ(run({"upgrade", "--database", "x.db", "--create"}).exit, 0);
    ask("x.db", "INSERT INTO users (id, nick, city) VALUES (1, 'ann', 'Rome')");
    change_model();
    environment_["DATABASE_URL"] = "sqlite:///x.db";
    const Ran amended = run({"revision", "--amend"});
    EXPECT_EQ(amended.exit, 0) << amended.err;
    EXPECT_EQ(amended.err, "note: the database held revision d4 and was taken back to before it\n"
                           "note: read it, then run: migrations review\n");
    EXPECT_EQ(run({"current"}).out, "c3\n");
    EXPECT_EQ(ask("x.db", "SELECT nick FROM users"), "ann");
    EXPECT_EQ(ask("x.db", "SELECT name FROM pragma_table_info('users')"), "id nick email age");
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    ASSERT_EQ(run({"upgrade"}).exit, 0);
    EXPECT_EQ(ask("x.db", "SELECT name FROM pragma_table_info('users')"), "id nick email age town");
}

// The file was changed by hand since: what the database recorded counts.
TEST_F(Amend, takes_back_by_the_recorded_script) {
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    ASSERT_EQ(run({"upgrade", "--database", "x.db", "--create"}).exit, 0);
    std::string text = revision_text("d4");
    replace(text, "\"city\"", "\"street\"");
    write(revision_path("d4"), text);
    change_model();
    const Ran amended = run({"revision", "--amend", "--database", "x.db"});
    EXPECT_EQ(amended.exit, 0) << amended.err;
    EXPECT_EQ(ask("x.db", "SELECT name FROM pragma_table_info('users')"), "id nick email age");
}

TEST_F(Amend, leaves_a_database_that_does_not_hold_it) {
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    ASSERT_EQ(run({"upgrade", "c3", "--database", "x.db", "--create"}).exit, 0);
    change_model();
    EXPECT_EQ(run({"revision", "--amend", "--database", "x.db"}).err, "note: read it, then run: migrations review\n");
    EXPECT_EQ(run({"current", "--database", "x.db"}).out, "c3\n");
    EXPECT_EQ(run({"revision", "--amend", "--database", "missing.db"}).exit, 0);
    EXPECT_FALSE(exists("missing.db"));
}

TEST_F(Amend, removes_a_draft_that_nobody_needs_any_more) {
    set_model(columns_);
    const Ran amended = run({"revision", "--amend"});
    EXPECT_EQ(amended.exit, 0);
    EXPECT_EQ(plain(amended.out), "models and migrations agree without it: removed ~/migrations/revisions/d4_city.toml\n");
    EXPECT_EQ(run({"check"}).exit, 0);
}

TEST_F(Amend, refuses_what_others_may_have) {
    ASSERT_EQ(shell("git init -q . && git add -A && git -c user.name=t -c user.email=t@t commit -q -m all").exit, 0);
    change_model();
    const auto before = everything();
    const Ran refused = run({"revision", "--amend"});
    EXPECT_EQ(refused.exit, 11);
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(refused.err, "error: revision d4 is committed: others may have applied it\nnote: write a new revision instead, or "
                           "give --yes if nobody has\n");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(run({"revision", "--amend", "--yes"}).exit, 0);
    EXPECT_NE(revision_text("d4").find("town"), std::string::npos);
}

TEST_F(Amend, refuses_to_lose_what_was_written_by_hand) {
    write(revision_path("d4"), revision_text("d4") + "\n[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE users SET city = 'Rome'\"\n");
    change_model();
    const auto before = everything();
    const Ran refused = run({"revision", "--amend"});
    EXPECT_EQ(refused.exit, 11) << refused.err;
    EXPECT_EQ(refused.err, "error: revision d4 holds operations written by hand, which would be lost\nnote: edit the file, or "
                           "give --yes to write it anew\n");
    EXPECT_EQ(everything(), before);
}

// Of a file that cannot be read, the one before it would seem to be the newest.
TEST_F(Amend, touches_nothing_while_something_is_broken) {
    const std::string draft = revision_path("d4");
    const std::string good = revision_text("d4");
    write(draft, "revision = \"d4\n");
    auto before = everything();
    Ran broken = run({"revision", "--amend"});
    EXPECT_EQ(broken.exit, 4);
    EXPECT_EQ(everything(), before);

    write(draft, good);
    write("models/users.toml", "[tables.users\n");
    before = everything();
    broken = run({"revision", "--amend"});
    EXPECT_EQ(broken.exit, 4);
    EXPECT_EQ(everything(), before);
}

TEST_F(Amend, needs_one_newest_revision) {
    change_model();
    write("migrations/revisions/d5.toml", add_column("d5", "c3", "zip", "text", "zip", "2026-01-05"));
    const auto before = everything();
    const Ran refused = run({"revision", "--amend"});
    EXPECT_EQ(refused.exit, 4);
    EXPECT_EQ(refused.err, "error: the chain has several heads: d5, d4\nnote: merge them first: migrations merge\n");
    EXPECT_EQ(everything(), before);
}

using AmendNothing = CommandLine;

TEST_F(AmendNothing, without_a_revision) {
    make_project();
    const Ran nothing = run({"revision", "--amend"});
    EXPECT_EQ(nothing.exit, 4);
    EXPECT_EQ(nothing.err, "error: there is no revision to amend\nnote: write one: migrations revision --autogenerate\n");
}

}  // namespace
}  // namespace migrations
