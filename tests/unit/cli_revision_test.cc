#include "cli_support.h"

namespace migrations {
namespace {

using Revisions = CommandLine;
using Strings = std::vector<std::string>;

TEST_F(Revisions, empty) {
    make_project();
    const Ran made = run({"revision", "--rev-id", "a1", "-m", "seed countries"});
    EXPECT_EQ(made.exit, 0);
    EXPECT_EQ(plain(made.out), "wrote ~/migrations/revisions/a1_seed_countries.toml\n");
    EXPECT_EQ(made.err, "note: write its operations, then run: migrations review\n");
    const std::string text = revision_text("a1_seed");
    EXPECT_EQ(text.find("revision      = \"a1\"\nmessage       = \"seed countries\"\ncreated       = 2"), 0U) << text;
    EXPECT_NE(text.find("\n# [[upgrade]]\n"), std::string::npos) << text;

    EXPECT_EQ(run({"revision", "--rev-id", "b2"}).exit, 0);
    EXPECT_NE(revision_text("b2").find("down_revision = \"a1\"\n"), std::string::npos);
    EXPECT_EQ(run({"history"}).out, "a1 -> b2 (head)\n<base> -> a1  seed countries\n");
}

TEST_F(Revisions, autogenerate) {
    make_project();
    const Ran made = run({"revision", "--autogenerate", "--rev-id", "a1"});
    EXPECT_EQ(made.exit, 0);
    EXPECT_EQ(plain(made.out), "wrote ~/migrations/revisions/a1_create_users.toml\n");
    EXPECT_NE(revision_text("a1").find("message       = \"create users\"\n"), std::string::npos);

    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\n");
    EXPECT_EQ(json({"revision", "--autogenerate", "--rev-id", "b2"}, "/operations/1/summary"), "add column users.age int32 null");
    EXPECT_NE(revision_text("b2").find("message       = \"add users.email and 1 more change\"\n"), std::string::npos);
    EXPECT_EQ(revision_files(), (Strings{"a1_create_users.toml", "b2_add_users_email_and_1_more_change.toml"}));
}

TEST_F(Revisions, nothing_to_do_writes_no_file) {
    make_chain();
    const auto before = everything();
    const Ran made = run({"revision", "--autogenerate"});
    EXPECT_EQ(made.exit, 0);
    EXPECT_EQ(made.out, "models and migrations agree: nothing to write\n");
    EXPECT_EQ(made.err, "");
    EXPECT_EQ(json({"revision", "--autogenerate"}, "/written"), "null");
    EXPECT_EQ(everything(), before);
}

TEST_F(Revisions, the_message_comes_from_the_environment_or_the_option) {
    make_project();
    environment_["MIGRATIONS_MESSAGE"] = "from the build";
    EXPECT_EQ(run({"revision", "--autogenerate", "--rev-id", "a1"}).exit, 0);
    EXPECT_EQ(run({"revision", "--rev-id", "b2", "-m", "said \"so\""}).exit, 0);
    EXPECT_EQ(run({"history"}).out, "a1 -> b2 (head)  said \"so\"\n<base> -> a1  from the build\n");
}

TEST_F(Revisions, a_missing_fill_is_an_error_until_it_is_there) {
    make_chain();
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\nlevel = { type = \"int32\" }\n");
    const Ran made = run({"revision", "--autogenerate", "--rev-id", "d4", "-m", "level"});
    EXPECT_EQ(made.exit, 0);
    const std::string finding =
        ": error: 'users.level' is NOT NULL and has no default: say what existing rows get, in fill or fill_expr "
        "[fill-missing]\nnote: edit the file, or run: migrations revision --amend --fill users.level=VALUE\n";
    EXPECT_NE(made.err.find(finding + "note: mend it, then run: migrations review\n"), std::string::npos) << made.err;
    EXPECT_NE(revision_text("d4").find("fill   = \"?\"\n"), std::string::npos) << revision_text("d4");
    // The graph is sound: what there is can be listed.
    EXPECT_EQ(run({"heads"}).out, "c3 -> d4 (head)  level\n");
    for (const char* command : {"check", "review", "sql"}) {
        const Ran blocked = run({command});
        EXPECT_EQ(blocked.exit, 4) << command;
        EXPECT_EQ(blocked.out, "") << command;
        EXPECT_NE(blocked.err.find(finding), std::string::npos) << blocked.err;
    }
    EXPECT_EQ(run({"revision", "--amend", "--fill", "users.level=1"}).exit, 0);
    EXPECT_NE(revision_text("d4").find("fill   = 1\n"), std::string::npos) << revision_text("d4");
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0);
}

TEST_F(Revisions, fills) {
    make_chain();
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\nlevel = { type = \"int32\" }\n"
              "ok = { type = \"bool\" }\nrate = { type = \"float64\" }\nslug = { type = \"text\" }\n");
    const Ran made = run({"revision", "--autogenerate", "--rev-id", "d4", "-m", "more", "--fill", "users.level=7", "--fill",
                          "users.ok=true", "--fill", "users.rate=0.5", "--fill-expr", "users.slug=lower(nick)"});
    EXPECT_EQ(made.exit, 0) << made.err;
    EXPECT_EQ(made.err, "note: read it, then run: migrations review\n");
    const std::string text = revision_text("d4");
    for (const char* fill : {"= 7\n", "= true\n", "= 0.5\n", "= \"lower(nick)\"\n"}) {
        EXPECT_NE(text.find(fill), std::string::npos) << fill << text;
    }
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    make_database("x.db", "");
    EXPECT_EQ(run({"upgrade", "c3", "--database", "x.db"}).exit, 0);
    ask("x.db", "INSERT INTO users (nick) VALUES ('ANN')");
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
    EXPECT_EQ(ask("x.db", "SELECT level, ok, rate, slug FROM users"), "7 1 0.5 ann");
}

TEST_F(Revisions, wrong_answers_write_nothing) {
    make_chain();
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\nlevel = { type = \"int32\" }\n"
              "ok = { type = \"bool\" }\n");
    const auto before = everything();
    const struct {
        Strings arguments;
        int exit;
        std::string error;
    } cases[] = {
        {{"--autogenerate", "--fill", "users.levl=1"}, 2,
         "error: --fill 'users.levl': no column of this revision needs a fill by this name\nnote: did you mean 'users.level'?\n"},
        {{"--autogenerate", "--fill", "users.nick=1"}, 2,
         "error: --fill 'users.nick': no column of this revision needs a fill by this name\nnote: open are: users.level, users.ok\n"},
        {{"--autogenerate", "--fill", "users.level"}, 2,
         "error: --fill 'users.level': expected NAME=VALUE\nnote: for example: --fill users.email=unknown\n"},
        {{"--autogenerate", "--fill", "users.level=many"}, 2, "error: --fill: 'many' is not an integer\n"},
        {{"--autogenerate", "--fill", "users.ok=maybe"}, 2, "error: --fill: 'maybe' is neither true nor false\n"},
        {{"--autogenerate", "--fill", "users.ok=true", "--fill-expr", "users.ok=1"}, 2,
         "error: both --fill and --fill-expr are given for 'users.ok'\n"},
        {{"--autogenerate", "--rename", "users.nik=level"}, 2,
         "error: --rename 'users.nik=level': the migrations have no column 'users.nik'\n"},
        {{"--autogenerate", "--rename", "users.nick=levl"}, 2,
         "error: --rename 'users.nick=levl': the models have no column 'users.levl'\n"},
        {{"--autogenerate", "--rename", "people=users"}, 2,
         "error: --rename 'people=users': no table 'people' in the migrations\n"},
        {{"--fill", "users.level=1"}, 2, "error: --fill needs --autogenerate or --amend\n"},
        {{"--rename", "a=b"}, 2, "error: --rename needs --autogenerate or --amend\n"},
        {{"--amend", "--rev-id", "d4"}, 2,
         "error: --rev-id does not go with --amend\nnote: the revision keeps its id and its parents\n"},
        {{"--rev-id", "D4"}, 2,
         "error: 'D4' cannot be a revision id\nnote: use lower-case letters, digits and '_', at most 64, not starting with "
         "'_', and none of base, current, head, heads\n"},
        {{"--rev-id", "head"}, 2,
         "error: 'head' cannot be a revision id\nnote: use lower-case letters, digits and '_', at most 64, not starting with "
         "'_', and none of base, current, head, heads\n"},
        {{"--rev-id", "b2"}, 4, "error: there is a revision b2 already: ~/migrations/revisions/b2.toml\n"},
        {{"--head", "zz"}, 4, "error: there is no revision 'zz'\nnote: 'migrations history' shows all revisions\n"},
    };
    for (const auto& each : cases) {
        Strings arguments = {"revision"};
        arguments.insert(arguments.end(), each.arguments.begin(), each.arguments.end());
        const Ran result = run(arguments);
        EXPECT_EQ(result.exit, each.exit);
        EXPECT_EQ(result.out, "");
        EXPECT_EQ(plain(result.err), each.error);
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(Revisions, renames) {
    make_chain();
    write("models/users.toml",
          "[tables.users.columns]\nid = { type = \"int64\", primary_key = true }\nalias = { type = \"text\" }\nemail = { type "
          "= \"text\", null = true }\nage = { type = \"int32\", null = true }\n");
    const Ran unsaid = run({"revision", "--autogenerate", "--rev-id", "d4", "-m", "alias", "--fill", "users.alias=x"});
    EXPECT_EQ(unsaid.exit, 0);
    EXPECT_NE(unsaid.err.find("warning: drops 'users.nick' and adds 'users.alias' of the same type: is it a rename? "
                              "[possible-rename]"), std::string::npos) << unsaid.err;
    const std::string text = revision_text("d4");
    EXPECT_NE(text.find("# values lost: users.nick\n# if it became 'alias' (same type, same attributes, same position), write "
                        "renamed_from = \"nick\" into the model and run: migrations revision --amend\n"), std::string::npos) << text;

    const Ran said = run({"revision", "--amend", "--rename", "users.nick=alias"});
    EXPECT_EQ(said.exit, 0) << said.err;
    EXPECT_EQ(said.err, "note: read it, then run: migrations review\n");
    EXPECT_NE(revision_text("d4").find("op    = \"rename_column\"\n"), std::string::npos) << revision_text("d4");
    EXPECT_EQ(revision_text("d4").find("values lost"), std::string::npos);
}

TEST_F(Revisions, a_terminal_is_asked) {
    make_chain();
    write("models/users.toml",
          "[tables.users.columns]\nid = { type = \"int64\", primary_key = true }\nalias = { type = \"text\" }\nemail = { type "
          "= \"text\", null = true }\nage = { type = \"int32\", null = true }\nlevel = { type = \"int32\" }\n");
    const Ran made = on_terminal({"revision", "--autogenerate", "--rev-id", "d4"}, "y\n5\nnames\n");
    EXPECT_EQ(made.exit, 0) << made.out;
    EXPECT_NE(made.out.find("Was 'users.nick' renamed to 'users.alias' (same type, same attributes, same position)? [y/N] "),
              std::string::npos) << made.out;
    EXPECT_NE(made.out.find("'users.level' is NOT NULL and has no default. Value for rows that exist: "), std::string::npos);
    EXPECT_NE(made.out.find("Message [rename users.nick and 1 more change]: "), std::string::npos) << made.out;
    const std::string text = revision_text("d4_names");
    EXPECT_NE(text.find("rename_column"), std::string::npos) << text;
    EXPECT_NE(text.find("fill   = 5\n"), std::string::npos) << text;
}

TEST_F(Revisions, two_heads) {
    make_chain();
    write("migrations/revisions/c4.toml", add_column("c4", "b2", "city", "text", "city", "2026-01-04"));
    const auto before = everything();
    const Ran unclear = run({"revision", "-m", "next"});
    EXPECT_EQ(unclear.exit, 4);
    EXPECT_EQ(plain(unclear.err), "error: the chain has several heads: 'c3' and 'c4'\nnote: say which one the new revision follows: --head "
                           "c3, or merge them: migrations merge\n'c3' is in ~/migrations/revisions/c3.toml\n'c4' is in "
                           "~/migrations/revisions/c4.toml\n");
    EXPECT_EQ(everything(), before);

    EXPECT_EQ(run({"revision", "--head", "heads", "--rev-id", "d5", "-m", "merge"}).exit, 0);
    EXPECT_NE(revision_text("d5").find("down_revision = [\"c3\", \"c4\"]\n"), std::string::npos) << revision_text("d5");
    EXPECT_EQ(run({"heads"}).out, "c3, c4 -> d5 (head) (mergepoint)  merge\n");
    refused({"revision", "--head", "a1", "--rev-id", "b9"}, 4,
            "error: revision 'a1' is not a head: 'b2' follows it\nnote: follow a head ('migrations heads'), or begin a new branch there "
            "with --splice\n");
    EXPECT_EQ(run({"revision", "--head", "a1", "--splice", "--rev-id", "b9"}).exit, 0);
    EXPECT_NE(revision_text("b9").find("down_revision = \"a1\"\n"), std::string::npos);
    EXPECT_EQ(run({"revision", "--head", "base", "--rev-id", "a9"}).exit, 0);
    EXPECT_EQ(revision_text("a9").find("down_revision"), std::string::npos);
}

TEST_F(Revisions, labels_and_dependencies) {
    make_chain();
    ASSERT_EQ(run({"revision", "--head", "base", "--branch-label", "lib", "--rev-id", "l1"}).exit, 0);
    EXPECT_NE(revision_text("l1").find("branch_labels = [\"lib\"]\n"), std::string::npos) << revision_text("l1");
    ASSERT_EQ(run({"revision", "--head", "lib@head", "--depends-on", "b", "--depends-on", "a1", "--rev-id", "l2"}).exit, 0);
    EXPECT_NE(revision_text("l2").find("down_revision = \"l1\"\n"), std::string::npos) << revision_text("l2");
    EXPECT_NE(revision_text("l2").find("depends_on    = [\"b2\", \"a1\"]\n"), std::string::npos) << revision_text("l2");
    ASSERT_EQ(run({"revision", "--head", "c3", "--depends-on", "lib", "--rev-id", "m4"}).exit, 0);
    EXPECT_NE(revision_text("m4").find("depends_on    = [\"lib\"]\n"), std::string::npos) << revision_text("m4");
    EXPECT_EQ(run({"heads"}).out, "l1 (b2, a1) -> l2 (lib) (head)\nc3 (lib) -> m4 (head)\n");
    EXPECT_EQ(run({"validate"}).exit, 0);  // two heads, of which one has a label of its own
    const Ran taken = run({"revision", "--head", "m4", "--branch-label", "lib"});
    EXPECT_EQ(taken.exit, 4);
    EXPECT_NE(taken.err.find("'lib'"), std::string::npos) << taken.err;
    refused({"revision", "--head", "m4", "--depends-on", "zz"}, 4,
            "error: there is no revision 'zz'\nnote: 'migrations history' shows all revisions\n");
    refused({"revision", "--amend", "--splice"}, 2,
            "error: --splice does not go with --amend\nnote: the revision keeps its id and its parents\n");
}

TEST_F(Revisions, own_template) {
    make_chain();
    std::string own = "# Reviewed by: nobody yet\nrevision = {{{revision}}}\n{{#down_revision}}\ndown_revision = "
                      "{{{down_revision}}}\n{{/down_revision}}\n";
    write("migrations/revision.toml.in", own);
    EXPECT_EQ(run({"revision", "--rev-id", "d4"}).exit, 0);
    EXPECT_EQ(revision_text("d4"), "# Reviewed by: nobody yet\nrevision = \"d4\"\ndown_revision = \"c3\"\n");

    write("migrations/revision.toml.in", "# {{{revision}}}\n");
    const auto before = everything();
    const Ran lost = run({"revision", "--rev-id", "e5"});
    EXPECT_EQ(lost.exit, 2);
    EXPECT_EQ(plain(lost.err),
              "~/migrations/revisions/e5.toml: error: missing key 'revision' in a revision file [missing-key]\nnote: nothing was "
              "written; is the template ~/migrations/revision.toml.in to blame?\n");
    write("migrations/revision.toml.in", "revision = {{{revision}}}\n");
    const Ran second_base = run({"revision", "--rev-id", "e5"});
    EXPECT_EQ(second_base.exit, 2);
    EXPECT_EQ(plain(second_base.err),
              "error: the template ~/migrations/revision.toml.in leaves out 'down_revision'\nnote: nothing was written; put "
              "{{{down_revision}}} into it, as the one of 'migrations init' has it\n");
    write("migrations/revision.toml.in", "{{#revision}}");
    EXPECT_EQ(run({"revision", "--rev-id", "e5"}).exit, 2);
    write("migrations/revision.toml.in", "# {{{revision}}}\n");
    EXPECT_EQ(everything(), before);
}

// What nobody else's database has is nothing to begin a revision with.
TEST_F(Revisions, from_a_database_that_is_what_the_chain_says) {
    make_chain();
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\n"
              "city = { type = \"text\", null = true }\n");
    const std::vector<std::string> command = {"revision", "--autogenerate", "--from-database", "--rev-id",
                                              "d4",       "--database",     "x.db"};
    ASSERT_EQ(run({"upgrade", "b2", "--database", "x.db", "--create"}).exit, 0);
    refused(command, 6,
            "error: the database is at 'b2', and the new revision would follow 'c3'\n"
            "note: run: migrations upgrade; or say what it follows: --head\n");
    ASSERT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
    ASSERT_EQ(ask("x.db", "ALTER TABLE users ADD COLUMN hand TEXT"), "");
    const Ran drifted = run(command);
    EXPECT_EQ(drifted.exit, 3);
    EXPECT_NE(drifted.err.find("users.hand"), std::string::npos) << drifted.err;
    EXPECT_NE(drifted.err.find("note: nothing was written: the database is not what the chain makes, and a revision cannot "
                               "begin with what other databases do not have; correct the database, or leave --from-database "
                               "out\n"),
              std::string::npos)
        << drifted.err;
    EXPECT_EQ(revision_text("d4"), "");
    ASSERT_EQ(ask("x.db", "ALTER TABLE users DROP COLUMN hand"), "");
    const Ran written = run(command);
    EXPECT_EQ(written.exit, 0) << written.err;
    EXPECT_NE(revision_text("d4").find("city"), std::string::npos);
    refused({"revision", "--from-database"}, 2, "error: --from-database needs --autogenerate\n");
}

}  // namespace
}  // namespace migrations
