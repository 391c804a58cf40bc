#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "base/error.h"
#include "dialects/connection.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

class SqliteConnections : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "migrations-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder = name;
    }
    void TearDown() override { fs::remove_all(folder); }

    std::unique_ptr<Connection> open(const std::string& file, OpenOptions options = {}) {
        DatabaseUrl url;
        url.dialect = "sqlite";
        url.path = path(file);
        return open_connection(url, options);
    }
    std::string path(const std::string& file) const { return (folder / file).string(); }

    fs::path folder;
};

Error error_of(const std::function<void()>& body) {
    try {
        body();
    } catch (const Error& error) {
        return error;
    }
    return Error(Exit::ok, "no error");
}

TEST_F(SqliteConnections, CreateOnlyWhenAsked) {
    const Error missing = error_of([&] { open("a.db"); });
    EXPECT_EQ(missing.exit, Exit::environment);
    EXPECT_STREQ(
        missing.what(),
        ("the database '" + path("a.db") + "' cannot be opened: there is no such file").c_str());
    EXPECT_FALSE(fs::exists(path("a.db")));
    OpenOptions create;
    create.create = true;
    open("a.db", create)->execute("CREATE TABLE t (a)");
    EXPECT_EQ(open("a.db")->query("SELECT count(*) FROM t"), (std::vector<Cells>{{"0"}}));
    EXPECT_EQ(open("a.db")->label(), "sqlite:///" + path("a.db"));

    const Error folderless = error_of([&] { open("no/such/a.db", create); });
    EXPECT_EQ(folderless.exit, Exit::environment);
    EXPECT_STREQ(folderless.what(),
                 ("the database '" + path("no/such/a.db") +
                  "' cannot be opened: there is no folder '" + path("no/such") + "'")
                     .c_str());
}

TEST_F(SqliteConnections, WhatIsNoDatabaseIsLeftAlone) {
    const Error directory = error_of([&] { open(""); });
    EXPECT_EQ(directory.exit, Exit::environment);
    EXPECT_STREQ(directory.what(),
                 ("the database '" + path("") + "' cannot be opened: it is a directory").c_str());
    std::ofstream(path("text.db")) << std::string(2000, 'x');
    const Error text = error_of([&] { open("text.db"); });
    EXPECT_EQ(text.exit, Exit::environment);
    EXPECT_STREQ(
        text.what(),
        ("the database '" + path("text.db") + "' cannot be read: file is not a database").c_str());
    EXPECT_EQ(fs::file_size(path("text.db")), 2000u);
}

TEST_F(SqliteConnections, StrangeNamesAreNames) {
    OpenOptions create;
    create.create = true;
    for (const char* name : {"a b?mode=memory", "c%20#d", "größe.db"}) {
        open(name, create)->execute("CREATE TABLE t (a)");
        EXPECT_TRUE(fs::exists(path(name))) << name;
    }
    const fs::path before = fs::current_path();
    fs::current_path(folder);
    DatabaseUrl url;
    url.dialect = "sqlite";
    url.path = "file:x?mode=memory";
    open_connection(url, create)->execute("CREATE TABLE t (a)");
    EXPECT_TRUE(fs::exists(path("file:x?mode=memory")));
    fs::current_path(before);
}

TEST_F(SqliteConnections, ReadOnlyWritesNothing) {
    OpenOptions options;
    options.create = true;
    open("a.db", options)->execute("CREATE TABLE t (a)");
    options.read_only = true;
    const auto database = open("a.db", options);
    const Error error = error_of([&] { database->execute("INSERT INTO t VALUES (1)"); });
    EXPECT_EQ(error.exit, Exit::environment);
    EXPECT_STREQ(error.what(), "attempt to write a readonly database");
    EXPECT_EQ(error.code, "8");
    EXPECT_EQ(error.sql, "INSERT INTO t VALUES (1)");
}

TEST(SqliteConnection, ValuesAreExact) {
    const auto database = open_memory();
    EXPECT_EQ(
        database->query("SELECT NULL, 1, -9223372036854775808, 0.1, 1.0, 0.30000000000000004, "
                        "1e300, 'a', x'0061', ''"),
        (std::vector<Cells>{{std::nullopt, "1", "-9223372036854775808", "0.1", "1.0",
                             "0.30000000000000004", "1e+300", "a", std::string("\0a", 2), ""}}));
}

TEST(SqliteConnection, SettingsAreSafe) {
    const auto database = open_memory();
    EXPECT_EQ(database->query("PRAGMA foreign_keys"), (std::vector<Cells>{{"1"}}));
    database->execute("CREATE TABLE t (a); ; INSERT INTO t VALUES (1); -- end");
    const Error quoted =
        error_of([&] { database->execute("INSERT INTO t VALUES (2); SELECT \"typo\" FROM t"); });
    EXPECT_EQ(quoted.exit, Exit::sql_failed);
    EXPECT_STREQ(quoted.what(), "no such column: typo");
    EXPECT_EQ(quoted.sql, "SELECT \"typo\" FROM t");
#if SQLITE_VERSION_NUMBER >= 3038000
    EXPECT_EQ(quoted.position, 34U);
#endif
    EXPECT_EQ(quoted.code, "1");
    EXPECT_EQ(error_of([&] {
                  database->execute("PRAGMA writable_schema = 1; DELETE FROM sqlite_schema");
              }).exit,
              Exit::sql_failed);
    EXPECT_EQ(database->query("SELECT a FROM t"), (std::vector<Cells>{{"1"}, {"2"}}));
}

}  // namespace
}  // namespace migrations
