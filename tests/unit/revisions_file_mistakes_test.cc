#include <gtest/gtest.h>

#include <string>

#include "revisions_files.h"

namespace migrations {
namespace {

// The first line of what is wrong, without the place of the help.
std::string problem_in(const std::string& text) {
    const std::string problems = parse(text).problems;
    return problems.substr(0, problems.find('\n'));
}

TEST(RevisionFileMistakes, NoId) {
    EXPECT_EQ(parse("").problems,
              "r.toml: error: missing key 'revision' in a revision file [missing-key]\n");
    EXPECT_FALSE(parse("").revision);
    EXPECT_EQ(problem_in("# only a comment\n"),
              "r.toml: error: missing key 'revision' in a revision file [missing-key]");
    EXPECT_EQ(problem_in("revision = 5"),
              "r.toml:1:12: error: 'revision' must be a string, not an integer [wrong-kind]");
}

TEST(RevisionFileMistakes, IdsThatCouldDoHarm) {
    for (const std::string id : {"", "../../etc/x", "a/b", "..", "-x", "_x", "A", "a-b", "a b",
                                 "a.b", "é", "a@b", "a+1", "a:b"}) {
        const Parsed parsed = parse("revision = '" + id + "'");
        EXPECT_FALSE(parsed.revision);
        EXPECT_EQ(parsed.problems,
                  "r.toml:1:12: error: '" + id +
                      "' cannot be a revision id [revision-id]\nnote: 1 to 64 of a-z, "
                      "0-9 and _ are, not beginning with _\n");
    }
    EXPECT_FALSE(parse("revision = '" + std::string(65, 'a') + "'").revision);
    EXPECT_TRUE(parse("revision = '" + std::string(64, 'a') + "'").revision);
    for (const std::string word : {"base", "current", "head", "heads"}) {
        EXPECT_EQ(
            parse("revision = '" + word + "'").problems,
            "r.toml:1:12: error: '" + word +
                "' cannot be a revision id [revision-id]\nnote: the command line needs this word "
                "for itself\n");
    }
}

TEST(RevisionFileMistakes, ConcurrentlyInATransaction) {
    const std::string operations =
        "[[upgrade]]\nop = 'create_index'\ntable = 't'\nindex = { name = 'ix', columns = ['a'] }\nconcurrently = true\n"
        "[[downgrade]]\nop = 'drop_index'\ntable = 't'\nindex = 'ix'\nconcurrently = true\n";
    EXPECT_EQ(parse("revision = 'a'\n" + operations).problems,
              "r.toml:6:16: error: index 'ix' cannot be made concurrently in a transaction [no-transaction]\n"
              "note: write transactional = false at the head of the file; each statement is then recorded by itself\n"
              "r.toml:11:16: error: index 'ix' cannot be dropped concurrently in a transaction [no-transaction]\n"
              "note: write transactional = false at the head of the file; each statement is then recorded by itself\n");
    EXPECT_EQ(parse("revision = 'a'\ntransactional = false\n" + operations).problems, "");
}

TEST(RevisionFileMistakes, ProbeInATransaction) {
    const std::string operations = "downgrade = []\n[[upgrade]]\nop = 'execute'\nsql = 'DELETE FROM t'\nprobe = 'SELECT count(*) = 0 FROM t'\n";
    EXPECT_EQ(parse("revision = 'a'\n" + operations).problems,
              "r.toml:6:9: error: nobody asks a probe in a transaction: what it runs is all done or not at all [probe]\n"
              "note: take 'probe' away, or write transactional = false at the head of the file\n");
    EXPECT_EQ(parse("revision = 'a'\ntransactional = false\n" + operations).problems, "");
}

TEST(RevisionFileMistakes, FunctionOutsideATransaction) {
    const std::string operations = "downgrade = []\n[[upgrade]]\nop = 'call_function'\nfunction = 'f'\n";
    EXPECT_EQ(parse("revision = 'a'\ntransactional = false\n" + operations).problems,
              "r.toml:6:12: error: the function 'f' runs in a transaction, and this revision has none [no-transaction]\n"
              "note: take 'transactional = false' away, or call the function in a revision of its own\n");
    EXPECT_EQ(parse("revision = 'a'\n" + operations).problems, "");
}

TEST(RevisionFileMistakes, ConcurrentlyInEffects) {
    EXPECT_EQ(parse("revision = 'a'\ntransactional = false\ndowngrade = []\n[[upgrade]]\nop = 'execute'\nsql = 'CREATE INDEX CONCURRENTLY ix ON t (a)'\n"
                    "effects = [{ op = 'create_index', table = 't', index = { name = 'ix', columns = ['a'] }, concurrently = true }]\n")
                  .problems,
              "r.toml:7:105: error: an effect says what the SQL leaves, not how: take 'concurrently' away [concurrently]\n");
}

TEST(RevisionFileMistakes, UnknownKey) {
    EXPECT_EQ(
        parse("revision = 'a'\ndown_revison = 'b'\n").problems,
        "r.toml:2:1: error: unknown key 'down_revison' in a revision; did you mean "
        "'down_revision'? [unknown-key]\nnote: known keys: format, revision, down_revision, "
        "depends_on, branch_labels, message, created, transactional, irreversible, compatible, lost, replaces, variables, upgrade, "
        "downgrade\n");
}

TEST(RevisionFileMistakes, WrongKinds) {
    const auto with = [](const std::string& line) { return problem_in("revision = 'a'\n" + line); };
    EXPECT_EQ(with("down_revision = 5"),
              "r.toml:2:17: error: 'down_revision' must be a string or an array of strings, not an "
              "integer [wrong-kind]");
    EXPECT_EQ(with("down_revision = ['b', 5]"),
              "r.toml:2:23: error: 'down_revision' must be a string or an array of strings, not an "
              "integer [wrong-kind]");
    EXPECT_EQ(with("down_revision = 'B'"),
              "r.toml:2:17: error: 'B' cannot be a revision id [revision-id]");
    EXPECT_EQ(with("branch_labels = ['x', 'a b']"),
              "r.toml:2:23: error: 'a b' cannot be a branch label [revision-id]");
    EXPECT_EQ(with("message = 1"),
              "r.toml:2:11: error: 'message' must be a string, not an integer [wrong-kind]");
    EXPECT_EQ(
        with("transactional = 'no'"),
        "r.toml:2:17: error: 'transactional' must be true or false, not a string [wrong-kind]");
    EXPECT_EQ(
        with("created = '2026-11-22'"),
        "r.toml:2:11: error: 'created' must be a date and time such as 2026-11-22T14:55:00Z, not a "
        "string [wrong-kind]");
    EXPECT_EQ(
        with("created = 2026-11-22"),
        "r.toml:2:11: error: 'created' must be a date and time such as 2026-11-22T14:55:00Z, not "
        "2026-11-22 [wrong-kind]");
    EXPECT_EQ(
        with("upgrade = 5"),
        "r.toml:2:11: error: 'upgrade' must be an array of tables, not an integer [wrong-kind]");
    EXPECT_EQ(with("[upgrade]"),
              "r.toml:2:1: error: 'upgrade' must be an array of tables, not a table [wrong-kind]");
    EXPECT_EQ(
        with("irreversible = ''"),
        "r.toml:2:16: error: 'irreversible' must say why there is no way down [irreversible]");
    EXPECT_EQ(with("lost = ['users', 1]").substr(0, 19), "r.toml:2:18: error:");
}

TEST(RevisionFileMistakes, Format) {
    EXPECT_EQ(parse("format = 1\nrevision = 'a'").problems, "");
    const Parsed newer = parse("format = 99\nrevision = 'a'\nunknown_yet = 1");
    EXPECT_EQ(
        newer.problems,
        "r.toml:1:10: error: format 99 needs a newer version of migrations [format]\nnote: this "
        "version knows format 1\n");
    EXPECT_FALSE(newer.revision);
    EXPECT_EQ(problem_in("format = 0\nrevision = 'a'"),
              "r.toml:1:10: error: there is no format 0 [format]");
    EXPECT_EQ(problem_in("format = 'x'\nrevision = 'a'"),
              "r.toml:1:10: error: 'format' must be an integer, not a string [wrong-kind]");
}

TEST(RevisionFileMistakes, NoWayDown) {
    const std::string up_only = example_text.substr(0, example_text.find("\n[[downgrade]]"));
    EXPECT_EQ(
        parse(up_only).problems,
        "r.toml:6:1: error: revision '3f2a9c0d1b7e' has no way down: add [[downgrade]] operations, "
        "or irreversible = \"why\" [no-downgrade]\n"
        "note: when nothing has to be undone, write: downgrade = []\n");
    EXPECT_EQ(
        parse("irreversible = 'why'\n" + example_text).problems,
        "r.toml:1:16: error: revision '3f2a9c0d1b7e' has both [[downgrade]] and 'irreversible' "
        "[irreversible]\nnote: keep the one that is true\n");
}

TEST(RevisionFileMistakes, FillThatNobodyHasGiven) {
    const Parsed parsed = parse(R"(revision = "a"
irreversible = "why"

[[upgrade]]
op     = "add_column"
table  = "users"
column = { name = "email", type = "text" }
fill   = "?"

[[upgrade]]
op     = "alter_column"
table  = "users"
column = "nick"
null   = false
fill   = "?"
)");
    EXPECT_EQ(
        parsed.problems,
        "r.toml:8:10: error: 'users.email' is NOT NULL and has no default: say what existing rows "
        "get, in fill or fill_expr [fill-missing]\n"
        "r.toml:15:10: error: 'users.nick' becomes NOT NULL: say what rows that hold NULL "
        "get, in fill or fill_expr [fill-missing]\n");
    ASSERT_TRUE(parsed.revision);
    EXPECT_EQ(parsed.revision->upgrade.size(), 2U);
}

TEST(RevisionFileMistakes, AllAtOnce) {
    Diagnostics diagnostics;
    const auto revision = parse_revision({"r.toml", R"(revision = "a"
down_revision = 5
mesage = "x"
created = "now"
[[upgrade]]
op = "add_colum"
[[upgrade]]
op = "drop_table"
[[upgrade]]
op = "drop_table"
table = "users"
)"},
                                         diagnostics);
    ASSERT_TRUE(revision);
    EXPECT_EQ(revision->upgrade.size(), 1U);
    EXPECT_EQ(diagnostics.size(), 6U) << to_string(diagnostics);
}

}  // namespace
}  // namespace migrations
