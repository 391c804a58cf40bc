#include "revisions/file.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/sha256.h"
#include "random_schema.h"
#include "revisions_files.h"

namespace migrations {
namespace {

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
    revision.compatible = true;
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
              "compatible    = true\n"
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
            return AlterTable{table.name, random_text(random), {}, {}, {}, {}};
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
    EXPECT_NE(hash("compatible = true\n" + example_text), reference);
    const std::string up_only = example_text.substr(0, example_text.find("\n[[downgrade]]"));
    std::set<std::string> hashes{reference};
    EXPECT_TRUE(hashes.insert(hash("downgrade = []\n" + up_only)).second);
    EXPECT_TRUE(hashes.insert(hash("irreversible = \"why\"\n" + up_only)).second);
    EXPECT_TRUE(hashes.insert(hash("irreversible = \"no\"\n" + up_only)).second);
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

}  // namespace
}  // namespace migrations
