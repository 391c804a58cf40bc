#include "revisions/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/error.h"
#include "base/sha256.h"
#include "operations/text.h"
#include "random_schema.h"
#include "revisions/created.h"

namespace migrations {
namespace {

struct Parsed {
    std::optional<Revision> revision;
    std::string problems;
};

Parsed parse(const std::string& text) {
    Diagnostics diagnostics;
    std::optional<Revision> revision = parse_revision({"r.toml", text}, diagnostics);
    return {std::move(revision), to_string(diagnostics)};
}

// The first line of what is wrong, without the place of the help.
std::string problem_in(const std::string& text) {
    const std::string problems = parse(text).problems;
    return problems.substr(0, problems.find('\n'));
}

std::string print(const Revision& revision) {
    return print_revision(revision, default_revision_template());
}

AddColumn email() {
    AddColumn add;
    add.table = "users";
    add.column.name = "email";
    add.column.type = Type(String{320});
    add.column.null = true;
    return add;
}

Revision example() {
    Revision revision;
    revision.id = "3f2a9c0d1b7e";
    revision.parents = {"9a8b7c6d5e4f"};
    revision.message = "add email to user";
    revision.created = "2026-11-22T14:55:00Z";
    revision.upgrade.emplace_back(email());
    revision.downgrade.emplace_back(DropColumn{"users", "email"});
    return revision;
}

const std::string example_text =
    R"toml(revision      = "3f2a9c0d1b7e"
down_revision = "9a8b7c6d5e4f"
message       = "add email to user"
created       = 2026-11-22T14:55:00Z

[[upgrade]]
op     = "add_column"
table  = "users"
column = { name = "email", type = "string(320)", null = true }

[[downgrade]]
op     = "drop_column"
table  = "users"
column = "email"
)toml";

// Equal but for what only a file has.
void expect_round_trip(const Revision& revision) {
    const std::string text = print(revision);
    const Parsed parsed = parse(text);
    ASSERT_EQ(parsed.problems, "") << text;
    ASSERT_TRUE(parsed.revision);
    Revision expected = revision;
    expected.path = "r.toml";
    expected.file_hash = sha256(text);
    expected.ops_hash = parsed.revision->ops_hash;
    ASSERT_TRUE(*parsed.revision == expected) << text;
}

TEST(RevisionFile, IsPrintedAsInTheDocumentation) {
    EXPECT_EQ(print(example()), example_text);
}

TEST(RevisionFile, IsReadBack) {
    const Parsed parsed = parse(example_text);
    EXPECT_EQ(parsed.problems, "");
    ASSERT_TRUE(parsed.revision);
    const Revision& revision = *parsed.revision;
    EXPECT_EQ(revision.id, "3f2a9c0d1b7e");
    EXPECT_EQ(revision.parents, std::vector<std::string>{"9a8b7c6d5e4f"});
    EXPECT_EQ(revision.message, "add email to user");
    EXPECT_EQ(revision.created, "2026-11-22T14:55:00Z");
    EXPECT_EQ(revision.path, "r.toml");
    EXPECT_EQ(revision.file_hash, sha256(example_text));
    EXPECT_EQ(to_string(revision.origin), "r.toml:1:17");
    EXPECT_EQ(to_string(revision.parents_origin), "r.toml:2:17");
    EXPECT_TRUE(revision.transactional);
    EXPECT_TRUE(revision.upgrade == example().upgrade);
    EXPECT_TRUE(revision.downgrade == example().downgrade);
    EXPECT_EQ(revision.upgrade[0].origin.line, 6);
    expect_round_trip(example());
}

TEST(RevisionFile, HasAllKeysAligned) {
    Revision revision = example();
    revision.parents = {"a", "b"};
    revision.depends_on = {"c"};
    revision.branch_labels = {"blog", "shop"};
    revision.transactional = false;
    revision.lost = {"users.email"};
    const std::string text = print(revision);
    EXPECT_EQ(text.substr(0, text.find("\n\n")),
              "revision      = \"3f2a9c0d1b7e\"\n"
              "down_revision = [\"a\", \"b\"]\n"
              "depends_on    = [\"c\"]\n"
              "branch_labels = [\"blog\", \"shop\"]\n"
              "message       = \"add email to user\"\n"
              "created       = 2026-11-22T14:55:00Z\n"
              "transactional = false\n"
              "lost          = [\"users.email\"]");
    expect_round_trip(revision);

    revision.downgrade.clear();
    revision.irreversible = "the e-mails are gone";
    EXPECT_NE(print(revision).find("\nirreversible  = \"the e-mails are gone\"\n"),
              std::string::npos);
    expect_round_trip(revision);
    revision.irreversible.clear();
    EXPECT_NE(print(revision).find("\ndowngrade     = []\n"), std::string::npos);
    expect_round_trip(revision);
}

TEST(RevisionFile, ABlankOneShowsAnExampleAsComment) {
    Revision revision;
    revision.id = "a";
    EXPECT_EQ(print(revision),
              "revision      = \"a\"\n"
              "\n"
              "# [[upgrade]]\n"
              "# op     = \"add_column\"\n"
              "# table  = \"users\"\n"
              "# column = { name = \"email\", type = \"string(320)\", null = true }\n"
              "#\n"
              "# [[downgrade]]\n"
              "# op     = \"drop_column\"\n"
              "# table  = \"users\"\n"
              "# column = \"email\"\n");
    expect_round_trip(revision);
    std::string uncommented = print(revision);
    for (std::size_t at = 0; (at = uncommented.find("\n#", at)) != std::string::npos;) {
        uncommented.erase(at + 1, uncommented[at + 2] == ' ' ? 2 : 1);
    }
    EXPECT_EQ(parse(uncommented).problems, "");
    EXPECT_TRUE(parse(uncommented).revision->upgrade == example().upgrade);

    revision.parents = {"b", "c"};
    EXPECT_EQ(print(revision), "revision      = \"a\"\ndown_revision = [\"b\", \"c\"]\n");
}

TEST(RevisionFile, NotesStandAboveTheirOperation) {
    Revision revision = example();
    revision.downgrade.insert(revision.downgrade.begin(), Operation(DropTable{"posts"}));
    const std::string text = print_revision(
        revision, default_revision_template(),
        {{{0, "up"}},
         {{1, "values lost: users.email"}, {1, "two\nlines\r\x01"}, {0, "first"}, {7, "nowhere"}}});
    EXPECT_NE(text.find("\n\n# up\n[[upgrade]]\n"), std::string::npos) << text;
    EXPECT_NE(text.find("\n\n# first\n[[downgrade]]\nop    = \"drop_table\"\ntable = \"posts\"\n\n"
                        "# values lost: users.email\n# two\n# lines??\n[[downgrade]]\n"
                        "op     = \"drop_column\"\n"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("nowhere"), std::string::npos);
    EXPECT_EQ(parse(text).problems, "");
    EXPECT_TRUE(parse(text).revision->downgrade == revision.downgrade);
}

TEST(RevisionFile, HostileTextsComeBackUnchanged) {
    std::vector<std::string> texts{"\"",
                                   "\"\"\"",
                                   "a\nb",
                                   "\n",
                                   "\r\n",
                                   "'''",
                                   "\\",
                                   "\\n",
                                   "{{revision}}",
                                   "{{{message}}}",
                                   "{{#message}}",
                                   "{{=<% %>=}}",
                                   "# no comment",
                                   "]] [[upgrade]]\nop = \"drop_table\"",
                                   std::string("\0\x01\x1f\x7f", 4),
                                   "R\"template(x)template\"",
                                   "$(rm -rf /) `x` ; & | > < * ? ~ !",
                                   "%s%n",
                                   "<b>&amp;</b>",
                                   "größe 漢字 🚀 \xE2\x80\xAE",
                                   std::string(10240, '"'),
                                   std::string(10240, '\\'),
                                   std::string(100000, 'x')};
    for (const std::string& text : texts) {
        Revision revision = example();
        revision.message = text;
        revision.lost = {text, text};
        revision.upgrade.emplace_back(DropTable{text});
        expect_round_trip(revision);
        revision.downgrade.clear();
        revision.irreversible = text;
        expect_round_trip(revision);
    }
}

Row random_row(const Schema& schema, const Table& table, std::mt19937& random) {
    Row row;
    for (const Column& column : table.columns) {
        if (one_in(random, 4)) {
            row.emplace_back(column.name, Sql("lower('" + std::to_string(random() % 100) + "')"));
        } else {
            row.emplace_back(column.name, random_value(column.type, schema, random));
        }
    }
    return row;
}

Operation random_operation(const Schema& schema, std::mt19937& random) {
    const Table& table = any_of(random, schema.tables);
    const Column column = random_column(schema, table, random);
    const std::optional<Sql> where = one_in(random, 2) ? std::optional(Sql("1 = 1")) : std::nullopt;
    switch (random_below(random, 12)) {
        case 0:
            return CreateTable{random_table(schema, random)};
        case 1:
            return AddColumn{table.name, column, random_value(column.type, schema, random), {}};
        case 2:
            return AddColumn{table.name, column, {}, Sql("'?'")};
        case 3: {
            AlterColumn alter;
            alter.table = table.name;
            alter.column = column.name;
            alter.type = column.type;
            alter.default_value = column.default_value;
            alter.comment = random_text(random);
            alter.drop = {"generated"};
            return alter;
        }
        case 4:
            return CreateEnum{random_enum(schema, random)};
        case 5:
            return InsertRows{
                table.name, {random_row(schema, table, random), random_row(schema, table, random)}};
        case 6:
            return UpdateRows{table.name, random_row(schema, table, random), where};
        case 7:
            return DeleteRows{table.name, where};
        case 8:
            return RenameTable{table.name, random_name(random)};
        case 9:
            return DropTable{table.name};
        case 10: {
            Execute execute;
            execute.sql.by_dialect = {{"sqlite", "SELECT 1;\nSELECT '\"\"\"';"},
                                      {"postgresql", "SELECT 2"}};
            execute.effects =
                Operations{DropTable{table.name}, AddColumn{table.name, column, {}, {}}};
            return execute;
        }
        default:
            return AlterTable{table.name, random_text(random), {}, {}};
    }
}

Operations random_operations(const Schema& schema, std::mt19937& random) {
    Operations operations;
    for (std::size_t i = 0; i <= random_below(random, 6); ++i) {
        operations.push_back(random_operation(schema, random));
    }
    return operations;
}

TEST(RevisionFile, RandomOperationsComeBackUnchanged) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        const Schema schema = random_schema(random);
        Revision revision = example();
        revision.message = random_text(random);
        revision.upgrade = random_operations(schema, random);
        revision.downgrade = random_operations(schema, random);
        expect_round_trip(revision);
        if (HasFatalFailure()) return;
    }
}

TEST(RevisionFile, OperationsHashIgnoresEverythingElse) {
    const auto hash = [](const std::string& text) { return parse(text).revision->ops_hash; };
    const std::string reference = hash(example_text);
    EXPECT_EQ(reference.size(), 64U);
    const auto replaced = [](const std::string& from, const std::string& to) {
        std::string text = example_text;
        text.replace(text.find(from), from.size(), to);
        return text;
    };
    EXPECT_EQ(hash("# comment\n" + example_text), reference);
    EXPECT_EQ(hash(replaced("9a8b7c6d5e4f", "other")), reference);
    EXPECT_EQ(hash(replaced("add email to user", "other")), reference);
    EXPECT_EQ(hash(replaced("14:55", "15:00")), reference);
    EXPECT_EQ(hash(replaced("table  = \"users\"\n", "table = 'users'\n\n")), reference);
    EXPECT_NE(hash(replaced("null = true", "null = false, default = \"\"")), reference);
    EXPECT_NE(hash(replaced("string(320)", "text")), reference);
    EXPECT_NE(hash("transactional = false\n" + example_text), reference);
    const std::string up_only = example_text.substr(0, example_text.find("\n[[downgrade]]"));
    std::set<std::string> hashes{reference};
    EXPECT_TRUE(hashes.insert(hash("downgrade = []\n" + up_only)).second);
    EXPECT_TRUE(hashes.insert(hash("irreversible = \"why\"\n" + up_only)).second);
    EXPECT_TRUE(hashes.insert(hash("irreversible = \"no\"\n" + up_only)).second);
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

TEST(RevisionFileMistakes, UnknownKey) {
    EXPECT_EQ(
        parse("revision = 'a'\ndown_revison = 'b'\n").problems,
        "r.toml:2:1: error: unknown key 'down_revison' in a revision; did you mean "
        "'down_revision'? [unknown-key]\nnote: known keys: format, revision, down_revision, "
        "depends_on, branch_labels, message, created, transactional, irreversible, lost, upgrade, "
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

TEST(RevisionTemplate, WhatItLeavesOutIsLeftOut) {
    EXPECT_EQ(print_revision(example(), "# by us\nrevision = {{revision}}\n{{#lost}}x{{/lost}}"),
              "# by us\nrevision = \"3f2a9c0d1b7e\"\n");
    EXPECT_EQ(print_revision(
                  example(),
                  "{{#lost}}\nx\n{{/lost}}\n\n  {{! said }}\n\n{{#message}}\n\ny {{{revision}}}"
                  " z\n{{/message}}"),
              "\n\n\ny \"3f2a9c0d1b7e\" z\n");
    Revision revision = example();
    revision.message = "a & \"b\"\n<c>";
    EXPECT_EQ(print_revision(revision, "# {{message}}\n"), "# \"a & \\\"b\\\"\\n<c>\"\n");
}

TEST(RevisionTemplate, MalformedOneIsAnError) {
    try {
        print_revision(example(), "{{#revision}}");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.exit, Exit::usage);
        EXPECT_STREQ(error.what(),
                     "the template for revisions is malformed: Unclosed section \"revision\" at 0");
    }
}

TEST(RevisionId, TwelveHexadecimalDigitsNotTaken) {
    std::vector<std::string> taken;
    for (int i = 0; i < 500; ++i) {
        const std::string id = new_revision_id(taken);
        EXPECT_EQ(id.size(), 12U);
        EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
        EXPECT_EQ(std::find(taken.begin(), taken.end(), id), taken.end());
        taken.push_back(id);
    }
}

TEST(RevisionFileName, TimeIdAndWords) {
    Revision revision = example();
    EXPECT_EQ(revision_file_name(revision), "20261122_1455_3f2a9c0d1b7e_add_email_to_user.toml");
    revision.created = "2026-11-23T01:05:00+02:30";
    EXPECT_EQ(revision_file_name(revision), "20261122_2235_3f2a9c0d1b7e_add_email_to_user.toml");
    revision.created = "";
    EXPECT_EQ(revision_file_name(revision), "3f2a9c0d1b7e_add_email_to_user.toml");
    const std::vector<std::pair<std::string, std::string>> names{
        {"", ""},
        {"../../etc/passwd", "_etc_passwd"},
        {"  Add: E-Mail!  ", "_add_e_mail"},
        {"größe", "_gr_e"},
        {"漢字", ""},
        {"__a__b__", "_a_b"},
        {"a\nb\"c", "_a_b_c"},
        {std::string(100, 'x'), "_" + std::string(40, 'x')},
        {std::string(39, 'x') + " yz", "_" + std::string(39, 'x')},
        {std::string(38, 'x') + " yz", "_" + std::string(38, 'x') + "_y"}};
    for (const auto& [message, words] : names) {
        revision.message = message;
        EXPECT_EQ(revision_file_name(revision), "3f2a9c0d1b7e" + words + ".toml") << message;
    }
}

TEST(UtcDigits, OfDateTimes) {
    const auto digits = [](const std::string& text) { return utc_digits(text).value_or("none"); };
    EXPECT_EQ(digits("2026-11-22T14:55:00Z"), "20261122145500");
    EXPECT_EQ(digits("2026-11-22 14:55:00z"), "20261122145500");
    EXPECT_EQ(digits("2026-11-22t14:55:07.120Z"), "2026112214550712");
    EXPECT_EQ(digits("2026-11-22T14:55:00"), "20261122145500");
    EXPECT_EQ(digits("2024-03-01T00:30:00+01:00"), "20240229233000");
    EXPECT_EQ(digits("2025-12-31T23:30:00-01:45"), "20260101011500");
    EXPECT_EQ(digits("0000-01-01T00:00:00Z"), "00000101000000");
    for (const std::string text :
         {"", "2026-11-22", "14:55:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
          "2026-11-22T24:00:00Z", "2026-11-22T14:55:00.Z", "2026-11-22T14:55:00Zx",
          "2026-11-22T14:55Z", "2026-11-22T14:55:00+1:00", "2026-11-22T14:55:00 Z",
          "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-00:01", "x026-11-22T14:55:00Z"}) {
        EXPECT_EQ(digits(text), "none") << text;
    }
}

namespace fs = std::filesystem;

// A folder of its own for each test, removed behind it.
class RevisionFolder : public testing::Test {
protected:
    RevisionFolder() {
        std::string pattern = (fs::temp_directory_path() / "revisions-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        root_ = pattern;
        fs::create_directory(root_ / "revisions");
    }
    ~RevisionFolder() override { fs::remove_all(root_); }

    void write(const std::string& name, const std::string& bytes) {
        fs::create_directories((root_ / name).parent_path());
        std::ofstream(root_ / name, std::ios::binary) << bytes;
    }

    // "id path" of each revision, and what is wrong, paths below the root.
    std::string read() {
        Diagnostics diagnostics;
        std::string text;
        for (const Revision& each : read_revisions((root_ / "revisions").string(), diagnostics)) {
            text += each.id + " " + each.path + "\n";
        }
        text += to_string(diagnostics);
        for (std::size_t at; (at = text.find(root_.string() + "/")) != std::string::npos;) {
            text.erase(at, root_.string().size() + 1);
        }
        return text;
    }

    fs::path root_;
};

TEST_F(RevisionFolder, IsReadRecursivelyByPath) {
    write("revisions/b.toml", "revision = 'b'");
    write("revisions/a.toml", "revision = 'a'");
    write("revisions/old/z.toml", "revision = 'z'");
    write("revisions/.hidden.toml", "nonsense");
    write("revisions/.git/x.toml", "nonsense");
    write("revisions/a.toml~", "nonsense");
    write("revisions/README.md", "nonsense");
    EXPECT_EQ(read(), "a revisions/a.toml\nb revisions/b.toml\nz revisions/old/z.toml\n");
}

TEST_F(RevisionFolder, NoneIsNoRevisions) {
    EXPECT_EQ(read(), "");
    fs::remove(root_ / "revisions");
    EXPECT_EQ(read(), "");
    write("revisions", "a file");
    EXPECT_EQ(
        read(),
        "revisions: error: cannot read the folder 'revisions': Not a directory [unreadable]\n");
}

TEST_F(RevisionFolder, ByteOrderMarkAndWindowsLineEndsDoNotCount) {
    std::string windows = "\xEF\xBB\xBF";
    for (const char c : example_text) windows += c == '\n' ? "\r\n" : std::string(1, c);
    write("revisions/w.toml", windows);
    Diagnostics diagnostics;
    const auto revisions = read_revisions((root_ / "revisions").string(), diagnostics);
    EXPECT_EQ(to_string(diagnostics), "");
    ASSERT_EQ(revisions.size(), 1U);
    EXPECT_EQ(revisions[0].file_hash, sha256(example_text));
    EXPECT_EQ(revisions[0].ops_hash, parse(example_text).revision->ops_hash);
}

TEST_F(RevisionFolder, OneBadFileDoesNotHideTheOthers) {
    write("revisions/bad.toml", "revision = \"a\n");
    write("revisions/bytes.toml", "revision = \"\xFF\"");
    write("revisions/good.toml", "revision = 'good'");
    fs::create_directory(root_ / "revisions" / "folder.toml");
    ASSERT_EQ(mkfifo((root_ / "revisions" / "pipe.toml").c_str(), 0600), 0);
    fs::create_symlink("nothing", root_ / "revisions" / "dangling.toml");
    fs::create_symlink("loop.toml", root_ / "revisions" / "loop.toml");
    const std::string text = read();
    EXPECT_EQ(text.substr(0, text.find('\n')), "good revisions/good.toml");
    for (const std::string name : {"bad", "bytes", "folder", "pipe", "dangling", "loop"}) {
        EXPECT_NE(text.find("\nrevisions/" + name + ".toml"), std::string::npos) << name << "\n"
                                                                                 << text;
    }
}

TEST_F(RevisionFolder, LinksMustStayInside) {
    write("outside.toml", "revision = 'outside'");
    write("revisions/old/a.toml", "revision = 'a'");
    fs::create_symlink(root_ / "outside.toml", root_ / "revisions" / "x.toml");
    fs::create_symlink("old/a.toml", root_ / "revisions" / "b.toml");
    EXPECT_EQ(read(),
              "a revisions/b.toml\na revisions/old/a.toml\n"
              "revisions/x.toml: error: this is a link to a file outside of 'revisions' [no-file]\n"
              "note: copy the file itself into the folder\n");
}

TEST_F(RevisionFolder, WhatIsPrintedCanBeReadBack) {
    Revision revision = example();
    write("revisions/" + revision_file_name(revision), print(revision));
    EXPECT_EQ(read(), "3f2a9c0d1b7e revisions/20261122_1455_3f2a9c0d1b7e_add_email_to_user.toml\n");
}

}  // namespace
}  // namespace migrations
