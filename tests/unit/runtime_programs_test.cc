// What programs ask of the runtime when they upgrade their own database: a backup first, a way to stop, an exception.
#include <chrono>
#include <fstream>
#include <migrations/sqlite3.hpp>
#include <migrations/throwing.hpp>
#include <thread>

#include "runtime_support.h"
#if MIGRATIONS_POSTGRESQL
#include "postgresql_support.h"
#endif

namespace migrations {
namespace {

namespace fs = std::filesystem;

class Programs : public testing::Test {
protected:
    void SetUp() override {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    const fs::path folder_ = fs::path(testing::TempDir()) / ("programs." + std::to_string(getpid()));
};

TestChain two() {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)", "INSERT INTO a VALUES (1), (2)"}, {"DROP TABLE a"});
    chain.add("b2", "a1", {"DELETE FROM a", "CREATE TABLE b (x int)"}, {"DROP TABLE b"});
    return chain;
}

// ---- backup ----

TEST_F(Programs, TheBackupIsTheDatabaseBeforeTheFirstRevision) {
    TestChain chain = two();
    TestConnection db(path("app.db"));
    const set first = {chain.view().project, chain.view().language, chain.view().version_table, {chain.view().migrations.data, 1},
                       chain.view().sqlite_minimum};
    options how;
    ASSERT_EQ(upgrade(db.get(), first, how).status, status::done);
    how.backup = path("before.db");
    outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM a"), "0");
    TestConnection before(path("before.db"));
    EXPECT_EQ(before.text("SELECT count(*) FROM a"), "2");
    EXPECT_EQ(before.text("SELECT revision FROM migrations_version"), "a1");
    EXPECT_EQ(before.text("PRAGMA integrity_check"), "ok");

    // With nothing to do nothing is copied.
    how.backup = path("again.db");
    EXPECT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
    EXPECT_FALSE(fs::exists(path("again.db")));
}

TEST_F(Programs, ABackupIsNeverOverwritten) {
    TestChain chain = two();
    TestConnection db(path("app.db"));
    std::ofstream(path("before.db")) << "somebody's file";
    options how;
    how.backup = path("before.db");
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "the file for the backup, '" + path("before.db") + "', is there already");
    EXPECT_EQ(result.help, "name another file for the backup, or take that one away");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_EQ(fs::file_size(path("before.db")), 15U);
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0");
}

TEST_F(Programs, NothingRunsWithoutTheBackup) {
    TestChain chain = two();
    TestConnection db(path("app.db"));
    options how;
    how.backup = path("no folder/before.db");
    outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.message, "the backup '" + path("no folder/before.db") + "' cannot be written: unable to open database file");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0");

}

TEST_F(Programs, WhatWasBegunOfABackupGoesAway) {
    TestConnection db(path("app.db"));
    db.text("CREATE TABLE migrations_none (x)");
    TestChain chain = two();
    ASSERT_EQ(upgrade(db.get(), chain.view()).status, status::state);  // not ours: it is stamped
    ASSERT_EQ(stamp(db.get(), chain.view(), {}, {}, stamping::forced).status, status::done);
    db.text("CREATE TABLE big AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3000) "
            "SELECT randomblob(4000) AS x FROM c");
    int asked = 0;
    options how;
    how.backup = path("before.db");
    how.cancelled = [&] { return ++asked > 2; };
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::cancelled) << result.message;
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_FALSE(fs::exists(path("before.db")));
}

// ---- cancellation ----

TEST_F(Programs, ACallEndsBetweenRevisions) {
    TestChain chain = two();
    TestConnection db(path("app.db"));
    bool stop = false;
    options how;
    how.cancelled = [&] { return stop; };
    how.on_event = [&](const event& happened) { stop = happened.what == event::kind::finished; };
    outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::cancelled);
    EXPECT_EQ(result.message, "the call was cancelled");
    EXPECT_EQ(result.database_state, "the database is at revision 'a1'; this call made 1 revision before it stopped");
    EXPECT_EQ(result.applied, 1U);
    how.cancelled = nullptr;
    EXPECT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
}

TEST_F(Programs, AStatementIsInterruptedAndItsRevisionRolledBack) {
    TestChain chain = two();
    chain[1].up.push_back(TestChain::sql("INSERT INTO b WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c"));
    TestConnection db(path("app.db"));
    db.text("PRAGMA foreign_keys = ON");
    bool in_it = false;
    int asked = 0;
    options how;
    how.on_statement = [&](std::string_view sql) { in_it = sql.find("RECURSIVE") != std::string_view::npos; };
    how.cancelled = [&] { return in_it && ++asked > 3; };
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::cancelled);
    EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 3: the call was cancelled");
    EXPECT_EQ(result.database_state, "the database is at revision 'a1'; this call made 1 revision before it stopped");
    EXPECT_EQ(db.text("SELECT count(*) FROM a"), "2");
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), "0");
    EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
    EXPECT_NE(sqlite3_get_autocommit(db.get()), 0);
}

TEST_F(Programs, ACallEndsWhileItWaits) {
    TestChain chain = two();
    TestConnection holder(path("app.db"));
    holder.text("BEGIN EXCLUSIVE");
    TestConnection db(path("app.db"));
    int asked = 0;
    options how;
    how.lock_timeout = std::chrono::milliseconds(60000);
    how.cancelled = [&] { return ++asked > 5; };
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::cancelled) << result.message;
    EXPECT_EQ(asked, 6);
}

TEST_F(Programs, ARevisionWithoutATransactionIsNotLeftHalfWay) {
    TestChain chain = two();
    chain[1].transactional = false;
    TestConnection db(path("app.db"));
    bool stop = false;
    options how;
    how.cancelled = [&] { return stop; };
    how.on_statement = [&](std::string_view sql) { stop = stop || sql == "DELETE FROM a"; };
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 2U);
}

// ---- exceptions ----

TEST_F(Programs, ThrowsWhatTheOutcomeSays) {
    TestChain chain = two();
    TestConnection db(path("app.db"));
    EXPECT_EQ(upgrade_or_throw(db.get(), chain.view()).applied, 2U);
    TestChain other = two();
    other[1].id = "c3";
    try {
        upgrade_or_throw(db.get(), other.view());
        FAIL() << "nothing was thrown";
    } catch (const upgrade_error& error) {
        const outcome& result = error.result();
        EXPECT_EQ(result.status, status::state);
        EXPECT_EQ(std::string(error.what()), result.message + "\n" + result.database_state + "\n" + result.help);
    }
}

#if MIGRATIONS_POSTGRESQL
TEST_F(RuntimePostgresql, ACallEndsBetweenRevisions) {
    TestChain chain = two();
    TestDatabase db(url);
    bool stop = false;
    options how;
    how.cancelled = [&] { return stop; };
    how.on_event = [&](const event& happened) { stop = happened.what == event::kind::finished; };
    outcome result = upgrade(db.get(), postgresql_view(chain), how);
    EXPECT_EQ(result.status, status::cancelled);
    EXPECT_EQ(result.message, "the call was cancelled");
    EXPECT_EQ(result.database_state, "the database is at revision 'a1'; this call made 1 revision before it stopped");
    EXPECT_EQ(result.applied, 1U);
    EXPECT_EQ(PQtransactionStatus(db.get()), PQTRANS_IDLE);
    how.cancelled = nullptr;
    EXPECT_EQ(upgrade(db.get(), postgresql_view(chain), how).status, status::done);
}

TEST_F(RuntimePostgresql, ACallEndsWhileItWaits) {
    TestChain chain = two();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    const set first = {of.project, of.language, of.version_table, {of.migrations.data, 1}, of.sqlite_minimum};
    ASSERT_EQ(upgrade(db.get(), first).status, status::done);
    TestDatabase holder(url);
    holder.run("BEGIN");
    holder.run("LOCK TABLE a IN ACCESS EXCLUSIVE MODE");
    int asked = 0;
    options how;
    how.statement_lock_timeout = std::chrono::milliseconds(50);
    how.lock_timeout = std::chrono::milliseconds(60000);
    how.cancelled = [&] { return ++asked > 3; };
    const outcome result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.status, status::cancelled) << result.message;
    EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'a1'");
}
#endif

}  // namespace
}  // namespace migrations
