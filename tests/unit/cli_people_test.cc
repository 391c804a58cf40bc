// What people see: colours and progress on a terminal, manual pages.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

class People : public CommandLine {
protected:
    void SetUp() override { make_chain(); }

    // A revision that takes a few seconds, on top of c3.
    void make_slow_revision() {
        write("migrations/revisions/d4.toml",
              "revision = \"d4\"\ndown_revision = \"c3\"\nmessage = \"count\"\nirreversible = \"rows\"\n\n[[upgrade]]\nop = "
              "\"execute\"\nsql = \"\"\"\nINSERT INTO users (id, nick)\nSELECT max(x), 'last' FROM (WITH RECURSIVE c(x) AS (SELECT 1 "
              "UNION ALL SELECT x + 1 FROM c WHERE x < 9000000) SELECT x FROM c)\"\"\"\n");
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
        ASSERT_EQ(run({"upgrade", "c3", "-q", "--create", "--database", "x.db"}).exit, 0);
    }
};

TEST_F(People, colours_on_a_terminal_for_those_who_want_them) {
    const std::vector<std::string> mistake = {"upgrade", "zz", "--database", "x.db", "--create"};
    environment_["TERM"] = "dumb";
    EXPECT_EQ(on_terminal(mistake, "").out.find('\x1b'), std::string::npos);
    environment_["TERM"] = "xterm";
    EXPECT_EQ(on_terminal(mistake, "").out,
              "\x1b[1;31merror: \x1b[0mthere is no revision 'zz'\n"
              "\x1b[1;36mnote: \x1b[0m'migrations history' shows all revisions\n");
    EXPECT_EQ(run(mistake).err, "error: there is no revision 'zz'\nnote: 'migrations history' shows all revisions\n");
    write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"zz\"\n");
    std::string placed = on_terminal({"validate"}, "").out;
    replace(placed, folder_, "~");
    EXPECT_EQ(placed.substr(0, placed.find("parent")),
              "\x1b[1m~/migrations/revisions/d4.toml:2:17: \x1b[0m\x1b[1;31merror: \x1b[0m");
    environment_["NO_COLOR"] = "1";
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    EXPECT_EQ(on_terminal(mistake, "").out,
              "error: there is no revision 'zz'\nnote: 'migrations history' shows all revisions\n");
}

TEST_F(People, a_bar_for_what_takes_long) {
    make_slow_revision();
    environment_["TERM"] = "xterm";
    const std::string shown = on_terminal({"upgrade", "--database", "x.db"}, "").out;
    EXPECT_NE(shown.find("\x1b[K....................  1/1  d4  count  1 s  INSERT INTO users (id, n"), std::string::npos) << shown;
    // It makes room for the line that stays.
    EXPECT_NE(shown.find("\x1b[Kapplied d4  count  ("), std::string::npos) << shown;
    EXPECT_EQ(ask("x.db", "SELECT nick FROM users"), "last");
}

TEST_F(People, no_bar_where_nobody_looks) {
    make_slow_revision();
    environment_["TERM"] = "xterm";
    const Ran ran = run({"upgrade", "--database", "x.db"});
    EXPECT_EQ(plain(ran.err), "applied d4  count  (? ms)\n");
}

TEST_F(People, manual_pages) {
    const Ran page = run({"man", "upgrade"});
    EXPECT_EQ(page.exit, 0);
    EXPECT_EQ(page.out.find(".TH \"MIGRATIONS\\-UPGRADE\" 1 "), 0U);
    for (const char* part : {"\n.SH NAME\nmigrations\\-upgrade \\- Bring the database up to a revision\n",
                             "\n.SH SYNOPSIS\n\\fBmigrations upgrade\\fR [options] [\\fItarget\\fR]\n",
                             "\n.TP\n\\fB\\-\\-lock\\-timeout\\fR \\fI", "\n.SH EXAMPLES\n.nf\n", "  migrations upgrade +1\n"}) {
        EXPECT_NE(page.out.find(part), std::string::npos) << part << "\nnot in\n" << page.out;
    }
    const Ran program = run({"man"});
    for (const char* part : {".SH COMMANDS\n", "\\fBsquash\\fR\n", ".SH ENVIRONMENT\n", "\\fBNO_COLOR\\fR\n", ".SH EXIT STATUS\n"}) {
        EXPECT_NE(program.out.find(part), std::string::npos) << part;
    }
    refused({"man", "upgrad"}, 2, "error: there is no command 'upgrad'\nnote: did you mean 'upgrade'?\n");
    refused({"man", "upgrade", "--install", "x"}, 2,
            "error: --install writes the pages of all commands\nnote: leave one of them out\n");
}

TEST_F(People, pages_and_completions_are_laid_out_as_they_are_installed) {
    const Ran ran = run({"man", "--install", "prefix"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    for (const char* file : {"prefix/share/man/man1/migrations.1", "prefix/share/man/man1/migrations-squash.1",
                             "prefix/share/bash-completion/completions/migrations",
                             "prefix/share/zsh/site-functions/_migrations",
                             "prefix/share/fish/vendor_completions.d/migrations.fish"}) {
        EXPECT_TRUE(exists(file)) << file;
        EXPECT_NE(ran.out.find(std::string("wrote ") + file + "\n"), std::string::npos) << ran.out;
    }
    EXPECT_EQ(read("prefix/share/zsh/site-functions/_migrations").find("#compdef migrations\n"), 0U);
    // Whoever reads it says what is wrong with it: groff, where there is one.
    const Ran checked = shell("command -v groff > /dev/null || exit 0; for page in prefix/share/man/man1/*; do groff -man -Tutf8 -ww "
                              "-z $page || exit 1; done");
    EXPECT_EQ(checked.exit, 0) << checked.err;
    EXPECT_EQ(checked.err, "");
}

}  // namespace
}  // namespace migrations
