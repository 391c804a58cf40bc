// What the caller's connection may be like: settings, temporary objects, attached files, no handle.

#include <migrations/sqlite3.hpp>

#include "runtime_support.h"

namespace migrations {
namespace {

using std::chrono::milliseconds;

using RuntimeCaller = RuntimeSqlite;

TestChain family_chain() {
    TestChain chain;
    chain
        .add("a1", "",
             {"CREATE TABLE parent (id INTEGER PRIMARY KEY)",
              "CREATE TABLE child (parent INTEGER REFERENCES parent)",
              "CREATE VIEW ids AS SELECT id FROM parent",
              "CREATE TRIGGER g AFTER INSERT ON child BEGIN DELETE FROM parent WHERE id < 0; END"})
        .add("b2", "a1", {"ALTER TABLE parent RENAME TO pa"});
    return chain;
}

TEST_F(RuntimeCaller, ALegacyRenameSettingDoesNotReachTheScripts) {
    TestChain chain = family_chain();
    TestConnection db(path);
    db.run("PRAGMA legacy_alter_table = ON");
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT sql FROM sqlite_schema WHERE name = 'child'"),
              "CREATE TABLE child (parent INTEGER REFERENCES \"pa\")");
    EXPECT_EQ(db.text("SELECT sql FROM sqlite_schema WHERE name = 'ids'"),
              "CREATE VIEW ids AS SELECT id FROM \"pa\"");
    EXPECT_EQ(db.text("SELECT sql FROM sqlite_schema WHERE name = 'g'"),
              "CREATE TRIGGER g AFTER INSERT ON child BEGIN DELETE FROM \"pa\" WHERE id < 0; END");
    EXPECT_EQ(db.text("PRAGMA legacy_alter_table"), "1");
}

TEST_F(RuntimeCaller, ALegacyRenameSettingOutlivesARebuildAndAFailure) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE t (a INT)"}).add("b2", "a1", {});
    chain[1].up = {
        TestChain::rebuild("t", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT NOT NULL)"),
        TestChain::sql("INSERT INTO t VALUES (NULL)")};
    TestConnection db(path);
    for (const std::string value : {"0", "1"}) {
        db.run("PRAGMA legacy_alter_table = " + value);
        EXPECT_EQ(upgrade(db.get(), chain.view()).message,
                  "revision 'b2' could not be applied, step 2: NOT NULL constraint failed: t.a");
        EXPECT_EQ(db.text("PRAGMA legacy_alter_table"), value);
    }
}

TestChain seed_chain() {
    TestChain chain;
    chain
        .add("a1", "",
             {"CREATE TABLE plans (name TEXT)",
              "CREATE TRIGGER g AFTER DELETE ON plans BEGIN SELECT 1; END"})
        .add("b2", "a1", {"INSERT INTO plans VALUES ('free')"});
    return chain;
}

TEST_F(RuntimeCaller, TemporaryObjectsThatHideOnesOfTheDatabaseAreRefused) {
    const std::pair<std::string, std::string> cases[] = {
        {"CREATE TEMP TABLE Plans (name TEXT)",
         "table 'Plans' of this connection hides 'plans' of the database"},
        {"CREATE TEMP VIEW plans AS SELECT 1 AS name",
         "view 'plans' of this connection hides 'plans' of the database"},
        {"CREATE TEMP TRIGGER g AFTER INSERT ON main.plans BEGIN SELECT 1; END",
         "trigger 'g' of this connection hides 'g' of the database"},
    };
    for (const auto& [sql, what] : cases) {
        TestChain chain = seed_chain();
        TestConnection db(":memory:");
        const set& of = chain.view();
        const std::vector<move> moves = chain.moves(direction::up, {"a1"});
        ASSERT_TRUE(migrations::run(db.get(), of, {moves.data(), moves.size()}));
        db.run(sql);
        const outcome result = upgrade(db.get(), of);
        EXPECT_EQ(result.status, status::refused);
        EXPECT_EQ(result.message, "revision 'b2' could not be applied: the temporary " + what);
        EXPECT_EQ(result.help, "drop it, or migrate with another connection");
        EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'a1'");
        EXPECT_EQ(db.text("SELECT count(*) FROM main.plans"), "0");
    }
}

TEST_F(RuntimeCaller, ATemporaryTableThatHidesWhatAScriptMakesIsRefused) {
    for (const bool transactional : {true, false}) {
        for (const std::string then : {"INSERT INTO plans VALUES ('free')", "DROP TABLE plans",
                                       "ALTER TABLE plans RENAME TO offers"}) {
            TestChain chain;
            chain.add("a1", "", {"CREATE TABLE plans (name TEXT)", then});
            chain[0].transactional = transactional;
            TestConnection db(":memory:");
            db.run("CREATE TEMP TABLE plans (name TEXT)");
            const outcome result = upgrade(db.get(), chain.view());
            EXPECT_EQ(result.status, status::refused) << then;
            EXPECT_EQ(result.message, std::string("revision 'a1' could not be applied, step ") +
                                          (transactional ? "2" : "1") +
                                          ": the temporary table 'plans' of this connection hides "
                                          "'plans' of the database");
            EXPECT_EQ(db.text("SELECT count(*) FROM main.sqlite_schema"), "0");
            EXPECT_EQ(db.text("SELECT count(*) FROM temp.plans"), "0");
        }
    }
}

TEST_F(RuntimeCaller, OtherTemporaryObjectsAreNotInTheWay) {
    TestChain chain = seed_chain();
    chain.add("c3", "b2",
              {"CREATE TEMP TABLE old AS SELECT name FROM plans",
               "CREATE TABLE kept (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)",
               "INSERT INTO kept (name) SELECT name FROM old", "DROP TABLE old",
               "CREATE TRIGGER watched AFTER INSERT ON kept BEGIN SELECT 1; END"});
    TestConnection db(path);
    const set& of = chain.view();
    const std::vector<move> moves = chain.moves(direction::up, {"a1"});
    ASSERT_TRUE(migrations::run(db.get(), of, {moves.data(), moves.size()}));
    db.run(
        "CREATE TEMP TABLE watched (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);"
        "CREATE TEMP TRIGGER plans AFTER INSERT ON main.plans BEGIN INSERT INTO watched (name) "
        "VALUES (new.name); END");
    const outcome result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT name FROM kept"), "free");
    EXPECT_EQ(db.text("SELECT name FROM temp.watched"), "free");
}

TEST_F(RuntimeCaller, QueryOnlyIsNamed) {
    TestChain chain = seed_chain();
    TestConnection db(path);
    db.run("PRAGMA query_only = 1");
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.code, "8");
    EXPECT_EQ(result.message,
              "revision 'a1' could not be applied: the connection is read-only: its PRAGMA "
              "query_only is on");
    EXPECT_EQ(result.help, "turn it off, or migrate with another connection");
    EXPECT_EQ(db.text("PRAGMA query_only"), "1");
}

TEST_F(RuntimeCaller, TheOwnFileAttachedIsNamedWithoutWaiting) {
    TestChain chain = seed_chain();
    TestConnection db(path);
    ASSERT_TRUE(stamp(db.get(), chain.view(), {}));
    db.run("ATTACH '" + path + "' AS again");
    options how;
    how.lock_timeout = milliseconds(60000);
    outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message,
              "revision 'a1' could not be applied: the file of the database is also attached to "
              "this connection, as 'again'");
    EXPECT_EQ(result.help, "detach it, or migrate with another connection");
    db.run("DETACH again; ATTACH '" + folder + "/other.db' AS other");
    result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::done) << result.message;
}

TEST_F(RuntimeCaller, ANullHandleIsRefusedByEveryFunction) {
    TestChain chain = seed_chain();
    const set& of = chain.view();
    sqlite3* const none = nullptr;
    const std::vector<move> moves = chain.moves(direction::up, {"a1"});
    recorded found;
    for (const outcome& result :
         {upgrade(none, of), check(none, of), migrations::run(none, of, {moves.data(), 1}),
          stamp(none, of, {}), read_recorded(none, "migrations_version", found)}) {
        EXPECT_EQ(result.status, status::refused);
        EXPECT_EQ(result.message, "the database handle is null");
        EXPECT_EQ(result.help, "check what sqlite3_open() returned");
    }
}

TEST_F(RuntimeCaller, AHandleThatCouldNotBeOpenedSaysWhy) {
    TestChain chain = seed_chain();
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((folder + "/missing/app.db").c_str(), &db), SQLITE_CANTOPEN);
    const outcome result = upgrade(db, chain.view());
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.code, "14");
    EXPECT_EQ(result.message, "unable to open database file");
    EXPECT_EQ(result.help, "check that the file and its folder exist and may be written");
    sqlite3_close(db);
}

TEST_F(RuntimeCaller, AChainThatNeedsANewerSqliteIsRefused) {
    TestChain chain = seed_chain();
    set of = chain.view();
    of.sqlite_minimum = 9012003;
    TestConnection db(path);
    for (const outcome& result : {upgrade(db.get(), of), check(db.get(), of)}) {
        EXPECT_EQ(result.status, status::environment);
        EXPECT_EQ(result.message, std::string("the SQLite library has version ") +
                                      sqlite3_libversion() + ", at least 9.12.3 is needed");
        EXPECT_EQ(result.help, "link a newer SQLite");
    }
    of.sqlite_minimum = sqlite3_libversion_number();
    EXPECT_EQ(upgrade(db.get(), of).status, status::done);
}

}  // namespace
}  // namespace migrations
