// Chains with branches, labels and dependencies: history, heads, branches, and targets of upgrade, downgrade and stamp.
#include <unistd.h>

#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

// a1 <- b2 <- c3; b2 <- left (l1 <- l2), a base of its own (r1), on which l2 depends; m joins c3 and l2.
class Branches : public CommandLine {
protected:
    void SetUp() override {
        make_chain();
        set_model("");
        add("l1", "down_revision = \"b2\"\nbranch_labels = [\"left\"]\n", "04");
        add("l2", "down_revision = \"l1\"\ndepends_on = [\"r1\"]\n", "05");
        write("migrations/revisions/r1.toml",
              "revision = \"r1\"\nmessage = \"lib\"\ncreated = 2026-01-06T00:00:00Z\n[[upgrade]]\nop = \"create_table\"\ntable = "
              "\"lib\"\ncolumns = [{ name = \"id\", type = \"int64\", identity = true }]\nprimary_key = { name = \"pk_lib\", columns = "
              "[\"id\"] }\n[[downgrade]]\nop = \"drop_table\"\ntable = \"lib\"\n");
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    }
    void add(const std::string& id, const std::string& links, const std::string& day) const {
        std::string text = add_column(id, "zz", "x_" + id, "text", "", "2026-01-" + day);
        replace(text, "down_revision = \"zz\"\n", links);
        write("migrations/revisions/" + id + ".toml", text);
    }
    void merge() const {
        write("migrations/revisions/m1.toml",
              "revision = \"m1\"\ndown_revision = [\"c3\", \"l2\"]\nmessage = \"join\"\ncreated = 2026-01-07T00:00:00Z\ndowngrade = []\n");
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    }
    std::string current(const std::string& database = "x.db") const {
        std::string text = run({"current", "--database", database}).out;
        replace(text, "\n", " ");
        return text;
    }
    Ran up(const std::string& target, const std::string& database = "x.db") const {
        return run({"upgrade", target, "--database", database, "--create"});
    }
    Ran down(const std::string& target, const std::string& database = "x.db") const {
        return run({"downgrade", target, "--database", database, "--yes"});
    }
};

TEST_F(Branches, heads_and_branches) {
    EXPECT_EQ(run({"heads"}).out, "b2 -> c3 (head)\n<base> -> r1 (head, another depends on it)  lib\nl1 (r1) -> l2 (left) (head)\n");
    EXPECT_EQ(run({"heads", "--resolve-dependencies"}).out, "b2 -> c3 (head)\nl1 (r1) -> l2 (left) (head)\n");
    EXPECT_EQ(json({"heads"}, "/revisions/2/labels"), "[\"left\"]");
    EXPECT_EQ(json({"heads"}, "/revisions/2/depends_on"), "[\"r1\"]");
    EXPECT_EQ(run({"branches"}).out, "a1 -> b2 (branchpoint)  add email\n"
                                     "    b2 -> c3 (head)\n"
                                     "    b2 -> l1 (left)\n");
    EXPECT_EQ(json({"branches"}, "/branches/0/children/1/revision"), "l1");
    EXPECT_EQ(run({"branches", "-v"}).exit, 0);
    std::filesystem::remove(path("migrations/revisions/l2.toml"));
    std::filesystem::remove(path("migrations/revisions/l1.toml"));
    EXPECT_EQ(run({"branches"}).err, "note: the chain has no branches\n");
}

TEST_F(Branches, history_as_a_graph) {
    merge();
    EXPECT_EQ(run({"history", "--graph"}).out,
              "* c3, l2 -> m1 (left) (head) (mergepoint)  join\n"
              "|\\\n"
              "| * l1 (r1) -> l2 (left)\n"
              "| | * <base> -> r1 (head, another depends on it)  lib\n"
              "| * b2 -> l1 (left)\n"
              "* | b2 -> c3\n"
              "|/\n"
              "* a1 -> b2 (branchpoint)  add email\n"
              "* <base> -> a1  create users\n");
}

// A base ends its lane: what is below does not stand on it.
TEST_F(Branches, history_of_two_bases) {
    for (const char* each : {"l1", "l2", "b2", "c3"}) std::filesystem::remove(path(std::string("migrations/revisions/") + each + ".toml"));
    EXPECT_EQ(run({"history", "--graph"}).out, "* <base> -> r1 (head)  lib\n\n* <base> -> a1 (head)  create users\n");
}

TEST_F(Branches, history_and_the_database) {
    ASSERT_EQ(up("c3").exit, 0);
    const Ran marked = run({"history", ":c3", "-i", "--database", "x.db"});
    EXPECT_EQ(marked.out, "b2 -> c3 (head) (current)\na1 -> b2 (branchpoint)  add email\n<base> -> a1  create users\n") << marked.err;
    EXPECT_EQ(run({"history", "-1:current", "--database", "x.db"}).out, "b2 -> c3 (head)\na1 -> b2 (branchpoint)  add email\n");
    EXPECT_EQ(run({"history", "-100:current", "--database", "x.db"}).out,
              "b2 -> c3 (head)\na1 -> b2 (branchpoint)  add email\n<base> -> a1  create users\n");
    EXPECT_EQ(json({"history", "-i", "--database", "x.db", ":c3"}, "/revisions/0/current"), "true");
    EXPECT_EQ(run({"history", "current:"}).exit, 2);
}

TEST_F(Branches, history_says_what_is_current_at_base_too) {
    ASSERT_EQ(run({"stamp", "base", "--database", "x.db", "--create", "-q"}).out, "");
    EXPECT_EQ(json({"history", "-i", "--database", "x.db"}, "/revisions/0/current"), "false");
    EXPECT_EQ(json({"history"}, "/revisions/0/current"), "");
}

TEST_F(Branches, history_as_a_graph_with_all_that_is_known) {
    for (const char* each : {"l1", "l2", "c3"}) std::filesystem::remove(path(std::string("migrations/revisions/") + each + ".toml"));
    EXPECT_EQ(plain(run({"history", "--graph", "-v"}).out),
              "* <base> -> r1 (head)  lib\n"
              "      file     ~/migrations/revisions/r1.toml\n"
              "      created  2026-01-06T00:00:00Z\n"
              "      create table lib (1 column)\n"
              "\n"
              "* a1 -> b2 (head)  add email\n"
              "|     file     ~/migrations/revisions/b2.toml\n"
              "|     created  2026-01-02T00:00:00Z\n"
              "|     add column users.email text null\n"
              "* <base> -> a1  create users\n"
              "      file     ~/migrations/revisions/a1.toml\n"
              "      created  2026-01-01T00:00:00Z\n"
              "      create table users (2 columns)\n");
}

TEST_F(Branches, ranges_without_a_revision_and_the_other_way_round) {
    const Ran none = run({"history", "base:base"});
    EXPECT_EQ(none.exit, 0);
    EXPECT_EQ(none.err, "note: there is no revision in 'base:base'\n");
    EXPECT_EQ(run({"lint", "c3:a1"}).out, "blog_db: 2 revisions judged, nothing found\n");
    EXPECT_EQ(run({"lint", "a1:c3"}).out, "blog_db: 2 revisions judged, nothing found\n");
}

// Lines that are to stay apart say so by their labels; two heads that nobody meant are one too many.
TEST_F(Branches, heads_that_are_meant) {
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\nx_l1 = { type = \"text\", null = true }\n"
              "x_l2 = { type = \"text\", null = true }\n[tables.lib.columns]\nid = { type = \"int64\", primary_key = true }\n");
    const Ran good = run({"check"});
    EXPECT_EQ(good.exit, 0) << good.err;
    EXPECT_EQ(run({"validate"}).out, "blog_db: 6 revisions, heads c3, r1, l2; the chain is valid\n");
    EXPECT_NE(run({"status"}).out.find("  chain     6 revisions, heads c3, r1, l2\n"), std::string::npos) << run({"status"}).out;
    for (const char* head : {"c3", "r1", "l2", "base"}) {
        EXPECT_EQ(run({"revision", "--autogenerate", "--head", head}).out, "models and migrations agree: nothing to write\n") << head;
    }
    set_model("");
    EXPECT_EQ(run({"check"}).exit, 3);  // and the models are compared with what all of them make
    add("c4", "down_revision = \"b2\"\n", "08");
    const Ran stray = run({"validate"});
    EXPECT_EQ(stray.exit, 4);
    EXPECT_NE(stray.err.find("error: the chain has 4 heads: c3, r1, l2, c4 [multiple-heads]\n"), std::string::npos) << stray.err;
}

TEST_F(Branches, upgrade_and_downgrade_of_one) {
    EXPECT_EQ(up("head").exit, 4);
    EXPECT_FALSE(exists("x.db"));
    ASSERT_EQ(up("left@head").exit, 0);
    EXPECT_EQ(current(), "l2 (head) r1 (head)  lib ");
    ASSERT_EQ(up("heads").exit, 0);
    EXPECT_EQ(current(), "c3 (head) l2 (head) r1 (head)  lib ");
    const Ran ambiguous = down("-1");
    EXPECT_EQ(ambiguous.exit, 4) << ambiguous.err;
    ASSERT_EQ(down("left@-1").exit, 0);
    EXPECT_EQ(current(), "c3 (head) l1 r1 (head)  lib ");
    ASSERT_EQ(down("left@base").exit, 0);
    EXPECT_EQ(current(), "c3 (head) r1 (head)  lib ");
    ASSERT_EQ(up("left@+2").exit, 0);
    ASSERT_EQ(down("r1@base").exit, 0);  // and what depends on it
    EXPECT_EQ(current(), "c3 (head) l1 ");
    EXPECT_EQ(ask("x.db", "SELECT count(*) FROM sqlite_schema WHERE name = 'lib'"), "0");
}

TEST_F(Branches, through_a_merge) {
    merge();
    ASSERT_EQ(up("m1").exit, 0);
    EXPECT_EQ(current(), "m1 (head)  join r1 (head)  lib ");
    ASSERT_EQ(down("m1-1").exit, 0);
    EXPECT_EQ(current(), "c3 l2 r1 (head)  lib ");
    ASSERT_EQ(up("heads").exit, 0);
    ASSERT_EQ(down("base").exit, 0);
    EXPECT_EQ(current(), "base ");
}

TEST_F(Branches, stamps) {
    const Ran above = run({"stamp", "a1", "c3", "--database", "x.db", "--create"});
    EXPECT_EQ(above.exit, 4);
    EXPECT_NE(above.err.find("'a1' and 'c3' are two targets, one above the other"), std::string::npos) << above.err;
    EXPECT_FALSE(exists("x.db"));
    ASSERT_EQ(run({"stamp", "left@head", "c3", "--database", "x.db", "--create"}).exit, 0);
    EXPECT_EQ(current(), "c3 (head) l2 (head) r1 (head)  lib ");
}

// What counts from a database counts from it, or is refused where there is none.
TEST_F(Branches, words_that_ask_a_database) {
    ASSERT_EQ(up("b2").exit, 0);
    ASSERT_EQ(run({"stamp", "left@+1", "--database", "x.db", "--yes"}).exit, 0);
    EXPECT_EQ(current(), "l1 ");
    ASSERT_EQ(run({"stamp", "current", "--database", "x.db", "--yes"}).exit, 0);
    EXPECT_EQ(current(), "l1 ");
    const std::string refusal = "error: 'current' counts from what a database holds\nnote: count from a revision instead: 'id+1', 'head-1'\n";
    for (const char* command : {"lint", "review"}) refused({command, "current"}, 2, refusal);
    refused({"revision", "--head", "current"}, 2, refusal);
    refused({"merge", "current", "c3"}, 2, refusal);
    refused({"diff", "current", "heads"}, 2, refusal);
    refused({"review", "base", "--yes"}, 2, "error: 'base' names no revision to review\nnote: name one, or none for all\n");
    refused({"show", "base"}, 2, "error: 'base' is before all revisions: there is nothing to show\nnote: name one: see 'migrations history'\n");
}

// ---- merge ----

class Merge : public CommandLine {
protected:
    void SetUp() override { make_chain(); }
    void add(const std::string& id, const std::string& operation, const std::string& back) const {
        write("migrations/revisions/" + id + ".toml", "revision = \"" + id + "\"\ndown_revision = \"c3\"\ncreated = 2026-01-0" + id.substr(1) +
                                                          "T00:00:00Z\n[[upgrade]]\n" + operation + "[[downgrade]]\n" + back);
    }
    static std::string nullable(const std::string& column, bool null) {
        return "op = \"alter_column\"\ntable = \"users\"\ncolumn = \"" + column + "\"\nnull = " + (null ? "true" : "false") + "\n" +
               (null ? "" : "fill = \"x\"\n");
    }
};

TEST_F(Merge, sides_that_have_nothing_in_common) {
    add("d4", nullable("email", false), nullable("email", true));
    add("d5", nullable("nick", true), nullable("nick", false));
    const Ran merged = run({"merge", "--rev-id", "e6"});
    EXPECT_EQ(merged.exit, 0) << merged.err;
    EXPECT_EQ(plain(merged.out), "wrote ~/migrations/revisions/e6_merge_d4_and_d5.toml\n");
    EXPECT_EQ(merged.err, "note: read it, then run: migrations review\n");
    EXPECT_NE(revision_text("e6").find("down_revision = [\"d4\", \"d5\"]\n"), std::string::npos) << revision_text("e6");
    EXPECT_EQ(run({"validate"}).out, "blog_db: 6 revisions, head e6; the chain is valid\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(run({"upgrade", "--database", "x.db", "--create"}).exit, 0);
    EXPECT_EQ(run({"current", "--database", "x.db"}).out, "e6 (head)  merge d4 and d5\n");
    refused({"merge"}, 4, "error: there is nothing to merge with 'e6'\nnote: a merge joins two or more revisions; 'migrations heads' shows "
                          "the heads\n");
}

TEST_F(Merge, says_what_both_sides_change) {
    add("d4", nullable("email", false), nullable("email", true));
    add("d5", "op = \"alter_column\"\ntable = \"users\"\ncolumn = \"email\"\ndefault = \"a\"\n",
        "op = \"alter_column\"\ntable = \"users\"\ncolumn = \"email\"\ndrop = [\"default\"]\n");
    const Ran merged = run({"merge", "d4", "d5", "-m", "both", "--rev-id", "e6"});
    EXPECT_EQ(merged.exit, 0) << merged.err;
    EXPECT_EQ(plain(merged.err),
              "~/migrations/revisions/e6_both.toml: warning: both sides change users.email: d4 (~/migrations/revisions/d4.toml) and d5 "
              "(~/migrations/revisions/d5.toml) [both-sides]\nnote: the order in which a database applies the sides is not settled: see "
              "that both orders leave the same\nnote: read it, then run: migrations review\n");
    EXPECT_EQ(json({"merge", "--splice", "d4", "d5"}, "/findings/0/rule"), "both-sides");
}

TEST_F(Merge, sides_that_do_not_fit_together) {
    add("d4", "op = \"rename_table\"\nfrom = \"users\"\nto = \"people\"\n", "op = \"rename_table\"\nfrom = \"people\"\nto = \"users\"\n");
    add("d5", nullable("email", false), nullable("email", true));
    const auto before = everything();
    const Ran refused = run({"merge"});
    EXPECT_EQ(refused.exit, 4);
    EXPECT_NE(plain(refused.err).find("nothing was written: the sides do not fit together\nd4 (~/migrations/revisions/d4.toml) makes, drops "
                                      "or renames the table 'users', and d5 (~/migrations/revisions/d5.toml) changes it\n"),
              std::string::npos) << refused.err;
    EXPECT_EQ(everything(), before);
}

TEST_F(Merge, of_three_two_of_which_have_a_side_in_common) {
    add("d4", nullable("email", false), nullable("email", true));
    write("migrations/revisions/e5.toml", "revision = \"e5\"\ndown_revision = \"d4\"\ncreated = 2026-01-05T00:00:00Z\ndowngrade = []\n");
    write("migrations/revisions/e6.toml", "revision = \"e6\"\ndown_revision = \"d4\"\ncreated = 2026-01-06T00:00:00Z\ndowngrade = []\n");
    add("d7", "op = \"alter_column\"\ntable = \"users\"\ncolumn = \"email\"\ndefault = \"a\"\n",
        "op = \"alter_column\"\ntable = \"users\"\ncolumn = \"email\"\ndrop = [\"default\"]\n");
    const Ran merged = run({"merge"});
    EXPECT_EQ(merged.exit, 0) << merged.err;
    const std::string warning = "both sides change users.email: d4 (";
    EXPECT_NE(merged.err.find(warning), std::string::npos) << merged.err;
    EXPECT_EQ(merged.err.find(warning), merged.err.rfind(warning)) << merged.err;  // once
}

TEST_F(Merge, refuses_names_that_would_break_the_chain) {
    add("d4", nullable("email", false), nullable("email", true));
    add("d5", nullable("nick", true), nullable("nick", false));
    const auto before = everything();
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {"merge", "--branch-label", "b2"}, {"merge", "--rev-id", "d4"}, {"revision", "--head", "d4", "--branch-label", "a1"}}) {
        const Ran refused = run(arguments);
        EXPECT_EQ(refused.exit, 4) << refused.out << refused.err;
        EXPECT_EQ(everything(), before);
    }
    refused({"merge", "-m", "one\ntwo"}, 2,
            "error: the message is one line without control characters\nnote: nothing was written; the rest goes into a comment\n");
    refused({"revision", "--head", "d4", "-m", "\x1b[31m"}, 2,
            "error: the message is one line without control characters\nnote: nothing was written; the rest goes into a comment\n");
}

// ---- rebase ----

class RebaseCommand : public Merge {};

TEST_F(RebaseCommand, keeps_the_review_where_the_sql_stays) {
    add("d4", nullable("email", false), nullable("email", true));
    add("d5", "op = \"create_index\"\ntable = \"users\"\nindex = { name = \"ix\", columns = [\"nick\"] }\n",
        "op = \"drop_index\"\ntable = \"users\"\nindex = \"ix\"\n");
    std::string text = read("migrations/revisions/d5.toml");
    replace(text, "down_revision = \"c3\"\n", "down_revision  =  [ 'c3' ]  # by hand\n");
    write("migrations/revisions/d5.toml", text);
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    const Ran moved = run({"rebase"});
    EXPECT_EQ(moved.exit, 0) << moved.err;
    EXPECT_EQ(plain(moved.out), "wrote ~/migrations/revisions/d5.toml\n1 revision up to d5 now stands on d4\n");
    EXPECT_EQ(moved.err, "note: the SQL of d5 is the same: the review is kept\nnote: a database that has applied d5 without d4 does not know "
                         "this chain: take it back there first, or merge instead\n");
    replace(text, "[ 'c3' ]", "\"d4\"");
    EXPECT_EQ(read("migrations/revisions/d5.toml"), text);
    set_model("email = { type = \"text\" }\nage = { type = \"int32\", null = true }\n[[tables.users.indexes]]\nname = \"ix\"\ncolumns = "
              "[\"nick\"]\n");
    EXPECT_EQ(run({"check"}).exit, 0) << run({"check"}).err;
    refused({"rebase"}, 4, "error: the chain has 1 head\nnote: there is nothing to rebase\n");
}

TEST_F(RebaseCommand, asks_for_a_review_where_it_changes) {
    add("d4", nullable("email", false), nullable("email", true));
    add("d5", nullable("nick", true), nullable("nick", false));  // both rebuild the table
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    EXPECT_EQ(json({"rebase", "d4", "--onto", "d5"}, "/to_review"), "[\"d4\"]");
    EXPECT_EQ(run({"heads"}).out, "d5 -> d4 (head)\n");
    EXPECT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(run({"upgrade", "--database", "x.db", "--create"}).exit, 0);
    EXPECT_EQ(run({"downgrade", "base", "--yes", "--database", "x.db"}).exit, 0);
}

// That two branches change a table is said in the script of a rebuild, and in none of its statements.
TEST_F(RebaseCommand, keeps_the_review_of_a_rebuild) {
    add("d4", "op = \"create_index\"\ntable = \"users\"\nindex = { name = \"ix\", columns = [\"nick\"] }\n",
        "op = \"drop_index\"\ntable = \"users\"\nindex = \"ix\"\n");
    add("d5", nullable("nick", true), nullable("nick", false));
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    EXPECT_EQ(json({"rebase", "d5", "--onto", "d4"}, "/review_kept"), "[\"d5\"]");
}

TEST_F(RebaseCommand, writes_all_files_or_none) {
    add("d4", nullable("email", false), nullable("email", true));
    add("d5", "op = \"create_index\"\ntable = \"users\"\nindex = { name = \"ix\", columns = [\"nick\"] }\n",
        "op = \"drop_index\"\ntable = \"users\"\nindex = \"ix\"\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    as_nobody_ = true;
    for (const std::string& folder : {root_, folder_, path("migrations")}) std::filesystem::permissions(folder, std::filesystem::perms(0755));
    std::filesystem::permissions(path("migrations/revisions"), std::filesystem::perms(0777));
    for (const auto& [name, text] : everything()) {
        if (name.ends_with(".toml")) std::filesystem::permissions(path(name), std::filesystem::perms(0666));
    }
    if (geteuid() != 0) std::filesystem::permissions(path("migrations"), std::filesystem::perms(0555));
    refused({"rebase"}, 12, "error: cannot write '~/migrations/migrations.lock': Permission denied\nnote: nothing was written\n");
    std::filesystem::permissions(path("migrations"), std::filesystem::perms(0755));
}

TEST_F(RebaseCommand, a_base_and_what_does_not_fit) {
    write("migrations/revisions/r1.toml", "revision = \"r1\" # the library\ncreated = 2026-01-09T00:00:00Z\ndowngrade = []\n");
    ASSERT_EQ(run({"rebase"}).exit, 0);
    EXPECT_EQ(read("migrations/revisions/r1.toml"),
              "revision = \"r1\" # the library\ndown_revision = \"c3\"\ncreated = 2026-01-09T00:00:00Z\ndowngrade = []\n");
    add("d4", "op = \"rename_table\"\nfrom = \"users\"\nto = \"people\"\n", "op = \"rename_table\"\nfrom = \"people\"\nto = \"users\"\n");
    add("d5", nullable("email", false), nullable("email", true));
    const auto before = everything();
    const Ran bad = run({"rebase", "d5", "--onto", "d4"});
    EXPECT_EQ(bad.exit, 4);
    EXPECT_NE(bad.err.find("nothing was written: one side does not fit on top of the other\n"), std::string::npos) << bad.err;
    EXPECT_EQ(everything(), before);
    const Ran three = run({"rebase"});
    EXPECT_EQ(three.exit, 4);
    EXPECT_EQ(three.err, "error: the chain has 3 heads\nnote: say which goes where: migrations rebase HEAD --onto HEAD\n");
}

// What the database is at, wherever a revision is named.
TEST_F(Branches, words_that_ask_the_database) {
    ASSERT_EQ(up("c3").exit, 0);
    EXPECT_EQ(json({"show", "current", "--database", "x.db"}, "/revisions/0/revision"), "c3");
    EXPECT_EQ(run({"current", "-v", "--database", "x.db"}).out.rfind("b2 -> c3 (head)\n    file     ", 0), 0U);
    environment_["EDITOR"] = "echo";
    EXPECT_EQ(plain(run({"edit", "current", "--database", "x.db"}).err), "~/migrations/revisions/c3.toml\n");
    refused({"show", "current"}, 2,
            "error: no database is named\nnote: give --database URL, set DATABASE_URL, or write 'database' into ~/migrations/migrations.toml\n");
    ASSERT_EQ(down("base").exit, 0);
    refused({"show", "current", "--database", "x.db"}, 2,
            "error: 'current' is before all revisions: there is nothing to show\nnote: name one: see 'migrations history'\n");
}

}  // namespace
}  // namespace migrations
