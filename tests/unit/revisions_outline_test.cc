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

TEST_F(RevisionOutline, IsNotGivenWhereAFileIsNotPlainlyInOrder) {
    for (const char* text : {"revision = \n", "revision = \"../x\"\n", "message = \"no id\"\n", "revision = \"d\"\ndown_revision = 5\n",
                             "message = \"\"\"\n[[upgrade]]\n\"\"\"\nrevision = \"d\"\n", "\xff",
                             "revision = \"d\"\ndepends_on = [\"a\"]\n"}) {
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
