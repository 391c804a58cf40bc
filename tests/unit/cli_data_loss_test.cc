#include "cli_support.h"

#if MIGRATIONS_POSTGRESQL
#include "postgresql_suite.h"
#endif

namespace migrations {
namespace {

class DataLoss : public CommandLine {
protected:
    static constexpr const char* narrower =
        "email = { type = \"string(5)\", null = true }\nage = { type = \"int32\", null = true }\n";
};

TEST_F(DataLoss, is_allowed_by_the_author) {
    make_chain();
    set_model(narrower);
    const Ran made = run({"revision", "--autogenerate", "--rev-id", "d4", "-m", "shorter"});
    EXPECT_EQ(made.exit, 0);
    const std::string finding =
        ": error: 'users.email' may lose values in its new type: say whether they may go, in allow_data_loss [data-loss-open]\n"
        "note: write allow_data_loss = true into the file, or run: migrations revision --amend --allow-data-loss\n";
    EXPECT_NE(made.err.find(finding), std::string::npos) << made.err;
    EXPECT_NE(revision_text("d4").find("allow_data_loss = \"?\"\n"), std::string::npos) << revision_text("d4");
    const Ran blocked = run({"check"});
    EXPECT_EQ(blocked.exit, 4);
    EXPECT_NE(blocked.err.find(finding), std::string::npos) << blocked.err;

    EXPECT_EQ(run({"revision", "--amend", "--allow-data-loss"}).exit, 0);
    const std::string text = revision_text("d4");
    EXPECT_NE(text.find("allow_data_loss = true\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("allow_data_loss", text.find("[[downgrade]]")), std::string::npos) << text;
    EXPECT_EQ(run({"revision", "--amend"}).exit, 0);  // keeps the answer
    EXPECT_EQ(revision_text("d4"), text);
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0);
}

TEST_F(DataLoss, without_a_word_is_an_error_on_the_way_up) {
    make_chain();
    set_model(narrower);
    EXPECT_EQ(run({"revision", "--autogenerate", "--rev-id", "d4", "-m", "shorter", "--allow-data-loss"}).exit, 0);
    std::string text = revision_text("d4");
    replace(text, "allow_data_loss = true\n", "");
    write(revision_path("d4"), text);
    const std::string finding =
        "d4_shorter.toml:6:1: error: 'users.email' changes from text to string(5), which cannot hold every value [data-loss]\n"
        "note: write allow_data_loss = true into this operation if such values may be lost\n";
    make_database("x.db", "");
    for (const std::vector<std::string>& command : {std::vector<std::string>{"check"}, {"upgrade", "--database", "x.db"}}) {
        const Ran refused = run(command);
        EXPECT_EQ(refused.exit, 4);
        EXPECT_NE(refused.err.find(finding), std::string::npos) << refused.err;
    }
    EXPECT_EQ(ask("x.db", "SELECT count(*) FROM sqlite_schema"), "0");
    replace(text, "[[downgrade]]\nop     = \"alter_column\"\n", "[[downgrade]]\nop     = \"alter_column\"\nallow_data_loss = \"?\"\n");
    write(revision_path("d4"), text);
    EXPECT_NE(run({"check"}).err.find("error: 'allow_data_loss' must be true, or left out [wrong-kind]\n"), std::string::npos)
        << run({"check"}).err;
}

TEST_F(DataLoss, is_shown_before_anything_is_written) {
    make_chain();
    set_model(narrower);
    ASSERT_EQ(run({"revision", "--autogenerate", "--rev-id", "d4", "-m", "shorter", "--allow-data-loss"}).exit, 0);
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    make_database("x.db", "");
    ASSERT_EQ(run({"upgrade", "c3", "--database", "x.db"}).exit, 0);
    ask("x.db", "INSERT INTO users (nick, email) VALUES ('a', 'short'), ('b', 'longer 1'), ('c', 'longer 4'), ('d', 'longer 2'), ('e', "
                "'longer 3')");
    const Ran up = run({"upgrade", "--database", "x.db"});
    EXPECT_NE(up.exit, 0);
    EXPECT_EQ(plain(up.err).find("d4_shorter.toml:6:1: warning: 4 of 5 rows of 'users' hold a value in 'email' that does not fit "
                                 "string(5): 'longer 1', 'longer 2', 'longer 3' [data-loss]\n"),
              std::string("~/migrations/revisions/").size()) << up.err;
    EXPECT_EQ(ask("x.db", "SELECT count(*) FROM users"), "5");
    ask("x.db", "UPDATE users SET email = 'x'");
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).err.find("warning"), std::string::npos);
}

TEST_F(DataLoss, nulls_stop_the_upgrade) {
    make_chain("\"sqlite\"", "[lint]\nnot-null-without-fill = \"warning\"\n");
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\" }\n");
    ASSERT_EQ(run({"revision", "--autogenerate", "--rev-id", "d4", "-m", "age", "--fill", "users.age=1"}).exit, 0);
    std::string text = revision_text("d4");
    replace(text, "fill   = 1\n", "");
    write(revision_path("d4"), text);
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    make_database("x.db", "");
    ASSERT_EQ(run({"upgrade", "c3", "--database", "x.db"}).exit, 0);
    ask("x.db", "INSERT INTO users (id, nick, age) VALUES (3, 'a', NULL), (5, 'b', 4), (8, 'c', NULL)");
    const auto before = everything();
    const Ran up = run({"upgrade", "--database", "x.db"});
    EXPECT_EQ(up.exit, 11);
    EXPECT_NE(up.err.find("d4_age.toml:6:1: error: 2 of 3 rows of 'users' hold NULL in 'age', which becomes NOT NULL: those with id '3', "
                          "'8' [null-values]\nnote: give them a value first, or write fill or fill_expr into this operation: "
                          "migrations revision --amend --fill users.age=VALUE\n"),
              std::string::npos) << up.err;
    EXPECT_EQ(everything(), before);
    ask("x.db", "UPDATE users SET age = 1");
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
}

#if MIGRATIONS_POSTGRESQL

class DataLossOnPostgresql : public WithPostgresql<DataLoss> {
protected:
    void prepare() override {
        make_chain("\"postgresql\"");
        environment_["MIGRATIONS_POSTGRESQL_URL"] = server().url();
    }
};

TEST_F(DataLossOnPostgresql, is_shown_before_anything_is_written) {
    set_model("email = { type = \"int32\" }\nage = { type = \"int16\", null = true }\n");
    ASSERT_EQ(run({"revision", "--autogenerate", "--rev-id", "d4", "-m", "narrow", "--allow-data-loss", "--fill", "users.email=1"}).exit, 0);
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    const std::string url = server().create_database("narrow");
    ASSERT_EQ(run({"upgrade", "c3", "--database", url}).exit, 0);
    write("x.sql", "INSERT INTO users (nick, email, age) VALUES ('a', '12', 7), ('b', 'x', 70000), ('c', 'y', -70000);");
    ASSERT_EQ(shell("psql -Xq '" + url + "' -f x.sql").exit, 0);
    const Ran up = run({"upgrade", "--database", url});
    EXPECT_NE(up.exit, 0);
    EXPECT_NE(up.err.find("2 of 3 rows of 'users' hold a value in 'email' that does not fit int32: 'x', 'y' [data-loss]\n"),
              std::string::npos) << up.err;
    EXPECT_NE(up.err.find("2 of 3 rows of 'users' hold a value in 'age' that does not fit int16: '-70000', '70000' [data-loss]\n"),
              std::string::npos) << up.err;
}

#endif

}  // namespace
}  // namespace migrations
