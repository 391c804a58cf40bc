#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

using Review = CommandLine;

const std::string page_of_a1 =
    "revision a1  create users\n"
    "file     ~/migrations/revisions/a1.toml\n"
    "follows  nothing: it is a base\n"
    "\n"
    "  up\n"
    "    create table users (2 columns)\n"
    "  down\n"
    "    drop table users\n"
    "\n"
    "  sqlite\n"
    "    CREATE TABLE \"users\" (\n"
    "        \"id\" INTEGER CONSTRAINT \"pk_users\" PRIMARY KEY,\n"
    "        \"nick\" TEXT NOT NULL\n"
    "    );\n"
    "\n";

TEST_F(Review, yes_accepts_and_writes_the_ledger) {
    make_chain();
    std::filesystem::remove(path("migrations/migrations.lock"));
    const Ran accepted = run({"review", "--yes", "a1"});
    EXPECT_EQ(accepted.exit, 0);
    EXPECT_EQ(plain(accepted.out), page_of_a1 + "1 revision accepted, 0 left\n");
    EXPECT_EQ(accepted.err, "");
    EXPECT_EQ(read("migrations/migrations.lock").find("a1 file="), 0U);
    EXPECT_EQ(run({"review", "a1"}).out, "reviewed already\n");

    const Ran rest = run({"review", "--yes"});
    EXPECT_EQ(rest.exit, 0);
    EXPECT_NE(rest.out.find("    ALTER TABLE \"users\" ADD COLUMN \"email\" TEXT;\n"), std::string::npos) << rest.out;
    EXPECT_NE(rest.out.find("2 revisions accepted, 0 left\n"), std::string::npos);
    const auto before = everything();
    const Ran nothing = run({"review"});
    EXPECT_EQ(nothing.exit, 0);
    EXPECT_EQ(nothing.out, "every revision is reviewed\n");
    EXPECT_EQ(everything(), before);
}

TEST_F(Review, without_a_terminal_it_shows_and_accepts_nothing) {
    make_chain();
    std::filesystem::remove(path("migrations/migrations.lock"));
    const auto before = everything();
    const Ran shown = run({"review", "a1"});
    EXPECT_EQ(shown.exit, 3);
    EXPECT_EQ(plain(shown.out), page_of_a1);
    EXPECT_EQ(shown.err, "error: 1 revision to review and no terminal to ask on\nnote: read it, then run: migrations review --yes\n");
    EXPECT_EQ(json({"review"}, "/open", 3), "3");
    EXPECT_EQ(json({"review"}, "/revisions/1/sql/sqlite/0", 3), "ALTER TABLE \"users\" ADD COLUMN \"email\" TEXT");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(json({"review", "--yes"}, "/reviewed"), "3");
    EXPECT_EQ(json({"review", "--yes"}, "/revisions"), "[]");
}

TEST_F(Review, a_terminal_is_asked) {
    make_chain();
    std::filesystem::remove(path("migrations/migrations.lock"));
    const Ran half = on_terminal({"review"}, "y\nn\n");
    EXPECT_EQ(half.exit, 3);
    EXPECT_NE(half.out.find("Accept revision a1? [y/N] "), std::string::npos) << half.out;
    EXPECT_NE(half.out.find("1 revision accepted, 2 left\n"), std::string::npos) << half.out;
    EXPECT_EQ(run({"check"}).err.find("revision a1"), std::string::npos);
    EXPECT_EQ(on_terminal({"review"}, "yes\nY\n").exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0);
}

TEST_F(Review, an_edited_revision_is_read_again) {
    make_chain();
    std::string text = read("migrations/revisions/c3.toml");
    replace(text, "int32", "int64");
    write("migrations/revisions/c3.toml", text);
    const Ran again = run({"review", "--yes"});
    EXPECT_EQ(again.exit, 0);
    EXPECT_NE(again.out.find("It was reviewed before and edited since.\n"), std::string::npos) << again.out;
    EXPECT_EQ(json({"review"}, "/open"), "0");
}

TEST_F(Review, a_harmless_edit_needs_no_answer) {
    make_chain();
    write("migrations/revisions/b2.toml", "# a remark\n" + read("migrations/revisions/b2.toml"));
    // Another one is open: that must not keep the harmless one from being accepted.
    write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\n");
    const Ran reviewed = run({"review"});
    EXPECT_EQ(reviewed.exit, 3);
    EXPECT_EQ(reviewed.err.find("note: accepted b2: only comments, layout or the parent changed\n"), 0U) << reviewed.err;
    EXPECT_EQ(json({"check"}, "/exit", 3), "3");
    EXPECT_EQ(json({"check"}, "/findings/1/rule", 3), "");
    EXPECT_EQ(json({"check"}, "/findings/0/rule", 3), "unreviewed-revision");

    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    write("migrations/revisions/b2.toml", "# another\n" + read("migrations/revisions/b2.toml"));
    const Ran alone = run({"review"});
    EXPECT_EQ(alone.exit, 0);
    EXPECT_EQ(alone.out, "every revision is reviewed\n");
    EXPECT_EQ(run({"check"}).exit, 0);
}

TEST_F(Review, a_finding_that_is_an_error_blocks) {
    make_chain("\"sqlite\"", "[lint]\ndrop-column = \"error\"\n");
    const std::string lock = read("migrations/migrations.lock");
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\nirreversible = \"gone\"\n\n[[upgrade]]\nop = \"drop_column\"\ntable = "
          "\"users\"\ncolumn = \"age\"\n");
    const Ran blocked = run({"review", "--yes"});
    EXPECT_EQ(blocked.exit, 3);
    EXPECT_EQ(plain(blocked.err),
              "~/migrations/revisions/d4.toml:5:1: error: drops column 'users.age' with all its values [drop-column]\nnote: stop "
              "using the column in one release and drop it in a later one\nerror: revision d4 has findings that must be mended "
              "first\n");
    EXPECT_NE(blocked.out.find("    irreversible: gone\n"), std::string::npos) << blocked.out;
    EXPECT_NE(blocked.out.find("0 revisions accepted, 1 left\n"), std::string::npos);
    EXPECT_EQ(read("migrations/migrations.lock"), lock);

    std::string settings = read("migrations/migrations.toml");
    replace(settings, "\"error\"", "\"off\"");
    write("migrations/migrations.toml", settings);
    EXPECT_EQ(run({"review", "--yes"}).err, "");
}

TEST_F(Review, sql_that_fails_is_a_finding) {
    make_chain();
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE nowhere SET "
          "a = 1\"\n");
    const Ran blocked = run({"review", "--yes"});
    EXPECT_EQ(blocked.exit, 3);
    EXPECT_NE(plain(blocked.err).find("~/migrations/revisions/d4.toml:1:12: error: sqlite: "), std::string::npos) << blocked.err;
    EXPECT_NE(blocked.err.find("no such table: nowhere"), std::string::npos) << blocked.err;
}

TEST_F(Review, resolves_a_conflict_of_two_branches) {
    make_chain();
    const std::string base = read("migrations/migrations.lock");
    const std::size_t total = base.find("total");
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "city", "text", "city", "2026-01-04"));
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    const std::string ours = read("migrations/migrations.lock");
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    write("migrations/migrations.lock", base);
    write("migrations/revisions/d5.toml", add_column("d5", "c3", "zip", "text", "zip", "2026-01-05"));
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    const std::string theirs = read("migrations/migrations.lock");
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "city", "text", "city", "2026-01-04"));
    write("migrations/migrations.lock", base.substr(0, total) + "<<<<<<< HEAD\n" + ours.substr(total) + "=======\n" +
                                            theirs.substr(total) + ">>>>>>> feature\n");
    for (const char* command : {"check", "review", "upgrade"}) {
        environment_["DATABASE_URL"] = "sqlite://:memory:";
        const Ran conflict = run({command});
        EXPECT_EQ(conflict.exit, 4) << command;
        EXPECT_NE(conflict.err.find("migrations review --resolve"), std::string::npos) << conflict.err;
    }
    const Ran resolved = run({"review", "--resolve"});
    EXPECT_EQ(resolved.exit, 0) << resolved.err;
    EXPECT_EQ(plain(resolved.out), "wrote ~/migrations/migrations.lock: 5 reviewed revisions\n");
    EXPECT_EQ(json({"review"}, "/open"), "0");
}

TEST_F(Review, a_forged_ledger_is_noticed) {
    make_chain();
    std::string lock = read("migrations/migrations.lock");
    lock[lock.find("file=") + 5] = lock[lock.find("file=") + 5] == '0' ? '1' : '0';
    write("migrations/migrations.lock", lock);
    const Ran forged = run({"check"});
    EXPECT_EQ(forged.exit, 4);
    EXPECT_NE(forged.err.find("migrations.lock:4:1: error: "), std::string::npos) << forged.err;
}

}  // namespace
}  // namespace migrations
