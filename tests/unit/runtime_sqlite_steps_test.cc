// Revisions without a transaction: steps, their notes in the journal, and how they go on.

#include <migrations/sqlite3.hpp>
#include <utility>

#include "runtime_support.h"

namespace migrations {
namespace {

using std::chrono::milliseconds;

TEST_F(RuntimeSqlite, StepsWithoutATransactionRunOneByOne) {
    TestChain chain;
    chain.add("c3", "", {"CREATE TABLE users (id INTEGER PRIMARY KEY)"});
    TestChain::Revision revision;
    revision.id = "d4";
    revision.parents = {"c3"};
    revision.transactional = false;
    revision.up = {TestChain::sql("PRAGMA auto_vacuum = FULL"), TestChain::sql("VACUUM"),
                   TestChain::sql("CREATE TABLE d (x)"),
                   TestChain::rebuild("d", "CREATE TABLE d (x)", "CREATE TABLE d (x, y)")};
    revision.down = {TestChain::sql("DROP TABLE d")};
    chain.add(revision);
    TestConnection db(path);
    const set& of = chain.view();
    outcome result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("PRAGMA auto_vacuum"), "1");
    EXPECT_EQ(db.text("SELECT group_concat(name) FROM pragma_table_info('d')"), "x,y");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_journal"), "0");
    EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
    const std::vector<move> moves = chain.moves(direction::down, {"d4"});
    result = run(db.get(), of, {moves.data(), moves.size()});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
}

TEST_F(RuntimeSqlite, AnInterruptedRevisionWithoutATransactionGoesOn) {
    TestChain chain;
    TestChain::Revision revision;
    revision.id = "a1";
    revision.transactional = false;
    revision.up = {TestChain::sql("CREATE TABLE one (x)"), TestChain::sql("CREATE TABLE two (x)"),
                   TestChain::sql("INSERT INTO one SELECT y FROM helper"),
                   TestChain::sql("CREATE TABLE three (x)")};
    chain.add("00", "", {}).add(revision);
    chain[1].parents = {"00"};
    TestConnection db(path);
    outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.statement, 3u);
    EXPECT_EQ(result.message, "revision 'a1' could not be applied, step 3: no such table: helper");
    EXPECT_EQ(result.database_state,
              "the database is at revision '00', and partially at revision 'a1': 2 of 4 steps are "
              "done");
    EXPECT_EQ(db.text("SELECT step, state FROM migrations_journal"), "1|done\n2|done");
    db.run("CREATE TABLE helper AS SELECT 7 AS y");
    result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT x FROM one"), "7");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_journal"), "0");
}

// What the journal says is done must stay done: until the revision is finished, no other one moves.
TEST_F(RuntimeSqlite, NothingMovesWhileARevisionIsHalfDone) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x)"}, {"DROP TABLE a"});
    TestChain::Revision steps;
    steps.id = "b2";
    steps.parents = {"a1"};
    steps.transactional = false;
    steps.up = {TestChain::sql("CREATE INDEX one ON a (x)"),
                TestChain::sql("INSERT INTO a SELECT y FROM helper")};
    steps.down = {TestChain::sql("DROP INDEX one"), TestChain::sql("DELETE FROM helper")};
    chain.add(steps);
    TestConnection db(path);
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::partially_applied);
    const std::string begun = "the upgrade of revision 'b2' has begun and is not finished";
    const auto make = [&](direction way, const std::string& id) {
        const std::vector<move> moves = chain.moves(way, {id});
        return run(db.get(), chain.view(), {moves.data(), moves.size()});
    };
    outcome result = make(direction::down, "a1");
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message, "revision 'a1' cannot be taken back, since " + begun);
    EXPECT_EQ(result.help, "run: migrations resume");
    EXPECT_EQ(result.database_state, "revision 'b2' is partly applied");
    for (const outcome& each :
         {check(db.get(), chain.view()), run(db.get(), chain.view(), {}),
          stamp(db.get(), chain.view(), {})}) {
        EXPECT_EQ(each.status, status::partially_applied);
        EXPECT_EQ(each.message, begun);
    }
    recorded record;
    ASSERT_TRUE(read_recorded(db.get(), "migrations_version", record));
    ASSERT_EQ(record.unfinished.size(), 1u);
    EXPECT_EQ(record.unfinished[0].revision, "b2");

    db.run("CREATE TABLE helper AS SELECT 7 AS y");
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
    EXPECT_EQ(db.text("SELECT x FROM a"), "7");

    // Half taken back, the version row still says that it is there.
    db.run("DROP TABLE helper");
    EXPECT_EQ(make(direction::down, "b2").status, status::partially_applied);
    result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message, "the downgrade of revision 'b2' has begun and is not finished");
    EXPECT_EQ(result.help, "run: migrations resume");
    EXPECT_EQ(stamp(db.get(), chain.view(), {}, {}, stamping::forced).status, status::done);
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_journal"), "0");
}

// Foreign keys are on for the step, when it turns out that somebody else has made the move; a
// rebuild of the next revision must not meet them.
TEST_F(RuntimeSqlite, AMoveOfSomebodyElseLeavesForeignKeysOffForWhatFollows) {
    TestChain chain;
    chain
        .add("a1", "",
             {"CREATE TABLE p (id INTEGER PRIMARY KEY)",
              "CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE)",
              "INSERT INTO p VALUES (1)", "INSERT INTO c VALUES (1)"})
        .add("b2", "a1", {"CREATE TABLE b (x)"})
        .add("c3", "b2", {});
    chain[1].transactional = false;
    chain[2].up.push_back(TestChain::rebuild("p", "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                                             "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT)"));
    TestConnection db(path);
    TestConnection other(path);
    const set& of = chain.view();
    const std::vector<move> moves = chain.moves(direction::up, {"a1", "b2"});
    ASSERT_TRUE(run(db.get(), of, {moves.data(), 1}));
    bool done = false;
    options how;
    how.on_statement = [&](std::string_view sql) {
        if (sql != "BEGIN IMMEDIATE" || std::exchange(done, true)) return;
        EXPECT_TRUE(run(other.get(), of, {moves.data(), moves.size()}));
    };
    const outcome result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 1u);
    EXPECT_EQ(db.text("SELECT p FROM c"), "1");
    EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
}

TEST_F(RuntimeSqlite, ALockThatIsNotToBeHadBetweenStepsIsAPartialUpgrade) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE one (x)", "CREATE TABLE two (x)"});
    chain[0].transactional = false;
    TestConnection db(path);
    TestConnection other(path);
    int locks = 0;
    options how;
    how.lock_timeout = milliseconds(20);
    how.on_statement = [&](std::string_view sql) {
        if (sql == "BEGIN IMMEDIATE" && ++locks == 2) other.run("BEGIN IMMEDIATE");
    };
    const outcome result = upgrade(db.get(), chain.view(), how);
    other.run("ROLLBACK");
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message, "revision 'a1' could not be applied: database is locked");
    EXPECT_EQ(result.database_state,
              "the database is at base, and partially at revision 'a1': 1 of 2 steps are done");
    EXPECT_EQ(result.help, "run the same command again when the other process is done");
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
}

TEST_F(RuntimeSqlite, AStepOfAnInterruptedCallIsNotWaitedForLong) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE one (x); VACUUM"});
    chain[0].transactional = false;
    TestConnection db(path);
    ASSERT_TRUE(stamp(db.get(), chain.view(), {}));
    db.run("INSERT INTO migrations_journal VALUES ('a1', 1, '" +
           step_hash("CREATE TABLE one (x); VACUUM") + "', 'upgrade', 'started', '', NULL)");
    options how;
    how.lock_timeout = std::chrono::minutes(1);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(upgrade(db.get(), chain.view(), how).status, status::partially_applied);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(RuntimeSqlite, AStartedStepThatMayRunAgainDoes) {
    for (const std::string step : {"VACUUM", "ANALYZE", "-- why\nREINDEX;",
                                   "PRAGMA user_version = 7", "ATTACH ':memory:' AS again"}) {
        TestChain chain;
        chain.add("a1", "", {step, "CREATE TABLE t (x)"});
        chain[0].transactional = false;
        TestConnection db(":memory:");
        ASSERT_TRUE(stamp(db.get(), chain.view(), {}));
        db.run("INSERT INTO migrations_journal VALUES ('a1', 1, '" + step_hash(step) +
               "', 'upgrade', 'started', '', NULL)");
        options how;
        how.lock_timeout = milliseconds(0);
        const outcome result = upgrade(db.get(), chain.view(), how);
        EXPECT_EQ(result.status, status::done) << step << ": " << result.message;
        EXPECT_EQ(db.text("SELECT count(*) FROM migrations_journal"), "0");
    }
}

// Nothing but what SQLite does not do in a transaction is noted as started and committed.
TEST_F(RuntimeSqlite, AStepWithoutATransactionSharesOneWithItsNote) {
    TestChain chain;
    chain.add("a1", "",
              {"CREATE TABLE t (x)", "INSERT INTO t VALUES (1); PRAGMA user_version = 3",
               "INSERT INTO t VALUES (2)", "VACUUM"});
    chain[0].transactional = false;
    TestConnection db(path);
    TestConnection other(path);
    std::string seen;
    options how;
    how.on_statement = [&](std::string_view sql) {
        if (sql.rfind("UPDATE main.\"migrations_journal\"", 0) == 0) {
            seen +=
                other.text("SELECT group_concat(step || ' ' || state) FROM migrations_journal") +
                ";";
        }
    };
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(seen,
              "error: no such table: migrations_journal;1 done,2 started;1 done,2 done;1 done,2 "
              "done,3 done,4 started;");
    EXPECT_EQ(db.text("SELECT x FROM t"), "1\n2");
    EXPECT_EQ(db.text("PRAGMA user_version"), "3");
}

TEST_F(RuntimeSqlite, StepsWithoutATransactionKeepTheForeignKeysOfTheCaller) {
    TestChain chain;
    chain
        .add("a1", "",
             {"CREATE TABLE p (id INTEGER PRIMARY KEY)",
              "CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE)",
              "INSERT INTO p VALUES (1), (2)", "INSERT INTO c VALUES (1), (2)"})
        .add("b2", "a1", {"VACUUM", "DELETE FROM p WHERE id = 1"})
        .add("c3", "b2", {"INSERT INTO c VALUES (77)"})
        .add("d4", "c3", {});
    chain[1].up.push_back(TestChain::rebuild("p", "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                                             "CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT)"));
    chain[1].transactional = chain[2].transactional = false;
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "revision 'c3' could not be applied, step 1: FOREIGN KEY constraint failed");
    EXPECT_EQ(result.database_state,
              "the database is at revision 'b2'; this call made 2 revisions before it stopped");
    EXPECT_EQ(db.text("SELECT p FROM c"), "2");
    EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
    db.run("PRAGMA foreign_keys = OFF");
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
    EXPECT_EQ(db.text("SELECT p FROM c"), "2\n77");
}

TEST_F(RuntimeSqlite, AStartedStepNeedsADecision) {
    TestChain chain;
    TestChain::Revision revision;
    revision.id = "a1";
    revision.transactional = false;
    // Nothing can be told about a text of several statements, one of which no transaction can have.
    const std::string first = "CREATE TABLE one (x); VACUUM";
    revision.up = {TestChain::sql(first), TestChain::sql("CREATE TABLE two (x)")};
    chain.add("00", "", {}).add(revision);
    chain[1].parents = {"00"};
    TestConnection db(path);
    const set& of = chain.view();
    const std::vector<move> moves = chain.moves(direction::up, {"00"});
    ASSERT_TRUE(run(db.get(), of, {moves.data(), moves.size()}));
    db.run("INSERT INTO migrations_journal VALUES ('a1', 1, '" + step_hash(first) +
           "', 'upgrade', 'started', '', NULL)");
    options how;
    how.lock_timeout = milliseconds(30);
    outcome result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message,
              "revision 'a1' could not be applied, step 1: its state in 'migrations_journal' is "
              "'started': a call was interrupted in it, or still runs it");
    EXPECT_EQ(result.sql, first);
    EXPECT_EQ(result.help,
              "look whether it worked; if it did, run: migrations resume --skip-step; if it did not, undo what "
              "it left and run: migrations resume --retry-step");
    const std::string finish = "UPDATE migrations_journal SET state = 'done'";
    db.run("CREATE TABLE one (x); " + finish);
    chain[1].up[0].sql = "CREATE TABLE one (x, y)";
    result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message,
              "revision 'a1' could not be applied: step 1 of an interrupted upgrade is in the "
              "journal as 'done', but is not a step of this upgrade");
    EXPECT_EQ(result.help,
              "bring the revision back to what was started and run the same command again, or undo "
              "by hand what it did and run on the database: DELETE FROM "
              "main.\"migrations_journal\" WHERE revision = 'a1'");
    chain[1].up[0].sql = first;
    EXPECT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
    EXPECT_EQ(db.text("SELECT group_concat(name) FROM sqlite_schema WHERE name IN ('one', 'two')"),
              "one,two");
}

}  // namespace
}  // namespace migrations
