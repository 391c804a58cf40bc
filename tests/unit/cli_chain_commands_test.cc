// validate, edit, lint and completion.
#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

const std::string broken = "revision = \"d4\"\ndown_revision = \"zz\"\n[[upgrade]]\nop = \"drop_column\"\ntable = \"users\"\n"
                           "column = \"nick\"\n[[downgrade]]\nop = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"nick\", "
                           "type = \"text\", null = true }\n";

std::string on(const std::string& parent, const std::string& id = "d4") {
    std::string text = broken;
    text.replace(text.find("d4"), 2, id);
    text.replace(text.find("zz"), 2, parent);
    return text;
}

// ---- validate ----

using Validate = CommandLine;

TEST_F(Validate, a_chain_that_is_right) {
    make_chain();
    set_model("email = { type = \"int64\" }\n");  // models are none of its business, nor is the review
    std::filesystem::remove(path("migrations/migrations.lock"));
    const Ran valid = run({"validate"});
    EXPECT_EQ(valid.exit, 0) << valid.err;
    EXPECT_EQ(valid.out, "blog_db: 3 revisions, head c3; the chain is valid\n");
    EXPECT_EQ(run({"validate", "-q"}).out, "");
    EXPECT_EQ(json({"validate"}, "/heads/0"), "c3");
    EXPECT_EQ(json({"validate"}, "/valid"), "true");
}

TEST_F(Validate, everything_that_is_wrong) {
    make_chain();
    write("migrations/revisions/d4.toml", broken);
    refused({"validate"}, 4,
            "~/migrations/revisions/d4.toml:2:17: error: parent 'zz' of revision 'd4' does not exist [missing-parent]\n"
            "note: was its file deleted, or never committed? 'git log --all -- \"*zz*\"' finds it\n");
    write("migrations/revisions/d4.toml", on("b2"));
    refused({"validate"}, 4,
            "~/migrations/revisions/c3.toml:1:12: error: the chain has 2 heads: d4, c3 [multiple-heads]\n"
            "note: to join them, run: migrations merge; to put what was added last on top of the other: migrations rebase\n"
            "'d4' is in ~/migrations/revisions/d4.toml\n'c3' is in ~/migrations/revisions/c3.toml\n");
    EXPECT_EQ(json({"validate"}, "/valid", 4), "false");
    write("migrations/revisions/d4.toml", on("c3"));
    write("migrations/revisions/e5.toml", on("d4", "e5"));
    refused({"validate"}, 4, "~/migrations/revisions/e5.toml:3:1: error: table 'users' has no column 'nick' [operation]\n");
}

// ---- edit ----

class Edit : public CommandLine {
protected:
    void SetUp() override {
        make_chain();
        write("editor.sh", "#!/bin/sh\necho \"$@\" >> edited.txt\nfor each; do :; done\nprintf '%s' \"$APPENDED\" >> \"$each\"\n");
        std::filesystem::permissions(path("editor.sh"), std::filesystem::perms::owner_all);
        environment_["EDITOR"] = path("editor.sh") + " --wait";
    }
};

TEST_F(Edit, the_head_and_others) {
    EXPECT_EQ(run({"edit"}).exit, 0);
    EXPECT_EQ(run({"edit", "a1", "b", "a1"}).exit, 0);
    EXPECT_EQ(plain(read("edited.txt")), "--wait ~/migrations/revisions/c3.toml\n"
                                         "--wait ~/migrations/revisions/a1.toml ~/migrations/revisions/b2.toml\n");
    environment_["VISUAL"] = "true";
    EXPECT_EQ(run({"edit"}).exit, 0);
    EXPECT_EQ(read("edited.txt").find("c3"), read("edited.txt").rfind("c3"));
}

TEST_F(Edit, what_is_broken_afterwards) {
    environment_["APPENDED"] = "colour = 3\n";
    const Ran edited = run({"edit", "c3"});
    EXPECT_EQ(edited.exit, 4);
    EXPECT_NE(plain(edited.err).find("~/migrations/revisions/c3.toml:"), std::string::npos) << edited.err;
    EXPECT_NE(edited.err.find("unknown key 'colour'"), std::string::npos) << edited.err;
    // A file that cannot be read is named by its path.
    environment_["APPENDED"] = "";
    environment_["EDITOR"] = "sed -i /colour/d";
    const Ran mended = run({"edit", "migrations/revisions/c3.toml"});
    EXPECT_EQ(mended.exit, 0) << mended.err;
    EXPECT_EQ(run({"check"}).exit, 0);
}

TEST_F(Edit, asks_for_a_review) {
    environment_["APPENDED"] = "# a comment\n";
    const Ran edited = run({"edit"});
    EXPECT_EQ(edited.exit, 0);
    EXPECT_EQ(edited.err, "note: revision c3 is to be reviewed: migrations review\n");
}

TEST_F(Edit, mistakes) {
    refused({"edit", "nope.toml"}, 12, "error: there is no file 'nope.toml'\nnote: give the path of a revision file, or an id\n");
    refused({"edit", "base"}, 2, "error: 'base' names no revision to edit\nnote: name one: see 'migrations history'\n");
    environment_["EDITOR"] = "no-such-editor";
    const Ran missing = run({"edit"});
    EXPECT_EQ(missing.exit, 12);
    EXPECT_NE(missing.err.find("error: 'no-such-editor' was not found\nnote: set VISUAL or EDITOR to an editor that waits\n"),
              std::string::npos) << missing.err;
    environment_["EDITOR"] = "exit 3;";
    const Ran failed = run({"edit"});
    EXPECT_EQ(failed.exit, 12);
    EXPECT_NE(failed.err.find("'exit 3;' ended with 3"), std::string::npos) << failed.err;
}

// ---- lint ----

using Lint = CommandLine;

TEST_F(Lint, what_is_not_reviewed_and_what_is_named) {
    make_chain();
    EXPECT_EQ(run({"lint"}).out, "blog_db: 0 revisions judged, nothing found\n");
    write("migrations/revisions/d4.toml", on("c3"));
    const Ran found = run({"lint"});
    EXPECT_EQ(found.exit, 0);
    EXPECT_NE(plain(found.err).find("~/migrations/revisions/d4.toml:3:1: warning: "), std::string::npos) << found.err;
    EXPECT_NE(found.err.find("[drop-column]"), std::string::npos) << found.err;
    EXPECT_EQ(run({"lint", "c3"}).err, "");
    EXPECT_EQ(run({"lint", "c3:d4"}).err, found.err);
    EXPECT_EQ(run({"lint", "a1:c3"}).out, "blog_db: 2 revisions judged, nothing found\n");
    EXPECT_EQ(json({"lint"}, "/findings/0/rule"), "drop-column");
    write("migrations/migrations.toml", read("migrations/migrations.toml") + "[lint]\ndrop-column = \"error\"\n");
    EXPECT_EQ(run({"lint"}).exit, 3);
    EXPECT_EQ(json({"lint", "--rules"}, "/rules/1/level"), "error");
    EXPECT_NE(run({"lint", "--rules"}).out.find("drop-column (error)\n"), std::string::npos);
}

// By the operations alone, before any database is asked.
TEST_F(Lint, a_downgrade_that_does_not_lead_back) {
    make_chain();
    const std::string d4 = add_column("d4", "c3", "team", "int64", "team", "2026-01-04");
    std::string forgotten = d4;
    forgotten.resize(forgotten.find("[[downgrade]]"));
    write("migrations/revisions/d4.toml", forgotten + "[[downgrade]]\nop = \"drop_column\"\ntable = \"users\"\ncolumn = \"age\"\n");
    EXPECT_EQ(plain(run({"lint", "c3:d4"}).err),
              "~/migrations/revisions/d4.toml:11:1: warning: the downgrade does not lead back; what is missing: add column users.age int32 null; "
              "drop column users.team [wrong-downgrade]\n"
              "note: correct the downgrade, or write irreversible = \"WHY\" if there is none\n");
    EXPECT_NE(run({"review", "--yes"}).err.find("[wrong-downgrade]"), std::string::npos);
    write("migrations/revisions/d4.toml", "irreversible = \"no\"\n" + forgotten);
    EXPECT_EQ(run({"lint", "c3:d4"}).err, "");
    write("migrations/revisions/d4.toml", d4);
    EXPECT_EQ(run({"lint", "c3:d4"}).err, "");
    write("migrations/revisions/d4.toml", "downgrade = []\n" + forgotten);
    write("migrations/migrations.toml", read("migrations/migrations.toml") + "[lint]\nwrong-downgrade = \"off\"\n");
    EXPECT_EQ(run({"lint", "c3:d4"}).err, "");
}

// ---- completion ----

class Completion : public CommandLine {
protected:
    std::string words(const std::vector<std::string>& typed) const {
        std::vector<std::string> arguments = {"completion", "words", "--"};
        arguments.insert(arguments.end(), typed.begin(), typed.end());
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.exit, 0) << ran.err;
        std::string text = ran.out;
        replace(text, "\n", " ");
        return text;
    }
};

TEST_F(Completion, commands_options_values_and_revisions) {
    make_chain();
    EXPECT_EQ(words({"rev"}), "review revision ");
    EXPECT_EQ(words({"upgrade", ""}), "a1 b2 base c3 head heads ");
    EXPECT_EQ(words({"-v", "show", "--dialect", ""}), "postgresql sqlite ");
    EXPECT_EQ(words({"show", "--dialect", "sqlite", "c"}), "c3 ");
    EXPECT_EQ(words({"lint", "--r"}), "--rules ");
    EXPECT_EQ(words({"lint", "--js"}), "--json ");
    EXPECT_EQ(words({"upgrade", "--database", ""}), "");
    EXPECT_EQ(words({"completion", "z"}), "zsh ");
    write("migrations/revisions/d4.toml", "[");
    EXPECT_EQ(words({"upgrade", "c"}), "c3 ");
    std::filesystem::remove_all(path("migrations"));
    EXPECT_EQ(words({"upgrade", ""}), "base head heads ");
}

TEST_F(Completion, branches_and_ranges) {
    make_chain();
    std::string b2 = read("migrations/revisions/b2.toml");
    replace(b2, "message", "branch_labels = [\"left\"]\nmessage");
    write("migrations/revisions/b2.toml", b2);
    EXPECT_EQ(words({"upgrade", "l"}), "left@base left@head ");
    EXPECT_EQ(words({"upgrade", "left@"}), "left@a1 left@b2 left@base left@c3 left@head left@heads ");
    EXPECT_EQ(words({"upgrade", "right@"}), "");
    EXPECT_EQ(words({"revision", "--depends-on", "l"}), "left left@base left@head ");
    EXPECT_EQ(words({"history", "a1:c"}), "a1:c3 ");
    EXPECT_EQ(words({"history", "-r", "a1:left@h"}), "a1:left@head a1:left@heads ");
    EXPECT_EQ(words({"sql", ":b"}), ":b2 :base ");
    EXPECT_EQ(words({"lint", "a1:b"}), "a1:b2 a1:base ");
    EXPECT_EQ(words({"upgrade", "a1:"}), "");
}

TEST_F(Completion, goes_by_what_is_on_the_line_already) {
    make_chain();
    EXPECT_EQ(words({"--json", "upgrade", "c"}), "c3 ");
    EXPECT_EQ(words({"show", "--dialect="}), "--dialect=postgresql --dialect=sqlite ");
    EXPECT_EQ(words({"show", "--dialect=s"}), "--dialect=sqlite ");
    EXPECT_EQ(words({"show", "--json="}), "");
    EXPECT_EQ(words({"show", "--dialect=sqlite", "c"}), "c3 ");
    EXPECT_EQ(words({"check", "--json", "--js"}), "");
    EXPECT_EQ(words({"revision", "--rename", "a=b", "--rena"}), "--rename ");
    inside_ = "..";
    EXPECT_EQ(words({"upgrade", "c"}), "");
    EXPECT_EQ(words({"-c", path("migrations"), "upgrade", "c"}), "c3 ");
    EXPECT_EQ(words({"upgrade", "--config=" + path("migrations"), "c"}), "c3 ");
    EXPECT_EQ(words({"upgrade", "-c" + path("migrations"), "c"}), "c3 ");
    write("build/blog_db/project.toml", "name = \"blog_db\"\ndirectory = \"" + path("migrations") + "\"\nbuild = \"" +
                                            path("build") + "\"\nfix = \"cmake --build x --target\"\n");
    write("build/migrations-projects.txt", path("build/blog_db/project.toml") + "\n");
    EXPECT_EQ(words({"-B", path("build"), "upgrade", "c"}), "c3 ");
    EXPECT_EQ(words({"upgrade", "--project", path("build/blog_db/project.toml"), "c"}), "c3 ");
}

// Bash takes "a1:c" for three words, and puts the answer in the place of the last.
TEST_F(Completion, in_bash_within_a_word) {
    make_chain();
    const std::string bin = std::filesystem::path(MIGRATIONS_TOOL).parent_path().string();
    const auto completed = [&](const std::string& line, const std::string& words) {
        write("complete.sh", "PATH=$1:$PATH; eval \"$(migrations completion bash)\"; COMP_LINE='" + line + "'; COMP_WORDS=(" + words +
                                 "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _migrations; echo \"${COMPREPLY[@]}\"\n");
        const Ran ran = shell("bash complete.sh " + bin);
        EXPECT_EQ(ran.err, "") << line;
        return ran.out;
    };
    EXPECT_EQ(completed("migrations history a1:c", "migrations history a1 : c"), "c3\n");
    EXPECT_EQ(completed("migrations history b2: c", "migrations history b2 : c"), "c3\n");
    EXPECT_EQ(completed("migrations history b2:", "migrations history b2 :"), "a1 b2 base c3 head heads\n");
    EXPECT_EQ(completed("migrations show --dialect=s", "migrations show --dialect = s"), "sqlite\n");
    EXPECT_EQ(completed("migrations  show  c", "migrations show c"), "c3\n");
    EXPECT_EQ(completed("migrations show ", "migrations show ''"), "a1 b2 base c3 head heads\n");
    EXPECT_EQ(completed("migrations show zz", "migrations show zz"), "\n");
}

TEST_F(Completion, in_bash) {
    make_chain();
    write("complete.sh", "PATH=$1:$PATH; eval \"$(migrations completion bash)\"; COMP_WORDS=(migrations upgrade c); COMP_CWORD=2; "
                         "_migrations; echo \"${COMPREPLY[@]}\"\n");
    const Ran completed = shell("bash complete.sh " + std::filesystem::path(MIGRATIONS_TOOL).parent_path().string());
    EXPECT_EQ(completed.out, "c3\n") << completed.err;
    EXPECT_EQ(shell("migrations completion fish").exit, 0);
    EXPECT_EQ(run({"completion", "zsh"}).out.substr(0, 20), "#compdef migrations\n");
    refused({"completion", "tcsh"}, 2, "error: there is no completion for the shell 'tcsh'\nnote: write bash, zsh or fish\n");
}

}  // namespace
}  // namespace migrations
