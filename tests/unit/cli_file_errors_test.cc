// Revision files that are wrong, and a database that has the revisions before them: the exit code and the whole text, and
// not a byte of the database or of a file is another one.
#include <sys/stat.h>

#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

class FileErrors : public CommandLine {
protected:
    void SetUp() override {
        make_chain();
        ASSERT_EQ(run({"upgrade", "-q", "--create", "--database", "x.db"}).exit, 0);
        ASSERT_EQ(ask("x.db", "INSERT INTO users (nick, email) VALUES ('ann', 'a@x'), ('bob', NULL)"), "");
    }
    void upgrade_says(int exit, const std::string& error) const { refused({"upgrade", "--database", "x.db"}, exit, error); }
    // What the upgrade says to this text in d4.toml.
    void d4_says(const std::string& text, const std::string& error) const {
        write(d4_, text);
        upgrade_says(4, "~/" + d4_ + error);
    }

    const std::string d4_ = "migrations/revisions/d4.toml";
    const std::string head_ = "revision = \"d4\"\ndown_revision = \"c3\"\n";
};

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

TEST_F(FileErrors, malformed) {
    d4_says(head_ + "message = \"open\n",
            ":3:11: error: this string is never closed [toml-syntax]\n"
            "note: a string over several lines is written in three double quotes: \"\"\"...\"\"\"\n");
    d4_says(head_ + "depends_on = [\"a1\"\n", ":3:14: error: this '[' is never closed [toml-syntax]\n");
    d4_says(head_ + "revision = \"d5\"\n", ":3:1: error: cannot redefine existing string 'revision' [toml-syntax]\n");
    d4_says(head_ + "created = 2026-13-45T00:00:00Z\n",
            ":3:11: error: cannot read the value '2026-13-45T00:00:00Z': there is no such day [toml-syntax]\n");
}

TEST_F(FileErrors, too_much_of_everything) {
    d4_says("[@", ":1:2: error: expected a key, saw '@' [toml-syntax]\n");
    d4_says(head_ + "message = " + repeated("[", 100000), ":3:75: error: nested too deep: more than 64 levels [toml-limit]\n");
    d4_says(head_ + "message = " + repeated("{b=", 100000), ":3:203: error: nested too deep: more than 64 levels [toml-limit]\n");
    d4_says(repeated("a.", 200000) + "a = 1\n", ":1:65: error: key nested too deep: more than 32 parts [toml-limit]\n");
    d4_says("# " + repeated("x", 400000), ":1:65537: error: line too long: more than 65536 bytes [toml-limit]\n");
    d4_says(repeated("# " + repeated("x", 60000) + "\n", 70), ": error: too large: 4200210 bytes, at most 4194304 [too-large]\n");
}

TEST_F(FileErrors, nothing_in_it) {
    for (const char* text : {"", "# only a comment\n"}) {
        d4_says(text, ": error: missing key 'revision' in a revision file [missing-key]\n");
    }
}

TEST_F(FileErrors, no_text) {
    d4_says("message = \"\xe9\"\n",
            ":1:12: error: not UTF-8: byte 0xe9 at offset 11 [not-utf8]\nnote: save the file as UTF-8\n");
    d4_says(std::string("\xff\xfer\0e\0", 6),
            ":1:1: error: not UTF-8 but UTF-16: byte 0xff at offset 0 [not-utf8]\nnote: save the file as UTF-8\n");
    d4_says(head_ + std::string("message = \"a\0b\"\n", 16), ":3:13: error: NUL at offset 49 [control-character]\n");
    d4_says(head_ + "message = \"a\x1b[1m\"\n", ":3:13: error: control character U+001B at offset 49 [control-character]\n");
}

// An escape can stand for what the file itself must not hold.
TEST_F(FileErrors, a_NUL_in_SQL) {
    write(d4_, head_ + "downgrade = []\n\n[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE users SET nick = 'a\\u0000b'\"\n");
    upgrade_says(4, "warning: not reviewed: d4\n"
                    "~/migrations/revisions/d4.toml:5:1: error: the SQL cannot be read by sqlite: the text has a NUL character "
                    "[sql-syntax]\nnote: the database is unchanged\n");
}

TEST_F(FileErrors, keys_and_their_kinds) {
    d4_says("revision = \"d4\"\ndown_revison = \"c3\"\ndowngrade = []\n",
            ":2:1: error: unknown key 'down_revison' in a revision; did you mean 'down_revision'? [unknown-key]\n"
            "note: known keys: format, revision, down_revision, depends_on, branch_labels, message, created, transactional, "
            "irreversible, compatible, lost, replaces, variables, upgrade, downgrade\n");
    d4_says("revision = \"d4\"\ndown_revision = 5\n",
            ":2:17: error: 'down_revision' must be a string or an array of strings, not an integer [wrong-kind]\n");
    d4_says("format = 99\n" + head_,
            ":1:10: error: format 99 needs a newer version of migrations [format]\nnote: this version knows format 1\n");
    d4_says("revision = \"d4\"\ndown_revision = [\"c3\", \"c3\"]\n",
            ":2:17: error: parent 'c3' of revision 'd4' is listed twice [repeated-parent]\n");
    // SQL stands in the file itself: nothing else is read.
    d4_says(head_ + "downgrade = []\n\n[[upgrade]]\nop = \"execute\"\nsql_file = \"../../../etc/passwd\"\n",
            ":7:1: error: unknown key 'sql_file' in execute [unknown-key]\nnote: known keys: op, sql, probe, effects\n"
            "~/migrations/revisions/d4.toml:5:1: error: missing key 'sql' in execute [missing-key]\n");
}

TEST_F(FileErrors, ids) {
    for (const std::string& id : {std::string("../../etc/x"), std::string("a/b"), std::string(".."), std::string("-x"),
                                  std::string("C3"), std::string(300, 'a')}) {
        d4_says("revision = \"" + id + "\"\ndown_revision = \"c3\"\n",
                ":1:12: error: '" + id + "' cannot be a revision id [revision-id]\n"
                "note: 1 to 64 of a-z, 0-9 and _ are, not beginning with _\n");
        std::filesystem::remove(path(d4_));
        refused({"revision", "--rev-id", id, "-m", "x"}, 2,
                "error: '" + id + "' cannot be a revision id\nnote: use lower-case letters, digits and '_', at most 64, not "
                "starting with '_', and none of base, current, head, heads\n");
    }
}

TEST_F(FileErrors, cycles) {
    d4_says("revision = \"d4\"\ndown_revision = \"d4\"\ndowngrade = []\n",
            ":2:17: error: revision 'd4' is its own parent [revision-cycle]\n"
            "note: down_revision names the revision before this one; leave it out in the first one\n");
    std::filesystem::remove(path(d4_));
    const std::string a1 = read("migrations/revisions/a1.toml");
    write("migrations/revisions/a1.toml", "down_revision = \"b2\"\n" + a1);
    upgrade_says(4, "~/migrations/revisions/a1.toml:1:17: error: revisions 'a1' -> 'b2' -> 'a1' form a cycle [revision-cycle]\n"
                    "note: one of them must have a parent outside the cycle, or none\n"
                    "~/migrations/revisions/a1.toml:1:17: 'a1'\n~/migrations/revisions/b2.toml:2:17: 'b2'\n");
    write("migrations/revisions/a1.toml", "down_revision = \"c3\"\n" + a1);
    upgrade_says(4, "~/migrations/revisions/a1.toml:1:17: error: revisions 'a1' -> 'b2' -> 'c3' -> 'a1' form a cycle "
                    "[revision-cycle]\nnote: one of them must have a parent outside the cycle, or none\n"
                    "~/migrations/revisions/a1.toml:1:17: 'a1'\n~/migrations/revisions/b2.toml:2:17: 'b2'\n"
                    "~/migrations/revisions/c3.toml:2:17: 'c3'\n");
}

TEST_F(FileErrors, ids_that_are_used_twice_or_not_at_all) {
    write(d4_, add_column("c3", "b2", "city", "text", "", "2026-01-04"));
    upgrade_says(4, "~/migrations/revisions/d4.toml:1:12: error: revision id 'c3' is used twice, also in "
                    "'~/migrations/revisions/c3.toml' [duplicate-revision]\n"
                    "note: every revision needs an id of its own: change this one, or delete the file if it is a copy\n");
    d4_says(add_column("d4", "zz", "city", "text", "", "2026-01-04"),
            ":2:17: error: parent 'zz' of revision 'd4' does not exist [missing-parent]\n"
            "note: was its file deleted, or never committed? 'git log --all -- \"*zz*\"' finds it\n");
    std::filesystem::remove(path(d4_));
    std::filesystem::remove(path("migrations/revisions/b2.toml"));
    upgrade_says(4, "~/migrations/revisions/c3.toml:2:17: error: parent 'b2' of revision 'c3' does not exist [missing-parent]\n"
                    "note: was its file deleted, or never committed? 'git log --all -- \"*b2*\"' finds it\n");
}

TEST_F(FileErrors, a_word_that_means_several) {
    write(d4_, add_column("c31", "c3", "city", "text", "", "2026-01-04"));
    refused({"upgrade", "c", "--database", "x.db"}, 4,
            "error: 'c' is ambiguous: it can be 'c3' or 'c31'\nnote: the database is unchanged\nnote: give more of the id\n"
            "'c3' is in ~/migrations/revisions/c3.toml\n'c31' is in ~/migrations/revisions/d4.toml\n");
    // Two lines of revisions: with one root, and with two.
    for (const char* parent : {"down_revision = \"b2\"\n", ""}) {
        write(d4_, std::string("revision = \"d4\"\n") + parent + "created = 2026-01-04T00:00:00Z\ndowngrade = []\n");
        upgrade_says(4, "error: 'head' is ambiguous: 'c3' and 'd4' are heads\nnote: the database is unchanged\n"
                        "note: give one of them, or 'heads' for all\n"
                        "'c3' is in ~/migrations/revisions/c3.toml\n'd4' is in ~/migrations/revisions/d4.toml\n");
        refused({"validate"}, 4,
                "~/migrations/revisions/d4.toml:1:12: error: the chain has 2 heads: c3, d4 [multiple-heads]\n"
                "note: to join them, run: migrations merge; to put what was added last on top of the other: migrations rebase\n"
                "'c3' is in ~/migrations/revisions/c3.toml\n'd4' is in ~/migrations/revisions/d4.toml\n");
    }
}

TEST_F(FileErrors, links_and_what_is_no_file) {
    const std::string link = "migrations/revisions/l.toml";
    const auto says = [&](const std::string& error) {
        upgrade_says(4, "~/" + link + ": error: " + error);
        std::filesystem::remove(path(link));
    };
    write("outside.toml", add_column("d4", "c3", "city", "text", "", "2026-01-04"));
    for (const std::string& target : {path("outside.toml"), std::string("../../outside.toml"), std::string("/etc/passwd"),
                                      std::string("/dev/null")}) {
        std::filesystem::create_symlink(target, path(link));
        says("this is a link to a file outside of '~/migrations/revisions' [no-file]\nnote: copy the file itself into the folder\n");
    }
    std::filesystem::create_symlink("nowhere", path(link));
    says("cannot read '~/migrations/revisions/l.toml': No such file or directory [unreadable]\n");
    std::filesystem::create_symlink("l.toml", path(link));
    says("cannot read '~/migrations/revisions/l.toml': Too many levels of symbolic links [unreadable]\n");
    ASSERT_EQ(mkfifo(path(link).c_str(), 0600), 0);
    says("no regular file but a FIFO [no-file]\n");
    std::filesystem::create_directory(path(link));
    says("no regular file but a directory [no-file]\n");
    std::filesystem::rename(path("migrations/revisions/c3.toml"), path("migrations/revisions/c3.other"));
    std::filesystem::create_symlink("c3.other", path(link));
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).out, "the database is at c3: nothing to do\n");
}

TEST_F(FileErrors, edited_before_it_was_applied) {
    write(d4_, add_column("d4", "c3", "city", "text", "", "2026-01-04"));
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    write(d4_, add_column("d4", "c3", "town", "text", "", "2026-01-04"));
    upgrade_says(5, "~/migrations/revisions/d4.toml:1:12: error: revision d4 was edited after its review [edited-revision]\n"
                    "note: to read and accept it, run: migrations review\nnote: the database is unchanged\n");
}

TEST_F(FileErrors, edited_after_it_was_applied) {
    const std::string b2 = read("migrations/revisions/b2.toml");
    const auto hash_of_b2 = [&](const std::string& database) {
        return ask(database, "SELECT substr(ops_sha256, 1, 12) FROM migrations_history WHERE revision = 'b2'");
    };
    write("migrations/revisions/b2.toml", "# only a comment\n" + b2);
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).out, "the database is at c3: nothing to do\n");
    std::string edited = b2;
    replace(edited, "\"text\"", "\"string(50)\"");
    write("migrations/revisions/b2.toml", edited);
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(run({"upgrade", "-q", "--create", "--database", "now.db"}).exit, 0);
    ASSERT_NE(hash_of_b2("x.db"), hash_of_b2("now.db"));
    for (const std::vector<std::string>& command : {std::vector<std::string>{"upgrade", "--database", "x.db"},
                                                    {"downgrade", "-1", "--yes", "--database", "x.db"}}) {
        refused(command, 5,
                "~/migrations/revisions/b2.toml:1:12: error: revision 'b2' was edited after it was applied: the database recorded the hash " +
                    hash_of_b2("x.db") + ", it is now " + hash_of_b2("now.db") + "\nnote: the database is unchanged, at revision 'c3'\n"
                    "note: bring the revision file back to what was applied, and write a new revision\n");
    }
}

// ---- new files ----

TEST_F(FileErrors, messages_that_look_like_code) {
    for (const std::string& message : {std::string("a\"b"), std::string("$(touch pwned); `touch pwned`"), std::string("x\"\"\"y'''"),
                                       std::string("\\"), std::string("];} /* */ // \\u0041 {{slug}} %s"),
                                       std::string("-- '); DROP TABLE users"), std::string(10240, 'x')}) {
        const Ran made = run({"revision", "--rev-id", "d4", "-m", message});
        EXPECT_EQ(made.exit, 0) << made.err;
        EXPECT_EQ(json({"show", "d4"}, "/revisions/0/message"), message);
        EXPECT_EQ(revision_files().size(), 4U);
        std::filesystem::remove(path(revision_path("_d4")));
    }
    EXPECT_FALSE(exists("pwned"));
    refused({"revision", "-m", "a\nb"}, 2,
            "error: the message is one line without control characters\nnote: nothing was written; the rest goes into a comment\n");
}

TEST_F(FileErrors, two_new_ones_at_the_same_time) {
    refused({"revision", "--rev-id", "c3", "-m", "same"}, 4, "error: there is a revision c3 already: ~/migrations/revisions/c3.toml\n");
    const Ran both = shell("migrations revision --head c3 --splice -m same & first=$!; "
                           "migrations revision --head c3 --splice -m same && wait $first");
    EXPECT_EQ(both.exit, 0) << both.err;
    EXPECT_EQ(revision_files().size(), 5U);
}

}  // namespace
}  // namespace migrations
