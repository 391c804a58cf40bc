#if MIGRATIONS_POSTGRESQL

// Revisions outside a transaction, step by step; one that stopped half-way is finished before
// anything else happens.
#include <atomic>
#include <chrono>
#include <migrations/libpq.hpp>
#include <migrations/pqxx.hpp>
#include <thread>

#include "postgresql_support.h"

namespace migrations {
namespace {

TestChain stepwise_chain() {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int, y int)", "INSERT INTO a VALUES (1, 1), (2, 2)"});
    TestChain::Revision steps;
    steps.id = "b2";
    steps.parents = {"a1"};
    steps.transactional = false;
    steps.up = {TestChain::sql("CREATE INDEX CONCURRENTLY a_x ON a (x)"),
                TestChain::sql("ALTER TABLE a ADD COLUMN z int"),
                TestChain::sql("CREATE INDEX CONCURRENTLY a_z ON a (z)")};
    steps.down = {TestChain::sql("DROP INDEX CONCURRENTLY a_z"),
                  TestChain::sql("ALTER TABLE a DROP COLUMN z"),
                  TestChain::sql("DROP INDEX CONCURRENTLY a_x")};
    chain.add(std::move(steps));
    return chain;
}

TEST_F(RuntimePostgresql, RunsStepsOutsideATransaction) {
    TestChain chain = stepwise_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    outcome result = upgrade(db.get(), db.second(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 2u);
    EXPECT_EQ(db.text("SELECT string_agg(indexrelid::regclass::text, ' ' ORDER BY 1) FROM pg_index "
                      "WHERE indrelid = 'a'::regclass AND indisvalid"),
              "a_x a_z");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_journal"), "0");
    EXPECT_EQ(db.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
    EXPECT_EQ(db.text("SHOW lock_timeout"), "0");
    const move down[] = {{of.find("b2"), direction::down}};
    result = run(db.get(), db.second(), of, down);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.to, std::vector<std::string>{"a1"});
    EXPECT_EQ(db.text("SELECT count(*) FROM pg_index WHERE indrelid = 'a'::regclass"), "0");
}

TEST_F(RuntimePostgresql, GoesOnWhereAStepFailed) {
    TestChain chain = stepwise_chain();
    TestDatabase db(url);
    chain[1].up[1] = TestChain::sql("ALTER TABLE b ADD COLUMN z int");
    outcome result = upgrade(db.get(), db.second(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.statement, 2u);
    EXPECT_EQ(result.message,
              "revision 'b2' could not be applied, step 2: relation \"b\" does not exist");
    EXPECT_EQ(result.database_state, "revision 'b2' is partly applied: 1 of 3 steps are done");
    EXPECT_EQ(result.help, "mend the cause and run the same again: it goes on with this step");
    EXPECT_EQ(db.text("SELECT step, state FROM migrations_journal"), "1|done");
    EXPECT_EQ(check(db.get(), postgresql_view(chain)).status, status::partially_applied);

    db.run("CREATE TABLE b (y int)");
    chain[1].up[2] = TestChain::sql("CREATE INDEX CONCURRENTLY a_z ON b (z)");
    result = upgrade(db.get(), db.second(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_journal"), "0");
    EXPECT_EQ(db.text("SELECT string_agg(outcome, ' ' ORDER BY seq) FROM migrations_history WHERE "
                      "revision = 'b2'"),
              "failed ok");
}

TEST_F(RuntimePostgresql, StopsAtAStepWhoseEndIsUnknown) {
    TestChain chain = stepwise_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    Probe probe(db.get());
    probe.before = [&](std::string_view sql) {
        if (sql.find("ALTER TABLE a ADD") == std::string_view::npos) return;
        TestDatabase(url).text("SELECT pg_terminate_backend(" +
                               std::to_string(PQbackendPID(db.get())) + ", 5000)");
    };
    Probe guard(db.second());
    outcome result = postgresql::upgrade(probe, of, {}, [&] { return &guard; });
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message,
              "revision 'b2', step 2: the connection was lost: terminating connection due to administrator command");
    EXPECT_EQ(result.help, "mend the cause and run the same again: it goes on with this step");
    EXPECT_EQ(result.database_state,
              "revision 'b2' is partly applied: 1 of 3 steps are done, and the next may be");

    TestDatabase again(url);
    result = upgrade(again.get(), again.second(), of);
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message,
              "revision 'b2', step 2 was started and its end was not recorded: it may have worked "
              "or not");
    again.run("DELETE FROM migrations_journal WHERE state = 'started'");

    chain[1].up[0] = TestChain::sql("CREATE INDEX CONCURRENTLY a_x ON a (y)");
    result = upgrade(again.get(), again.second(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::integrity);
    EXPECT_EQ(result.message, "revision 'b2', step 1 was edited after it ran");
    chain[1].up[0] = TestChain::sql("CREATE INDEX CONCURRENTLY a_x ON a (x)");
    EXPECT_EQ(upgrade(again.get(), again.second(), postgresql_view(chain)).status, status::done);

    // A downgrade that stopped half-way must not look like a database that is up to date.
    chain[1].down[1] = TestChain::sql("ALTER TABLE nope DROP COLUMN z");
    const set broken = postgresql_view(chain);
    const move down[] = {{broken.find("b2"), direction::down}};
    EXPECT_EQ(run(again.get(), again.second(), broken, down).status, status::partially_applied);
    result = check(again.get(), broken);
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message, "the downgrade of revision 'b2' has begun and is not finished");
    EXPECT_EQ(upgrade(again.get(), again.second(), broken).status, status::partially_applied);
    chain[1].down[1] = TestChain::sql("ALTER TABLE a DROP COLUMN z");
    const set mended = postgresql_view(chain);
    const move rest[] = {{mended.find("b2"), direction::down}};
    result = run(again.get(), again.second(), mended, rest);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(upgrade(again.get(), again.second(), mended).status, status::done);
}

// A table with rows that repeat a value, and an index that they break.
TestChain chain_with_broken_index() {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)", "INSERT INTO a VALUES (1), (1)"});
    TestChain::Revision steps;
    steps.id = "b2";
    steps.parents = {"a1"};
    steps.transactional = false;
    steps.up = {TestChain::sql("CREATE UNIQUE INDEX CONCURRENTLY \"A x\" ON a (x)")};
    chain.add(std::move(steps));
    return chain;
}

constexpr const char* index_state =
    "SELECT string_agg(indisvalid::text, ' ') FROM pg_index WHERE indrelid = 'a'::regclass";

TEST_F(RuntimePostgresql, MakesAnUnfinishedIndexAnew) {
    TestChain chain = chain_with_broken_index();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    outcome result = upgrade(db.get(), db.second(), of);
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message,
              "revision 'b2' could not be applied, step 1: could not create unique index \"A x\" (Key (x)=(1) is duplicated.)");
    EXPECT_EQ(result.database_state, "revision 'b2' is partly applied: 0 of 1 steps are done");
    EXPECT_EQ(result.help,
              "mend the cause and run the same again: it goes on with this step, and drops an "
              "unfinished index first");
    EXPECT_EQ(db.text(index_state), "false");
    EXPECT_EQ(upgrade(db.get(), db.second(), of).code, "23505");  // the same cause, and not that it is there
    EXPECT_EQ(db.text(index_state), "false");

    db.run("DELETE FROM a WHERE ctid = '(0,1)'");
    result = upgrade(db.get(), db.second(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text(index_state), "true");
}

// The process was killed while the index was made.
TEST_F(RuntimePostgresql, StartsAnIndexAgainWhoseEndIsUnknown) {
    TestChain chain = chain_with_broken_index();
    const set of = postgresql_view(chain);
    const std::string started =
        "INSERT INTO migrations_journal (revision, step, step_sha256, kind, state, started_at) VALUES "
        "('b2', 1, '', 'upgrade', 'started', 'then')";
    TestDatabase db(url);
    ASSERT_EQ(upgrade(db.get(), db.second(), of).status, status::partially_applied);
    db.run(started + "; DELETE FROM a");
    outcome result = upgrade(db.get(), db.second(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text(index_state), "true");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_journal"), "0");
}

TEST_F(RuntimePostgresql, KeepsAnIndexOfTheNameThatIsNotItsOwn) {
    TestChain chain = chain_with_broken_index();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    ASSERT_EQ(upgrade(db.get(), db.second(), of).status, status::partially_applied);
    db.run("DROP INDEX \"A x\"");
    db.run("CREATE TABLE other (x int); INSERT INTO other VALUES (1), (1)");
    EXPECT_EQ(db.text("CREATE UNIQUE INDEX CONCURRENTLY \"A x\" ON other (x)").substr(0, 6), "error:");
    const outcome result = upgrade(db.get(), db.second(), of);
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.code, "42P07");
    EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 1: relation \"A x\" already exists");
    EXPECT_EQ(result.database_state, "revision 'b2' is partly applied: 0 of 1 steps are done");
    EXPECT_EQ(result.help,
              "mend the cause and run the same again: it goes on with this step, and drops an unfinished index first");
    EXPECT_EQ(db.text("SELECT indisvalid FROM pg_index WHERE indrelid = 'other'::regclass"), "f");
}

TEST_F(RuntimePostgresql, TwentyProcessesRunStepsOutsideATransaction) {
    TestChain chain = stepwise_chain();
    const set of = postgresql_view(chain);
    std::atomic<int> applied = 0;
    std::vector<std::thread> runners;
    for (int number = 0; number < 20; ++number) {
        runners.emplace_back([&] {
            TestDatabase db(url);
            options how;
            how.lock_timeout = std::chrono::milliseconds(60000);
            const outcome result = upgrade(db.get(), db.second(), of, how);
            EXPECT_EQ(result.status, status::done) << result.message;
            applied += static_cast<int>(result.applied);
        });
    }
    for (std::thread& each : runners) each.join();
    EXPECT_EQ(applied, 2);
}

// a1, then b2 without a transaction; c3 beside it.
TestChain chain_with_steps() {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)"}, {"DROP TABLE a"});
    chain.add("c3", "a1", {"CREATE TABLE c (x int)"}, {"DROP TABLE c"});
    TestChain::Revision steps;
    steps.id = "b2";
    steps.parents = {"a1"};
    steps.transactional = false;
    steps.up = {TestChain::sql("ALTER TABLE a ADD COLUMN y int"),
                TestChain::sql("CREATE INDEX CONCURRENTLY a_y ON a (y)")};
    steps.down = {TestChain::sql("DROP INDEX CONCURRENTLY a_y"),
                  TestChain::sql("ALTER TABLE a DROP COLUMN y")};
    chain.add(std::move(steps));
    return chain;
}

outcome make(TestDatabase& db, TestChain& chain, direction way, const std::string& id) {
    const set of = postgresql_view(chain);
    const move moves[] = {{of.find(id), way}};
    return run(db.get(), db.second(), of, moves);
}

// One of the two steps of b2 is done, up or down.
void stop_half_way(TestDatabase& db, TestChain& chain, direction way) {
    std::string& second = (way == direction::up ? chain[2].up : chain[2].down).at(1).sql;
    const std::string good = second;
    ASSERT_EQ(make(db, chain, direction::up, "a1").status, status::done);
    if (way == direction::down) {
        ASSERT_EQ(make(db, chain, direction::up, "b2").status, status::done);
    }
    second = "ALTER TABLE nope ADD COLUMN y int";
    ASSERT_EQ(make(db, chain, way, "b2").status, status::partially_applied);
    second = good;
}

TEST_F(RuntimePostgresql, NothingMovesWhileAnUpgradeIsHalfDone) {
    TestChain chain = chain_with_steps();
    TestDatabase db(url);
    stop_half_way(db, chain, direction::up);
    const std::string before = db.everything();

    outcome result = make(db, chain, direction::down, "a1");
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.revision, "b2");
    EXPECT_EQ(result.message,
              "revision 'a1' cannot be taken back, since the upgrade of revision 'b2' has begun "
              "and is not finished");
    EXPECT_EQ(result.help, "run: migrations resume");
    EXPECT_EQ(result.database_state, "revision 'b2' is partly applied");
    result = make(db, chain, direction::up, "c3");
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message,
              "revision 'c3' cannot be applied, since the upgrade of revision 'b2' has begun and "
              "is not finished");
    // What is made already is no way around it.
    result = make(db, chain, direction::up, "a1");
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message, "the upgrade of revision 'b2' has begun and is not finished");
    result = check(db.get(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message, "the upgrade of revision 'b2' has begun and is not finished");
    EXPECT_EQ(result.help, "run: migrations resume");
    EXPECT_EQ(db.everything(), before);

    // c3 comes first in the chain, but b2 is finished first.
    result = upgrade(db.get(), db.second(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT string_agg(revision, ' ' ORDER BY seq) FROM migrations_history WHERE "
                      "outcome = 'ok'"),
              "a1 b2 c3");
    EXPECT_EQ(check(db.get(), postgresql_view(chain)).status, status::done);
}

TEST_F(RuntimePostgresql, NothingMovesWhileADowngradeIsHalfDone) {
    TestChain chain = chain_with_steps();
    TestDatabase db(url);
    stop_half_way(db, chain, direction::down);
    for (const bool only_check : {true, false}) {
        const outcome result = only_check ? check(db.get(), postgresql_view(chain))
                                          : make(db, chain, direction::up, "b2");
        EXPECT_EQ(result.status, status::partially_applied);
        EXPECT_EQ(result.message, "the downgrade of revision 'b2' has begun and is not finished");
        EXPECT_EQ(result.database_state, "revision 'b2' is partly taken back");
        EXPECT_EQ(result.help, "run: migrations resume");
    }
    outcome result = upgrade(db.get(), db.second(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message,
              "revision 'c3' cannot be applied, since the downgrade of revision 'b2' has begun and "
              "is not finished");
    EXPECT_EQ(make(db, chain, direction::down, "b2").status, status::done);
    EXPECT_EQ(upgrade(db.get(), db.second(), postgresql_view(chain)).status, status::done);
}

// All of the chain is applied, and the last revision half taken back: there is no move to make.
TEST_F(RuntimePostgresql, AHalfDoneDowngradeIsNotUpToDate) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)"}, {"DROP TABLE a"});
    chain.add("b2", "a1", {"ALTER TABLE a ADD COLUMN y int"},
              {"ALTER TABLE a DROP COLUMN y", "ALTER TABLE nope DROP COLUMN y"});
    chain[1].transactional = false;
    TestDatabase db(url);
    ASSERT_EQ(upgrade(db.get(), db.second(), postgresql_view(chain)).status, status::done);
    ASSERT_EQ(make(db, chain, direction::down, "b2").status, status::partially_applied);
    pqxx::connection other(url);
    for (const outcome& result :
         {upgrade(db.get(), db.second(), postgresql_view(chain)), upgrade(other, postgresql_view(chain)),
          run(db.get(), db.second(), postgresql_view(chain), {}), run(other, postgresql_view(chain), {}),
          check(db.get(), postgresql_view(chain)), check(other, postgresql_view(chain))}) {
        EXPECT_EQ(result.status, status::partially_applied);
        EXPECT_EQ(result.message, "the downgrade of revision 'b2' has begun and is not finished");
        EXPECT_EQ(result.help, "run: migrations resume");
    }
    // A program that does not know the revision is told where to find it.
    TestChain older;
    older.add("a1", "", {"CREATE TABLE a (x int)"}, {"DROP TABLE a"});
    db.run("UPDATE migrations_version SET revision = 'a1', chain_sha256 = 'chain-a1'");
    EXPECT_EQ(check(db.get(), postgresql_view(older)).help,
              "run: migrations resume, with the version that has revision 'b2'");
}

TEST_F(RuntimePostgresql, AHalfDoneRevisionCannotGetATransaction) {
    TestChain chain = chain_with_steps();
    TestDatabase db(url);
    stop_half_way(db, chain, direction::up);
    chain[2].transactional = true;
    const outcome result = upgrade(db.get(), db.second(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::integrity);
    EXPECT_EQ(result.message,
              "revision 'b2' was edited after some of its steps ran: it had no transaction then, "
              "and has one now");
    EXPECT_EQ(result.help, "bring the revision file back to what ran");
}

// A step that led the session elsewhere is no reason to leave it there.
TEST_F(RuntimePostgresql, AStepThatFailsLeavesTheSearchPathAsItWas) {
    TestChain chain;
    chain.add("a1", "", {"CREATE SCHEMA app"});
    chain.add("b2", "a1", {"SET search_path = app", "CREATE TABLE b (x int)", "SELECT nope"});
    chain[1].transactional = false;
    TestDatabase db(url);
    EXPECT_EQ(upgrade(db.get(), db.second(), postgresql_view(chain)).statement, 3u);
    EXPECT_EQ(db.text("SELECT to_regclass('app.b')"), "app.b");
    EXPECT_EQ(db.text("SHOW search_path"), "\"$user\", public");
    EXPECT_EQ(db.text("SELECT string_agg(step || state, ' ') FROM migrations_journal"),
              "1done 2done");
}

TEST_F(RuntimePostgresql, AStampForgetsWhatWasBegunOnlyWhenItIsForced) {
    TestChain chain = chain_with_steps();
    TestDatabase db(url);
    stop_half_way(db, chain, direction::up);
    const std::string_view b2[] = {"b2"};
    outcome result = stamp(db.get(), postgresql_view(chain), b2);
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message, "the upgrade of revision 'b2' has begun and is not finished");
    EXPECT_EQ(result.help,
              "run: migrations resume; or undo or complete it by hand and run: migrations stamp "
              "--yes, which forgets what was begun");
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "a1");
    EXPECT_EQ(db.text("SELECT revision, step FROM migrations_journal"), "b2|1");

    result = stamp(db.get(), postgresql_view(chain), {}, {}, stamping::forced);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_journal"), "0");
    // From base on, no step counts as done.
    db.run("DROP TABLE a");
    result = upgrade(db.get(), db.second(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_y'::regclass"), "t");
}

}  // namespace
}  // namespace migrations

#endif  // MIGRATIONS_POSTGRESQL
