#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>

#include "base/error.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "migrations-file-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { fs::remove_all(folder); }

    std::string text_of(const Error& error) const {
        std::string text = error.diagnostics.empty() ? error.what() : to_string(error.diagnostics);
        const std::string path = folder.string();
        for (std::size_t at = 0; (at = text.find(path, at)) != std::string::npos;)
            text.replace(at, path.size(), 1, 'F');
        return text;
    }

    std::string failure(Exit exit, const std::function<void()>& action) const {
        try {
            action();
        } catch (const Error& error) {
            EXPECT_EQ(error.exit, exit);
            return text_of(error);
        }
        ADD_FAILURE() << "no Error";
        return {};
    }

    std::string read_failure(Exit exit, const std::string& name) const {
        return failure(exit, [&] { read_source(folder / name); });
    }

    std::size_t entries() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
    }

    fs::path folder;
};

TEST_F(FileTest, ReadsAndNormalises) {
    write_file(folder / "a.toml",
               "\xEF\xBB\xBF"
               "a = 1\r\n\tb = 'é'\n");
    const SourceFile source = read_source(folder / "a.toml");
    EXPECT_EQ(source.path, (folder / "a.toml").string());
    EXPECT_EQ(source.text, "a = 1\n\tb = 'é'\n");
    write_file(folder / "empty.toml", "");
    EXPECT_EQ(read_source(folder / "empty.toml").text, "");
    fs::create_symlink("a.toml", folder / "link.toml");
    EXPECT_EQ(read_source(folder / "link.toml").text, source.text);
}

TEST_F(FileTest, RefusesWhatIsNoRegularFile) {
    fs::create_directory(folder / "d");
    ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
    EXPECT_EQ(read_failure(Exit::graph, "d"),
              "F/d: error: no regular file but a directory [no-file]\n");
    EXPECT_EQ(read_failure(Exit::graph, "fifo"),
              "F/fifo: error: no regular file but a FIFO [no-file]\n");
    EXPECT_EQ(failure(Exit::graph, [] { read_source("/dev/null"); }),
              "/dev/null: error: no regular file but a device [no-file]\n");
    EXPECT_EQ(failure(Exit::environment, [&] { read_bytes(folder / "fifo"); }),
              "cannot read 'F/fifo': it is no regular file but a FIFO");
}

TEST_F(FileTest, SaysWhyItCannotRead) {
    EXPECT_EQ(read_failure(Exit::environment, "none"),
              "cannot read 'F/none': No such file or directory");
    fs::create_symlink("none", folder / "dangling");
    EXPECT_EQ(read_failure(Exit::environment, "dangling"),
              "cannot read 'F/dangling': No such file or directory");
    fs::create_symlink("loop", folder / "loop");
    EXPECT_EQ(read_failure(Exit::environment, "loop"),
              "cannot read 'F/loop': Too many levels of symbolic links");
    write_file(folder / "file", "");
    EXPECT_EQ(read_failure(Exit::environment, "file/x"), "cannot read 'F/file/x': Not a directory");
}

TEST_F(FileTest, RefusesWhatIsNoText) {
    const std::string help = "note: save the file as UTF-8\n";
    write_file(folder / "a", "a = 1\nb = '\xFF'\n");
    EXPECT_EQ(read_failure(Exit::graph, "a"),
              "F/a:2:6: error: not UTF-8: byte 0xff at offset 11 [not-utf8]\n" + help);
    write_file(folder / "a", std::string("\xFF\xFE"
                                         "a\0",
                                         4));
    EXPECT_EQ(read_failure(Exit::graph, "a"),
              "F/a:1:1: error: not UTF-8 but UTF-16: byte 0xff at offset 0 [not-utf8]\n" + help);
    write_file(folder / "a", std::string("x\r\n\0", 4));
    EXPECT_EQ(read_failure(Exit::graph, "a"),
              "F/a:2:1: error: NUL at offset 3 [control-character]\n");
    write_file(folder / "a", "x\x1b[31m");
    EXPECT_EQ(read_failure(Exit::graph, "a"),
              "F/a:1:2: error: control character U+001B at offset 1 [control-character]\n");
    write_file(folder / "a", "x\ry");
    EXPECT_EQ(
        read_failure(Exit::graph, "a"),
        "F/a:1:2: error: carriage return without line feed at offset 1 [control-character]\n");
    write_file(folder / "a", "\xE2\x82");
    EXPECT_EQ(read_failure(Exit::graph, "a"),
              "F/a:1:1: error: not UTF-8: byte 0xe2 at offset 0 [not-utf8]\n" + help);
}

TEST_F(FileTest, RefusesWhatIsTooLarge) {
    write_file(folder / "a", std::string(largest_source, 'a'));
    EXPECT_EQ(read_source(folder / "a").text.size(), largest_source);
    write_file(folder / "a", std::string(largest_source + 1, 'a'));
    EXPECT_EQ(read_failure(Exit::graph, "a"),
              "F/a: error: too large: 4194305 bytes, at most 4194304 [too-large]\n");
    EXPECT_EQ(read_bytes(folder / "a").size(), largest_source + 1);
}

TEST_F(FileTest, ReadBytesGivesNothingForNoFile) {
    EXPECT_EQ(read_bytes(folder / "none"), "");
    write_file(folder / "a", std::string("\xFF\0\r\n", 4));
    EXPECT_EQ(read_bytes(folder / "a"), std::string("\xFF\0\r\n", 4));
}

TEST_F(FileTest, WritesAllOrNothing) {
    write_file(folder / "a", "old");
    ASSERT_EQ(::chmod((folder / "a").c_str(), 0640), 0);
    struct stat before {};
    ASSERT_EQ(::stat((folder / "a").c_str(), &before), 0);
    fs::create_hard_link(folder / "a", folder / "old");
    write_file(folder / "a", "new");
    struct stat after {};
    ASSERT_EQ(::stat((folder / "a").c_str(), &after), 0);
    EXPECT_EQ(read_bytes(folder / "a"), "new");
    EXPECT_EQ(read_bytes(folder / "old"), "old") << "written in place";
    EXPECT_EQ(after.st_mode & 07777U, 0640U);
    EXPECT_EQ(entries(), 2U) << "leftovers";
}

TEST_F(FileTest, WritesThroughALink) {
    write_file(folder / "a", "old");
    fs::create_symlink("a", folder / "link");
    write_file(folder / "link", "new");
    EXPECT_TRUE(fs::is_symlink(folder / "link"));
    EXPECT_EQ(read_bytes(folder / "a"), "new");
}

TEST_F(FileTest, AFailedWriteLeavesNothingBehind) {
    fs::create_directory(folder / "d");
    write_file(folder / "d" / "x", "");
    EXPECT_EQ(failure(Exit::environment, [&] { write_file(folder / "d", "a"); }),
              "cannot write 'F/d': Is a directory");
    EXPECT_EQ(failure(Exit::environment, [&] { write_file(folder / "no" / "a", "a"); }),
              "cannot write 'F/no/a': No such file or directory");
    EXPECT_EQ(entries(), 1U);
}

TEST_F(FileTest, WritesOnlyWhatDiffers) {
    EXPECT_TRUE(write_if_different(folder / "a", ""));
    EXPECT_TRUE(fs::exists(folder / "a"));
    EXPECT_FALSE(write_if_different(folder / "a", ""));
    EXPECT_TRUE(write_if_different(folder / "a", "x"));
    const auto time = fs::last_write_time(folder / "a");
    EXPECT_FALSE(write_if_different(folder / "a", "x"));
    EXPECT_EQ(fs::last_write_time(folder / "a"), time);
    EXPECT_EQ(read_bytes(folder / "a"), "x");
}

TEST_F(FileTest, ANewFileNeverReplacesAnother) {
    write_new_file(folder / "a", "first");
    EXPECT_EQ(failure(Exit::graph, [&] { write_new_file(folder / "a", "second"); }),
              "'F/a' exists already");
    EXPECT_EQ(read_bytes(folder / "a"), "first");
    fs::create_symlink("none", folder / "dangling");
    EXPECT_EQ(failure(Exit::graph, [&] { write_new_file(folder / "dangling", "x"); }),
              "'F/dangling' exists already");
    EXPECT_FALSE(fs::exists(folder / "none"));
    EXPECT_EQ(entries(), 2U) << "leftovers";
    EXPECT_EQ(failure(Exit::environment, [&] { write_new_file(folder / "no" / "a", "x"); }),
              "cannot write 'F/no/a': No such file or directory");
}

TEST_F(FileTest, ListsRegularFilesByName) {
    for (const char* name :
         {"b.toml", "a.toml", "B.toml", "c.txt", ".hidden.toml", ".migrations-1.tmp"}) {
        write_file(folder / name, "");
    }
    fs::create_directory(folder / "d.toml");
    ASSERT_EQ(::mkfifo((folder / "f.toml").c_str(), 0600), 0);
    fs::create_symlink("a.toml", folder / "z.toml");
    fs::create_symlink("none", folder / "y.toml");
    std::string names;
    for (const fs::path& path : files_in(folder, ".toml")) names += path.filename().string() + " ";
    EXPECT_EQ(names, "B.toml a.toml b.toml z.toml ");
    EXPECT_EQ(files_in(folder, ".none").size(), 0U);
    EXPECT_EQ(failure(Exit::environment, [&] { files_in(folder / "no", ""); }),
              "cannot read the folder 'F/no': No such file or directory");
}

}  // namespace
}  // namespace migrations
