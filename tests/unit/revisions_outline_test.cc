#include "revisions/outline.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "revisions/file.h"
#include "revisions/graph.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

class RevisionOutline : public ::testing::Test {
protected:
    void SetUp() override {
        folder = fs::temp_directory_path() / ("outline-" + std::to_string(getpid()));
        fs::create_directories(folder);
        write("a", "revision = \"a\"\nmessage = \"first\"\n\n[[upgrade]]\nop = \"drop_table\"\ntable = \"x\"\n"
                   "[[downgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n");
        write("b", "revision = \"b\"\r\ndown_revision = \"a\"\r\n");
        write("c", "revision = \"c\"\ndown_revision = [\"b\"]\n");
    }
    void TearDown() override { fs::remove_all(folder); }
    void write(const std::string& name, const std::string& text) { write_file(folder / (name + ".toml"), text); }

    fs::path folder;
};

TEST_F(RevisionOutline, HasTheSameGraphAndHashesAsTheWholeFiles) {
    Diagnostics diagnostics;
    const Graph whole(read_revisions(folder.string(), diagnostics), diagnostics);
    const auto outlines = read_outlines(folder.string());
    ASSERT_TRUE(outlines.has_value());
    const Graph outline(*outlines, diagnostics);
    ASSERT_EQ(to_string(diagnostics), "");
    ASSERT_EQ(outline.size(), 3U);
    ASSERT_EQ(outline.heads().size(), 1U);
    EXPECT_EQ(outline.heads().front()->id, "c");
    EXPECT_EQ(outline.chain_hash(*outline.find("c")), whole.chain_hash(*whole.find("c")));
    EXPECT_EQ(outline.find("a")->message, "first");
    EXPECT_TRUE(outline.find("a")->upgrade.empty());
}

// However a head is spelled, the outline says of it what the whole file says.
TEST_F(RevisionOutline, AgreesWithTheWholeFile) {
    for (const std::string head :
         {"down_revision = \"c\"\n", "down_revision = [\"c\", \"a\"]\n", "down_revision = [ \"c\" ,\"a\", ]  \n",
          "down_revision = [\n\"c\",\n\"a\"]\n", "down_revision = []\n", "down_revision = ['c']\n",
          "down_revision = \"c\" # the last one\n", "depends_on = [\"left\", \"b\"]\ndown_revision = \"c\"\n",
          "depends_on=\"b\"\n", "branch_labels = [\"x1\", \"x2\"]\n", "branch_labels = 'x1'\n", "message = \"a # b = [c]\"\n",
          "message = \"a \\\"b\\\" \\u00e9\"\n", "message = \"\"\"\ntwo\nlines\"\"\"\n", "message = \"\"\n",
          "created = 2026-11-22T14:55:00Z\n", "created = 2026-11-22 14:55:00.5+02:00\n", "# only a comment\n\n",
          "transactional = false\nirreversible = \"because\"\n", "compatible = true\n", "format = 1\nlost = [\"users.email\"]\n",
          "upgrade = []\ndowngrade = []\n", "\"message\" = \"quoted key\"\n", "\tmessage\t=\t\"tabs\"\n"}) {
        for (const std::string tail : {"", "\n[[upgrade]]\nop = \"drop_table\"\ntable = \"x\"\n[[downgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n"}) {
            if (!tail.empty() && (head.find("upgrade") == 0 || head.find("irrev") != std::string::npos)) continue;
            const std::string text = "revision = \"d\"\n" + head + tail;
            write("d", text);
            Diagnostics problems;
            const std::vector<Revision> whole = read_revisions(folder.string(), problems);
            ASSERT_EQ(to_string(problems), "") << text;
            const auto outlines = read_outlines(folder.string());
            ASSERT_TRUE(outlines.has_value()) << text;
            ASSERT_EQ(outlines->size(), whole.size());
            for (std::size_t i = 0; i < whole.size(); ++i) {
                Revision expected = whole[i];
                expected.upgrade.clear();
                expected.downgrade.clear();
                expected.lost.clear();
                expected.ops_hash.clear();
                EXPECT_EQ((*outlines)[i], expected) << text;
            }
        }
    }
}

TEST_F(RevisionOutline, LeavesHiddenFilesAlone) {
    write(".draft", "not = valid");
    write_file(folder / ".gitattributes", "*.toml text eol=lf\n");
    fs::create_directories(folder / ".git");
    write(".git/x", "revision = \"x\"\n");
    const auto outlines = read_outlines(folder.string());
    ASSERT_TRUE(outlines.has_value());
    EXPECT_EQ(outlines->size(), 3U);
}

TEST_F(RevisionOutline, IsNotGivenWhereAFileIsNotPlainlyInOrder) {
    for (const char* text : {"revision = \n", "revision = \"../x\"\n", "message = \"no id\"\n", "revision = \"d\"\ndown_revision = 5\n",
                             "message = \"\"\"\n[[upgrade]]\n\"\"\"\nrevision = \"d\"\n", "\xff",
                             "revision = \"d\"\ndepends_on = [5]\n", "revision = \"head\"\n", "revision = \"d\"\nrevision = \"e\"\n",
                             "revision = \"d\"\ndown_revison = \"a\"\n", "revision = \"d\"\nformat = 99\n",
                             "revision = \"d\"\nbranch_labels = [\"Left\"]\n", "revision = \"d\"\ncreated = 2026-13-45T00:00:00Z\n",
                             "revision = \"d\"\ntransactional = 1\n", "revision = \"d\"\nmessage = true\n",
                             "revision = \"d\"\ndown_revision = [\"a\" \"b\"]\n", "revision = \"d\" \"e\"\n",
                             "revision = \"\"\"d\"\"\"\"\n", "revision = \"d\"\nirreversible = \"\"\n",
                             "revision = \"d\"\n[[upgrade]\n", "revision = \"d\"\n[upgrades]\n"}) {
        write("d", text);
        EXPECT_FALSE(read_outlines(folder.string()).has_value()) << text;
    }
    fs::remove(folder / "d.toml");
    fs::create_symlink("a.toml", folder / "link.toml");
    EXPECT_FALSE(read_outlines(folder.string()).has_value());
    fs::remove(folder / "link.toml");
    EXPECT_TRUE(read_outlines(folder.string()).has_value());
    EXPECT_FALSE(read_outlines((folder / "nowhere").string()).has_value());
}

}  // namespace
}  // namespace migrations
