// A disk that is full, at whatever is written: databases and files stay as they were, and the same command works when there
// is room again.
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "cli_support.h"
#include "small_disk.h"
#if MIGRATIONS_POSTGRESQL
#include "postgresql_suite.h"
#endif

namespace migrations {
namespace {

class DiskFull : public CommandLine {
protected:
    void SetUp() override {
        if (!own_mounts().empty()) GTEST_SKIP() << own_mounts();
        make_chain();
        // Rows that need many pages, in a table that is made anew, and an index.
        write("migrations/revisions/d4.toml",
              "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\nop = \"alter_column\"\ntable = \"users\"\n"
              "column = \"email\"\nnull = false\nfill = \"none\"\n\n[[upgrade]]\nop = \"create_index\"\ntable = \"users\"\nindex = "
              "{ name = \"by_nick\", columns = [\"nick\"] }\n");
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
        std::filesystem::create_directory(path("disk"));
    }
};

TEST_F(DiskFull, at_every_page_of_a_SQLite_database) {
    const SmallDisk disk(path("disk"), 512 * 1024);
    if (!disk.missing().empty()) GTEST_SKIP() << disk.missing();
    ASSERT_EQ(run({"upgrade", "c3", "-q", "--create", "--database", "disk/x.db"}).exit, 0);
    ASSERT_EQ(ask("disk/x.db", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
                               "INSERT INTO users (nick) SELECT 'somebody called ' || i FROM n"), "");
    const std::string before = read("disk/x.db");
    int full = 0;
    for (long long pages = 0; pages < 60; ++pages) {
        disk.leave(pages * 4096);
        const Ran ran = run({"upgrade", "--database", "disk/x.db"});
        disk.clear();
        if (ran.exit == 0) break;
        ++full;
        EXPECT_EQ(ran.exit, 12) << pages;
        EXPECT_EQ(ran.out, "");
        // Whatever statement it was that needed a page.
        std::string text = plain(ran.err);
        const std::size_t statement = text.find("\n  in: ") + 7;
        text.erase(statement, text.find("\nnote: ") - statement);
        const std::string end = ": database or disk is full (13)\n  in: \nnote: the database is unchanged, at revision 'c3'\n"
                                "note: free disk space and run the same command again\n";
        const std::string at = "~/migrations/revisions/d4.toml:";
        const std::string failed = " error: revision 'd4' could not be applied";
        const std::set<std::string> texts = {at + "5:1:" + failed + ", step 1" + end, at + "10:1:" + failed + ", step 2" + end,
                                             at + "1:12:" + failed + end};
        EXPECT_TRUE(texts.contains(text)) << pages << plain(ran.err);
        EXPECT_EQ(read("disk/x.db") == before, true) << pages;
    }
    EXPECT_GT(full, 5);
    EXPECT_EQ(run({"upgrade", "--database", "disk/x.db"}).out, "the database is at d4: nothing to do\n");
    EXPECT_EQ(ask("disk/x.db", "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(ask("disk/x.db", "SELECT count(*), sum(id), min(nick), count(DISTINCT nick), max(email) FROM users"),
              "400 80200 somebody called 1 400 none");
}

TEST_F(DiskFull, no_file_is_half_written) {
    const SmallDisk disk(path("disk"), 256 * 1024);
    if (!disk.missing().empty()) GTEST_SKIP() << disk.missing();
    std::filesystem::copy(path("migrations"), path("disk/migrations"), std::filesystem::copy_options::recursive);
    std::filesystem::copy(path("models"), path("disk/models"), std::filesystem::copy_options::recursive);
    write("disk/migrations/revisions/e5.toml", add_column("e5", "d4", "city", "text", "", "2026-01-05"));
    inside_ = "disk";
    disk.leave(0);
    const std::string full = "No space left on device\n";
    refused({"review", "--yes", "-q"}, 12, "error: cannot write '~/disk/migrations/migrations.lock': " + full);
    for (const char* kind : {"-q", "--autogenerate"}) {
        refused({"revision", kind, "-m", "more", "--rev-id", "f6"}, 12,
                "error: cannot write '~/disk/migrations/revisions/f6_more.toml': " + full);
    }
    disk.clear();
    EXPECT_EQ(run({"review", "--yes", "-q"}).exit, 0);
}

#if MIGRATIONS_POSTGRESQL

// The server keeps a database in a tablespace that is soon full; what it logs has room.
class DiskFullOnPostgresql : public WithPostgresql<CommandLine> {
protected:
    // The server is to see what is mounted later.
    static void SetUpTestSuite() {
        if (own_mounts().empty()) WithPostgresql<CommandLine>::SetUpTestSuite();
    }
    void SetUp() override {
        if (!own_mounts().empty()) GTEST_SKIP() << own_mounts();
        WithPostgresql<CommandLine>::SetUp();
    }
    void prepare() override { make_chain("\"postgresql\""); }

    std::string psql(const std::string& url, const std::string& sql) const {
        return shell("psql -XAtq -v ON_ERROR_STOP=1 '" + url + "' -c \"" + sql + "\" 2>&1").out;
    }
};

TEST_F(DiskFullOnPostgresql, in_the_middle_of_a_revision) {
    const std::string folder = (server().directory() / "small").string();
    std::filesystem::create_directory(folder);
    const SmallDisk disk(folder, 64LL * 1024 * 1024);
    if (!disk.missing().empty()) GTEST_SKIP() << disk.missing();
    struct stat owner {};
    ASSERT_EQ(stat((server().directory() / "data").c_str(), &owner), 0);
    std::filesystem::create_directory(folder + "/space");
    std::filesystem::permissions(folder + "/space", std::filesystem::perms::owner_all);
    if (geteuid() == 0) {
        ASSERT_EQ(chown((folder + "/space").c_str(), owner.st_uid, owner.st_gid), 0);
    }
    ASSERT_EQ(psql(server().url(), "CREATE TABLESPACE small LOCATION '" + folder + "/space'"), "");
    ASSERT_EQ(psql(server().url(), "CREATE DATABASE small TABLESPACE small"), "");
    const std::string url = server().url("small");
    ASSERT_EQ(run({"upgrade", "-q", "--database", url}).exit, 0);
    ASSERT_EQ(psql(url, "INSERT INTO users (nick) VALUES ('ann')"), "");
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\nop = \"add_column\"\ntable = \"users\"\ncolumn = "
          "{ name = \"city\", type = \"text\", null = true }\n\n[[upgrade]]\nop = \"execute\"\nsql = \"INSERT INTO users (nick) "
          "SELECT repeat('x', 1000) FROM generate_series(1, 10000)\"\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    disk.leave(4LL * 1024 * 1024);
    const Ran full = run({"upgrade", "--database", url});
    EXPECT_EQ(full.exit, 12);
    EXPECT_EQ(full.out, "");
    // Between these the server names its file.
    std::string text = plain(full.err);
    const std::size_t words = text.find("could not extend file ") + 22;
    text.erase(words, text.find(" (53100)") - words);
    EXPECT_EQ(text, "~/migrations/revisions/d4.toml:1:12: error: revision 'd4' could not be applied: could not extend file  (53100)\n"
                    "note: the database is unchanged, at revision 'c3'\nnote: free the resource that is short, then run the same again\n")
        << full.err;
    EXPECT_EQ(psql(url, "SELECT revision FROM migrations_version"), "c3\n");
    EXPECT_EQ(psql(url, "SELECT * FROM users"), "1|ann||\n");
    disk.clear();
    EXPECT_EQ(run({"upgrade", "-q", "--database", url}).exit, 0);
    EXPECT_EQ(psql(url, "SELECT count(*), count(city) FROM users"), "10001|0\n");
    EXPECT_EQ(psql(server().url(), "DROP DATABASE small"), "");
    EXPECT_EQ(psql(server().url(), "DROP TABLESPACE small"), "");
}

#endif

}  // namespace
}  // namespace migrations
