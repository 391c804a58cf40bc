// The files of revisions: their names, and the folder that they are read from.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "revisions/file_name.h"
#include "revisions/id.h"
#include "revisions_files.h"

namespace migrations {
namespace {

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

TEST(RevisionFileName, Pattern) {
    Revision revision = example();
    EXPECT_EQ(revision_file_name(revision, {"{year}/{month}/{day}-{hour}{minute}{second}_{slug}.{id}", "UTC"}),
              "2026/11/22-145500_add_email_to_user.3f2a9c0d1b7e.toml");
    EXPECT_EQ(revision_file_name(revision, {"{date}_{time}_{id}", "Europe/Berlin"}), "20261122_1555_3f2a9c0d1b7e.toml");
    EXPECT_EQ(revision_file_name(revision, {"{date}_{time}_{id}", "America/New_York"}), "20261122_0955_3f2a9c0d1b7e.toml");
    revision.message = "";
    EXPECT_EQ(revision_file_name(revision, {"{slug}_{id}", "UTC"}), "3f2a9c0d1b7e.toml");
    EXPECT_EQ(revision_file_name(revision, {"r-{slug}-{id}", "UTC"}), "r-3f2a9c0d1b7e.toml");
}

TEST(RevisionFileName, Mistakes) {
    EXPECT_EQ(file_name_mistake("{year}/{date}_{id}"), "");
    EXPECT_EQ(file_name_mistake("{date}_{slug}"), "needs {id}: without it, two revisions could have one name");
    EXPECT_EQ(file_name_mistake("{id"), "has a brace without its other one");
    EXPECT_EQ(file_name_mistake("id}{id}"), "has a brace without its other one");
    EXPECT_EQ(file_name_mistake("{i{d}}"), "has a brace without its other one");
    for (const char* path : {"/{id}", "../{id}", "a//{id}", ".hidden/{id}", "{id}/"}) {
        EXPECT_EQ(file_name_mistake(path), "must be a relative path, without '..' and hidden files") << path;
    }
    EXPECT_EQ(file_name_mistake("{id}:x"), "has characters that file names of some system cannot have");
    EXPECT_EQ(time_zone_mistake("UTC"), "");
    EXPECT_EQ(time_zone_mistake("local"), "");
    for (const char* zone : {"", "/etc/localtime", "../zoneinfo/Europe/Berlin", "Europe", "Mars/Olympus"}) {
        EXPECT_EQ(time_zone_mistake(zone).rfind("must be \"UTC\", \"local\" or a zone of ", 0), 0U) << zone;
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
    EXPECT_EQ(read(),
              "good revisions/good.toml\n"
              "revisions/bad.toml:1:12: error: this string is never closed [toml-syntax]\n"
              "note: a string over several lines is written in three double quotes: \"\"\"...\"\"\"\n"
              "revisions/bytes.toml:1:13: error: not UTF-8: byte 0xff at offset 12 [not-utf8]\n"
              "note: save the file as UTF-8\n"
              "revisions/dangling.toml: error: cannot read 'revisions/dangling.toml': No such file or directory [unreadable]\n"
              "revisions/folder.toml: error: no regular file but a directory [no-file]\n"
              "revisions/loop.toml: error: cannot read 'revisions/loop.toml': Too many levels of symbolic links [unreadable]\n"
              "revisions/pipe.toml: error: no regular file but a FIFO [no-file]\n");
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
