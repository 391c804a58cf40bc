#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

// history, heads and show.
class Chain : public CommandLine {
protected:
    void SetUp() override { make_chain(); }
};

TEST_F(Chain, history) {
    const Ran all = run({"history"});
    EXPECT_EQ(all.exit, 0);
    EXPECT_EQ(all.out, "b2 -> c3 (head)\na1 -> b2  add email\n<base> -> a1  create users\n");
    EXPECT_EQ(all.err, "");
    EXPECT_EQ(run({"history", "a1:"}).out, all.out);
    EXPECT_EQ(run({"history", "b2:"}).out, "b2 -> c3 (head)\na1 -> b2  add email\n");
    EXPECT_EQ(run({"history", "-r", "b2:b2"}).out, "a1 -> b2  add email\n");
    EXPECT_EQ(run({"history", ":b2"}).out, "a1 -> b2  add email\n<base> -> a1  create users\n");
    EXPECT_EQ(run({"history", "b"}).out, "a1 -> b2  add email\n<base> -> a1  create users\n");
    EXPECT_EQ(run({"history", "c3:c3"}).out, "b2 -> c3 (head)\n");
    EXPECT_EQ(plain(run({"history", "b2:b2", "-v"}).out),
              "a1 -> b2  add email\n    file     ~/migrations/revisions/b2.toml\n    created  2026-01-02T00:00:00Z\n    add column "
              "users.email text null\n\n");
    EXPECT_EQ(json({"history"}, "/revisions/0/revision"), "c3");
    EXPECT_EQ(json({"history"}, "/revisions/0/head"), "true");
    EXPECT_EQ(json({"history", "a1:b2"}, "/revisions/0/down_revision"), "[\"a1\"]");
    EXPECT_EQ(json({"history"}, "/revisions/0/labels"), "[]");
    const Ran unknown = run({"history", "zz:"});
    EXPECT_EQ(unknown.exit, 4);
    EXPECT_EQ(unknown.err, "error: there is no revision 'zz'\nnote: 'migrations history' shows all revisions\n");
}

TEST_F(Chain, branches) {
    write("migrations/revisions/c4.toml", add_column("c4", "b2", "city", "text", "city", "2026-01-04"));
    EXPECT_EQ(run({"heads"}).out, "b2 -> c3 (head)\nb2 -> c4 (head)  city\n");
    EXPECT_EQ(run({"history"}).out,
              "b2 -> c4 (head)  city\nb2 -> c3 (head)\na1 -> b2 (branchpoint)  add email\n<base> -> a1  create users\n");
    EXPECT_EQ(json({"heads"}, "/revisions/1/revision"), "c4");
    const Ran show = run({"show"});
    EXPECT_EQ(show.exit, 4);
    EXPECT_EQ(show.out, "");
    EXPECT_EQ(plain(show.err), "error: 'head' is ambiguous: 'c3' and 'c4' are heads\nnote: give one of them, or 'heads' for all\n"
                               "'c3' is in ~/migrations/revisions/c3.toml\n'c4' is in ~/migrations/revisions/c4.toml\n");
    EXPECT_EQ(run({"show", "heads"}).exit, 0);
}

TEST_F(Chain, nothing_there) {
    std::filesystem::remove_all(path("migrations/revisions"));
    const Ran none = run({"history"});
    EXPECT_EQ(none.exit, 0);
    EXPECT_EQ(none.out, "");
    EXPECT_EQ(none.err, "note: no revision yet\n");
    EXPECT_EQ(run({"heads"}).exit, 0);
    EXPECT_EQ(json({"history"}, "/revisions"), "[]");
    EXPECT_EQ(run({"sql"}).exit, 0);
    EXPECT_EQ(run({"upgrade", "--database", "x.db", "--create"}).exit, 0);
}

TEST_F(Chain, show) {
    const Ran shown = run({"show", "b2"});
    EXPECT_EQ(shown.exit, 0);
    EXPECT_EQ(shown.err, "");
    EXPECT_EQ(plain(shown.out),
              "revision b2  add email\nfile     ~/migrations/revisions/b2.toml\nfollows  a1\ncreated  2026-01-02T00:00:00Z\n"
              "reviewed yes\n\nup\n  add column users.email text null\ndown\n  drop column users.email\n\nsqlite, up\n  ALTER "
              "TABLE \"users\" ADD COLUMN \"email\" TEXT;\nsqlite, down\n  ALTER TABLE \"users\" DROP COLUMN \"email\";\n\n");
    EXPECT_NE(run({"show", "--dialect", "postgresql"}).out.find("ALTER TABLE \"users\" ADD COLUMN \"age\" integer;"), std::string::npos);
    EXPECT_EQ(run({"show"}).out.find("revision c3\n"), 0U);
    EXPECT_EQ(json({"show", "b2"}, "/revisions/0/sql/sqlite/downgrade/0"), "ALTER TABLE \"users\" DROP COLUMN \"email\"");
    EXPECT_EQ(json({"show", "b2"}, "/revisions/0/upgrade/0/op"), "add_column");
    EXPECT_EQ(json({"show", "b2"}, "/revisions/0/reviewed"), "true");
    const Ran wrong = run({"show", "b2", "--dialect", "mysql"});
    EXPECT_EQ(wrong.exit, 2);
    EXPECT_EQ(wrong.err.find("error: unknown dialect 'mysql'\n"), 0U);
}

}  // namespace
}  // namespace migrations
