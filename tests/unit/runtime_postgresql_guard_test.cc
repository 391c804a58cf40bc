#if MIGRATIONS_POSTGRESQL

// Steps outside a transaction: the second connection that holds the lock, and what interrupted steps leave behind.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <migrations/libpq.hpp>
#include <migrations/pqxx.hpp>
#include <mutex>
#include <thread>

#include "postgresql_support.h"

namespace migrations {
namespace {

// a1 makes a table; b2 runs these statements outside a transaction.
TestChain chain_with(std::vector<std::string> steps) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)", "INSERT INTO a VALUES (1), (2)", "CREATE INDEX a_x ON a (x)"},
              {"DROP TABLE a"});
    chain.add("b2", "a1", std::move(steps));
    chain[1].transactional = false;
    return chain;
}

// A session that keeps what concurrent statements wait for.
class Snapshot {
public:
    explicit Snapshot(const std::string& url, const std::string& query = "SELECT 1") : database_(url) {
        database_.run("BEGIN ISOLATION LEVEL REPEATABLE READ");
        EXPECT_NE(database_.text(query).substr(0, 6), "error:");
    }

private:
    TestDatabase database_;
};

TEST_F(RuntimePostgresql, StepsAreRefusedWithoutASecondConnectionBeforeAnythingRuns) {
    TestChain chain = chain_with({"CREATE INDEX CONCURRENTLY a_y ON a (x)"});
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    pqxx::connection other(url);
    for (const outcome& result : {upgrade(db.get(), of), upgrade(other, of)}) {
        EXPECT_EQ(result.status, status::refused);
        EXPECT_EQ(result.revision, "b2");
        EXPECT_EQ(result.message,
                  "revision 'b2' runs outside a transaction: that needs a second connection to the database, which holds "
                  "the lock meanwhile");
        EXPECT_EQ(result.help, "give one to the call, or apply the revision with: migrations upgrade");
        EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    }
    EXPECT_EQ(db.everything(), "");
    pqxx::connection second(url);
    const outcome result = upgrade(other, second, of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 2u);
    // Where nothing runs outside a transaction any more, one connection is enough.
    EXPECT_EQ(upgrade(db.get(), of).status, status::done);
}

TEST_F(RuntimePostgresql, TheSecondConnectionMustBeOneToTheSameDatabase) {
    TestChain chain = chain_with({"CREATE INDEX CONCURRENTLY a_y ON a (x)"});
    TestDatabase db(url);
    TestDatabase elsewhere(server().create_database("elsewhere"));
    const outcome result = upgrade(db.get(), elsewhere.get(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message,
              "the second connection is not one to the same database, as the same lock is not seen from both");
    EXPECT_EQ(db.text("SELECT count(*) FROM pg_index WHERE indrelid = 'a'::regclass"), "1");
    EXPECT_EQ(elsewhere.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
}

TEST_F(RuntimePostgresql, BothConnectionsAreLeftAsTheyWere) {
    TestChain chain = chain_with({"CREATE INDEX CONCURRENTLY a_y ON a (x)", "ALTER TABLE nope ADD COLUMN y int"});
    TestDatabase db(url);
    EXPECT_EQ(upgrade(db.get(), db.second(), postgresql_view(chain)).status, status::partially_applied);
    EXPECT_EQ(PQtransactionStatus(db.get()), PQTRANS_IDLE);
    EXPECT_EQ(PQtransactionStatus(db.second()), PQTRANS_IDLE);
    EXPECT_EQ(db.text("SHOW lock_timeout"), "0");
    EXPECT_EQ(db.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
}

// The server ends the session that holds the lock, as poolers and time limits do.
TEST_F(RuntimePostgresql, AStepIsCancelledWhenTheLockIsLost) {
    TestChain chain = chain_with({"SELECT pg_sleep(600)"});
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    const std::string victim = std::to_string(PQbackendPID(db.second()));
    std::atomic<bool> over = false;
    std::thread saboteur([&] {
        TestDatabase admin(url);
        const std::string end =
            "SELECT pg_terminate_backend(" + victim +
            ") WHERE EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SET LOCAL %SELECT pg_sleep(600)')";
        while (!over && admin.text(end) != "t") std::this_thread::sleep_for(std::chrono::milliseconds(20));
    });
    const outcome result = upgrade(db.get(), db.second(), of);
    over = true;
    saboteur.join();
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message, "revision 'b2', step 1: the second connection, which holds the lock, was lost");
    EXPECT_EQ(result.database_state, "revision 'b2' is partly applied: 0 of 1 steps are done, and the next may be");
    EXPECT_EQ(db.text("SELECT step, state FROM migrations_journal"), "1|started");
    EXPECT_EQ(PQtransactionStatus(db.get()), PQTRANS_IDLE);
}

TEST_F(RuntimePostgresql, NothingStartsWhenTheLockWasLostBetweenTwoSteps) {
    TestChain chain = chain_with({"SELECT 1", "CREATE INDEX CONCURRENTLY a_y ON a (x)"});
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    options how;
    how.on_statement = [&](std::string_view sql) {
        if (sql != "SELECT 1") return;
        TestDatabase(url).run("SELECT pg_terminate_backend(" + std::to_string(PQbackendPID(db.second())) + ", 5000)");
    };
    outcome result = upgrade(db.get(), db.second(), of, how);
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.message, "revision 'b2', step 2: the second connection, which holds the lock, was lost");
    EXPECT_EQ(db.text("SELECT step, state FROM migrations_journal"), "1|done");
    TestDatabase again(url);
    result = upgrade(again.get(), again.second(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
}

// With one connection lost after the last step, the record is written under a lock of its own.
TEST_F(RuntimePostgresql, TheRecordIsWrittenAlsoWhenTheLockIsLostAtTheEnd) {
    TestChain chain = chain_with({"SELECT 1"});
    TestDatabase db(url);
    options how;
    how.on_statement = [&](std::string_view sql) {
        if (sql.find("SET state = 'done'") == std::string_view::npos) return;
        TestDatabase(url).run("SELECT pg_terminate_backend(" + std::to_string(PQbackendPID(db.second())) + ", 5000)");
    };
    const outcome result = upgrade(db.get(), db.second(), postgresql_view(chain), how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "b2");
}

TEST_F(RuntimePostgresql, DropsTheCopyThatAnInterruptedReindexHasLeft) {
    TestChain chain = chain_with({"REINDEX (VERBOSE false) INDEX CONCURRENTLY a_x"});
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    const set first = {of.project, of.language, of.version_table, {of.migrations.data, 1}, of.sqlite_minimum};
    ASSERT_EQ(upgrade(db.get(), first).status, status::done);
    {
        const Snapshot held(url);
        db.run("SET statement_timeout = 300");
        EXPECT_EQ(db.text("REINDEX INDEX CONCURRENTLY a_x").substr(0, 6), "error:");
        db.run("RESET statement_timeout");
    }
    const std::string indexes =
        "SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ', ' ORDER BY indexrelid) FROM pg_index "
        "WHERE indrelid = 'a'::regclass";
    EXPECT_EQ(db.text(indexes), "a_x true, a_x_ccnew false");
    const outcome result = upgrade(db.get(), db.second(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text(indexes), "a_x true");
}

TEST_F(RuntimePostgresql, CompletesADetachThatWasInterrupted) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE p (x int) PARTITION BY RANGE (x)",
                         "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9)", "INSERT INTO p VALUES (1)"});
    chain.add("b2", "a1", {"ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY"});
    chain[1].transactional = false;
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    const set first = {of.project, of.language, of.version_table, {of.migrations.data, 1}, of.sqlite_minimum};
    ASSERT_EQ(upgrade(db.get(), first).status, status::done);
    {
        const Snapshot held(url, "SELECT * FROM p");
        db.run("SET statement_timeout = 300");
        EXPECT_EQ(db.text("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY").substr(0, 6), "error:");
        db.run("RESET statement_timeout");
    }
    ASSERT_EQ(db.text("SELECT inhdetachpending FROM pg_inherits WHERE inhparent = 'p'::regclass"), "t");
    const outcome result = upgrade(db.get(), db.second(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM pg_inherits WHERE inhparent = 'p'::regclass"), "0");
    EXPECT_EQ(db.text("SELECT x FROM p1"), "1");
}

// A client that was killed does not end the statement at the server: it may still be at work.
TEST_F(RuntimePostgresql, WaitsForTheSessionThatStillRunsTheStep) {
    TestChain chain = chain_with({"SELECT pg_sleep(3)"});
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    const set first = {of.project, of.language, of.version_table, {of.migrations.data, 1}, of.sqlite_minimum};
    ASSERT_EQ(upgrade(db.get(), first).status, status::done);
    db.run("INSERT INTO migrations_journal (revision, step, step_sha256, kind, state, started_at) VALUES "
           "('b2', 1, '', 'upgrade', 'started', 'then')");
    std::thread earlier([&] {
        TestDatabase(url).run("SET LOCAL lock_timeout = 2000;SET LOCAL statement_timeout = 0;SELECT pg_sleep(3)");
    });
    const std::string running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE "
                                "'SET LOCAL %;SELECT pg_sleep(3)'";
    while (db.text(running) == "0") std::this_thread::sleep_for(std::chrono::milliseconds(10));
    options how;
    how.lock_timeout = std::chrono::milliseconds(200);
    how.unknown = options::unknown_step::skip;
    outcome result = upgrade(db.get(), db.second(), of, how);
    EXPECT_EQ(result.status, status::busy);
    EXPECT_EQ(result.message.substr(0, 40), "revision 'b2', step 1 is still run by pi");
    EXPECT_EQ(result.help, "wait until it has ended, or end that session; then run: migrations resume");
    how.lock_timeout = std::chrono::milliseconds(60000);
    result = upgrade(db.get(), db.second(), of, how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text(running), "0");
    earlier.join();
}

// What a pooler does that gives each transaction another session (pgbouncer, pool_mode = transaction).
class Pool {
public:
    Pool(const std::string& url, int size) {
        for (int number = 0; number < size; ++number) idle_.push_back(&all_.emplace_back(url));
    }
    TestDatabase* take() {
        std::unique_lock<std::mutex> lock(mutex_);
        given_.wait(lock, [&] { return !idle_.empty(); });
        TestDatabase* const one = idle_.front();
        idle_.pop_front();
        return one;
    }
    void give(TestDatabase* one) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            idle_.push_back(one);
        }
        given_.notify_one();
    }
    std::deque<TestDatabase>& all() { return all_; }

private:
    std::deque<TestDatabase> all_;
    std::deque<TestDatabase*> idle_;
    std::mutex mutex_;
    std::condition_variable given_;
};

class PooledExecutor {
public:
    explicit PooledExecutor(Pool& pool) : pool_(pool) {}
    postgresql::reply exec(std::string_view sql) {
        TestDatabase* const one = pinned_ != nullptr ? pinned_ : pool_.take();
        postgresql::reply answer = postgresql::libpq_executor(one->get()).exec(sql);
        const bool open = PQtransactionStatus(one->get()) != PQTRANS_IDLE;
        pinned_ = open ? one : nullptr;
        if (!open) pool_.give(one);
        return answer;
    }

private:
    Pool& pool_;
    TestDatabase* pinned_ = nullptr;
};

TEST_F(RuntimePostgresql, StepsBehindAPoolerRunOnceAndLeaveNothingBehind) {
    TestChain chain = chain_with({"CREATE INDEX CONCURRENTLY a_y ON a (x)", "ALTER TABLE a ADD COLUMN z int", "VACUUM a",
                                  "CREATE INDEX CONCURRENTLY a_z ON a (z)"});
    const set of = postgresql_view(chain);
    Pool pool(url, 14);
    std::atomic<std::size_t> applied = 0;
    std::vector<std::thread> runners;
    for (int number = 0; number < 6; ++number) {
        runners.emplace_back([&] {
            PooledExecutor database(pool);
            PooledExecutor guard(pool);
            options how;
            how.lock_timeout = std::chrono::milliseconds(60000);
            const outcome result = postgresql::upgrade(database, of, how, [&] { return &guard; });
            EXPECT_EQ(result.status, status::done) << result.message;
            applied += result.applied;
        });
    }
    for (std::thread& each : runners) each.join();
    EXPECT_EQ(applied, 2U);
    EXPECT_EQ(pool.all().front().text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
    EXPECT_EQ(pool.all().front().text("SELECT count(*) FROM pg_index WHERE indrelid = 'a'::regclass AND indisvalid"), "3");
    for (TestDatabase& each : pool.all()) {
        EXPECT_EQ(each.text("SELECT current_setting('lock_timeout') || current_setting('statement_timeout')"), "00");
    }
}

}  // namespace
}  // namespace migrations

#endif  // MIGRATIONS_POSTGRESQL
