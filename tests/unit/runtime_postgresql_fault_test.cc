#if MIGRATIONS_POSTGRESQL

// What happens to the PostgreSQL engine when others are at work too, and when the connection
// breaks.
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <migrations/libpq.hpp>
#include <migrations/pqxx.hpp>
#include <thread>

#include "postgresql_support.h"

// libpqxx 6 loses the last result of a connection that the server has ended.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libpqxx";
}

namespace migrations {
namespace {

using std::chrono::milliseconds;

TestChain counting_chain() {
    TestChain chain;
    chain.add("a1", "",
              {"CREATE TABLE ledger (id bigint GENERATED ALWAYS AS IDENTITY, revision text)",
               "INSERT INTO ledger (revision) VALUES ('a1')"});
    std::string parent = "a1";
    for (const char* id : {"b2", "c3", "d4", "e5"}) {
        chain.add(id, parent,
                  {std::string("INSERT INTO ledger (revision) VALUES ('") + id + "')",
                   std::string("CREATE TABLE t_") + id + " (x int)"});
        parent = id;
    }
    return chain;
}

// Waits until a query gives a text, at most 10 s.
void wait_until(TestDatabase& db, const std::string& sql, const std::string& wanted) {
    for (int round = 0; round < 1000 && db.text(sql) != wanted; ++round) {
        std::this_thread::sleep_for(milliseconds(10));
    }
    EXPECT_EQ(db.text(sql), wanted) << sql;
}

TEST_F(RuntimePostgresql, FiftyProcessesUpgradeAtOnce) {
    TestChain chain = counting_chain();
    const set of = postgresql_view(chain);
    int gate[2];
    ASSERT_EQ(pipe(gate), 0);
    std::vector<pid_t> children;
    for (int number = 0; number < 50; ++number) {
        const pid_t child = fork();
        if (child == 0) {
            close(gate[1]);
            char byte = 0;
            static_cast<void>(!read(gate[0], &byte, 1));  // until the parent closes its end
            outcome result;
            options how;
            how.lock_timeout = milliseconds(60000);
            if (number % 2 == 0) {
                PGconn* const db = PQconnectdb(url.c_str());
                result = upgrade(db, of, how);
                PQfinish(db);
            } else {
                pqxx::connection db(url);
                result = upgrade(db, of, how);
            }
            if (!result) fprintf(stderr, "%s\n", result.message.c_str());
            _exit(static_cast<int>(result.status) == 0 &&
                          result.to == std::vector<std::string>{"e5"}
                      ? static_cast<int>(result.applied)
                      : 100 + static_cast<int>(result.status));
        }
        children.push_back(child);
    }
    close(gate[0]);
    close(gate[1]);
    int applied = 0;
    for (const pid_t child : children) {
        int state = 0;
        waitpid(child, &state, 0);
        EXPECT_TRUE(WIFEXITED(state));
        EXPECT_LT(WEXITSTATUS(state), 100);
        applied += WEXITSTATUS(state);
    }
    EXPECT_EQ(applied, 5);
    TestDatabase db(url);
    EXPECT_EQ(db.text("SELECT string_agg(revision, ' ' ORDER BY id) FROM ledger"),
              "a1 b2 c3 d4 e5");
    EXPECT_EQ(db.text("SELECT string_agg(revision || ' ' || outcome, ', ' ORDER BY seq) FROM "
                      "migrations_history"),
              "a1 ok, b2 ok, c3 ok, d4 ok, e5 ok");
    EXPECT_EQ(db.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");
}

TEST_F(RuntimePostgresql, WaitsForTheLockAndNamesItsHolder) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)", "SELECT pg_sleep(1.5)"}, {});
    const set of = postgresql_view(chain);
    TestDatabase holder(url + "&application_name=holder");
    TestDatabase other(url);
    std::thread slow([&] { EXPECT_EQ(upgrade(holder.get(), of).status, status::done); });
    wait_until(other, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted", "1");

    options how;
    how.lock_timeout = milliseconds(300);
    outcome result = upgrade(other.get(), of, how);
    EXPECT_EQ(result.status, status::busy);
    EXPECT_EQ(result.message.substr(0, result.message.find(',')),
              "another process is migrating this database: pid " +
                  std::to_string(PQbackendPID(holder.get())) + " ('holder'");
    EXPECT_EQ(without_numbers(result.message),
              "another process is migrating this database: pid N ('holder', for N s); waited N.N s");
    EXPECT_EQ(result.help, "try again later, or allow a longer wait for the lock");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");

    int skips = 0;
    how.lock_timeout = milliseconds(20000);
    how.on_event = [&](const event& each) {
        skips += each.what == event::kind::skipped ? 1 : 0;
        EXPECT_NE(each.what, event::kind::waiting) << "it is over within two seconds";
    };
    result = upgrade(other.get(), of, how);
    slow.join();
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 0u);
    EXPECT_EQ(result.to, std::vector<std::string>{"a1"});
    EXPECT_EQ(skips, 1);
}

TEST_F(RuntimePostgresql, TellsOfAWaitAfterTwoSecondsAndThenEveryTen) {
    TestChain chain = counting_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    TestDatabase holder(url);
    holder.run("SELECT pg_advisory_lock(1835624306, hashtext('public.migrations_version'))");
    options how;
    how.lock_timeout = milliseconds(60000);
    std::vector<milliseconds> told;
    how.on_event = [&](const event& each) {
        if (each.what != event::kind::waiting) return;
        // No transaction is open while it waits.
        EXPECT_EQ(PQtransactionStatus(db.get()), PQTRANS_IDLE);
        told.push_back(each.elapsed);
        if (told.size() == 2) holder.run("SELECT pg_advisory_unlock_all()");
    };
    EXPECT_EQ(upgrade(db.get(), of, how).status, status::done);
    ASSERT_EQ(told.size(), 2u);
    EXPECT_GE(told[0], milliseconds(2000));
    EXPECT_LT(told[0], milliseconds(8000));
    EXPECT_GE(told[1] - told[0], milliseconds(10000));
}

TEST_F(RuntimePostgresql, RetriesWhenATableIsLocked) {
    TestChain chain = counting_chain();
    TestDatabase db(url);
    ASSERT_EQ(upgrade(db.get(), postgresql_view(chain)).status, status::done);
    chain.add("f6", "e5", {"ALTER TABLE ledger ADD COLUMN note text"});
    const set of = postgresql_view(chain);
    TestDatabase reader(url + "&application_name=reader");
    reader.run("BEGIN; SELECT * FROM ledger");

    options how;
    how.statement_lock_timeout = milliseconds(50);
    how.lock_timeout = milliseconds(400);
    outcome result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.status, status::busy);
    EXPECT_EQ(result.code, "55P03");
    EXPECT_EQ(result.revision, "f6");
    EXPECT_EQ(without_numbers(result.message),
              "canceling statement due to lock timeout; tried for N.N s, the oldest open transaction is of pid N "
              "('reader', for N s)");
    EXPECT_EQ(result.help, "end the transaction that is in the way, or try again later");
    EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'e5'");
    EXPECT_NE(
        result.message.find("the oldest open transaction is of pid " +
                            std::to_string(PQbackendPID(reader.get())) + " ('reader', for 0 s)"),
        std::string::npos)
        << result.message;
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "e5");

    std::string told;
    how.lock_timeout = milliseconds(20000);
    how.on_event = [&](const event& each) {
        if (each.what != event::kind::waiting) return;
        told += each.revision;
        reader.run("COMMIT");
    };
    result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(told, "f6");
}

TEST_F(RuntimePostgresql, SaysSoWhenTheServerEndsTheConnection) {
    for (const bool with_pqxx : {false, true}) {
        TestChain chain;
        chain.add("a1", "", {"CREATE TABLE a (x int)"})
            .add("b2", "a1", {"CREATE TABLE b (x int)", "SELECT pg_sleep(20)"});
        const set of = postgresql_view(chain);
        const std::string fresh = server().create_database(with_pqxx ? "ends_pqxx" : "ends_libpq");
        TestDatabase other(fresh);
        outcome result;
        std::thread victim([&] {
            if (with_pqxx) {
                pqxx::connection db(fresh);
                result = upgrade(db, of);
            } else {
                TestDatabase db(fresh);
                result = upgrade(db.get(), of);
            }
        });
        wait_until(other,
                   "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname "
                   "= current_database()",
                   "1");
        other.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
            "AND datname = current_database()");
        victim.join();
        EXPECT_EQ(result.status, status::connection) << result.message;
        EXPECT_EQ(result.revision, "b2");
        EXPECT_EQ(result.applied, 1u);
        // What libpqxx says here is its own, and other words in each version.
        if (!with_pqxx) {
            EXPECT_EQ(result.message,
                      "the connection to the database was lost: terminating connection due to "
                      "administrator command");
        } else {
            EXPECT_NE(result.message.find("(the server's log may say more)"), std::string::npos)
                << result.message;
        }
        EXPECT_EQ(result.database_state,
                  "the database is at revision 'a1'; this call made 1 revision before it stopped");
        EXPECT_EQ(other.text("SELECT to_regclass('b')"), "NULL");
        EXPECT_EQ(other.text("SELECT revision FROM migrations_version"), "a1");
    }
}

// The connection breaks at each message in turn, before it is sent or after it is carried out.
TEST_F(RuntimePostgresql, NothingIsHalfDoneWhereverTheConnectionBreaks) {
    TestChain chain = counting_chain();
    const set of = postgresql_view(chain);
    int doubts = 0;
    for (const bool carried_out : {false, true}) {
        for (int breaking = 1;; ++breaking) {
            const std::string fresh = server().create_database((carried_out ? "after" : "before") +
                                                               std::to_string(breaking));
            TestDatabase db(fresh);
            Probe probe(db.get());
            bool broke = false;
            const auto die = [&](int at) {
                if (probe.messages != at) return;
                TestDatabase(fresh).text("SELECT pg_terminate_backend(" +
                                         std::to_string(PQbackendPID(db.get())) + ", 5000)");
                broke = true;
            };
            probe.before = [&](std::string_view) {
                if (!carried_out) die(breaking);
            };
            probe.after = [&](std::string_view, postgresql::reply& answer) {
                if (!carried_out || probe.messages != breaking) return;
                die(breaking);
                answer = {};
                answer.broken = true;
                answer.message = "the line is dead";
            };
            outcome result = postgresql::upgrade(probe, of);
            TestDatabase now(fresh);
            const std::string heads = now.text("SELECT to_regclass('migrations_version')") == "NULL"
                                          ? ""
                                          : now.text("SELECT revision FROM migrations_version");
            if (!broke) {
                EXPECT_EQ(result.status, status::done);
                EXPECT_GT(breaking, 15);
                break;
            }
            if (result.status == status::in_doubt) {
                ++doubts;
                const std::string before = result.to.empty() ? "" : result.to[0];
                EXPECT_EQ(result.help, "run: migrations current");
                result = confirm(now.get(), of, result);
                EXPECT_EQ(result.status, carried_out ? status::done : status::connection)
                    << result.message;
                EXPECT_EQ(heads != before, carried_out);
            } else {
                EXPECT_EQ(result.status, status::connection) << breaking << result.message;
            }
            EXPECT_EQ(result.to.empty() ? "" : result.to[0], heads) << breaking << carried_out;
            EXPECT_EQ(upgrade(now.get(), of).status, status::done);
            EXPECT_EQ(now.text("SELECT string_agg(revision, ' ' ORDER BY id) FROM ledger"),
                      "a1 b2 c3 d4 e5");
        }
    }
    EXPECT_EQ(doubts, 10);
}

TEST_F(RuntimePostgresql, TellsWhenARevisionCommitsByItself) {
    TestChain chain = counting_chain();
    TestDatabase db(url);
    ASSERT_EQ(upgrade(db.get(), postgresql_view(chain)).status, status::done);
    chain.add("f6", "e5", {"CREATE TABLE kept (x int)", "COMMIT", "CREATE TABLE other (x int)"});
    outcome result = upgrade(db.get(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(
        result.message,
        "revision 'f6' ends its own transaction: one of its statements is a COMMIT, and what came "
        "before it is committed");
    EXPECT_EQ(result.database_state,
              "revision 'f6' is partly applied; the record still says that the database is at "
              "revision 'e5'");
    EXPECT_EQ(db.text("SELECT to_regclass('kept'), to_regclass('other')"), "kept|NULL");
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "e5");
    EXPECT_EQ(
        db.text(
            "SELECT count(*) FROM migrations_history WHERE outcome = 'failed' AND revision = 'f6'"),
        "1");
    EXPECT_EQ(PQtransactionStatus(db.get()), PQTRANS_IDLE);

    chain[5].up = {TestChain::sql("CREATE TABLE gone (x int)"), TestChain::sql("ROLLBACK"),
                   TestChain::sql("CREATE TABLE other (x int)")};
    result = upgrade(db.get(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.statement, 2u);
    EXPECT_EQ(
        result.message,
        "revision 'f6' could not be applied, step 2: it ends the transaction of the revision, or "
        "resets its settings");
    EXPECT_EQ(db.text("SELECT to_regclass('gone'), to_regclass('other')"), "NULL|NULL");

    chain[5].up = {TestChain::sql("UPDATE migrations_version SET seq = 99")};
    result = upgrade(db.get(), postgresql_view(chain));
    EXPECT_EQ(
        result.message,
        "revision 'f6' cannot be recorded: the version table was changed while it ran, by one of "
        "its statements or by somebody without the lock");
    EXPECT_EQ(db.text("SELECT revision, seq FROM migrations_version"), "e5|5");
}

TEST_F(RuntimePostgresql, AConstraintThatFailsAtCommitRollsBack) {
    TestChain chain;
    chain.add("a1", "",
              {"CREATE TABLE a (x int PRIMARY KEY)",
               "CREATE TABLE b (x int REFERENCES a DEFERRABLE INITIALLY DEFERRED)",
               "INSERT INTO b VALUES (7)"});
    TestDatabase db(url);
    const outcome result = upgrade(db.get(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.code, "23503");
    EXPECT_EQ(
        result.message,
        "revision 'a1' could not be applied: insert or update on table \"b\" violates foreign key "
        "constraint \"b_x_fkey\" (Key (x)=(7) is not present in table \"a\".)");
    EXPECT_EQ(db.everything(), "");
}

TEST_F(RuntimePostgresql, ReadOnlyAndPermissionAreMattersOfTheEnvironment) {
    TestChain chain = counting_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    db.run("SET default_transaction_read_only = on");
    outcome result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.message,
              "the database is read-only: its transactions may not write "
              "(default_transaction_read_only)");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    db.run("RESET default_transaction_read_only");
    db.run("CREATE ROLE guest LOGIN");
    db.run("SET SESSION AUTHORIZATION guest");
    result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.code, "42501");
    EXPECT_EQ(result.message,
              "the tables for the record cannot be made: permission denied for schema public");
    EXPECT_EQ(result.help, "connect as the owner of the tables, or GRANT what is missing");
    db.run("RESET SESSION AUTHORIZATION");
    ASSERT_EQ(upgrade(db.get(), of).status, status::done);
    db.run("SET SESSION AUTHORIZATION guest");
    result = check(db.get(), of);
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.message, "permission denied for table migrations_version");
    db.run(
        "RESET SESSION AUTHORIZATION; GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest; "
        "SET SESSION AUTHORIZATION guest");
    EXPECT_EQ(check(db.get(), of).status, status::done);
}

// Whoever holds the lock is killed while ten wait for it: one of them takes over.
TEST_F(RuntimePostgresql, TheLockOfAKilledProcessIsFree) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase holder(url);
    holder.run("BEGIN");
    ASSERT_EQ(holder.text("SELECT pg_try_advisory_xact_lock(1835624306, hashtext('public.migrations_version'))"), "t");
    std::atomic<std::size_t> applied = 0;
    std::atomic<int> waiting = 0;
    std::vector<std::thread> runners;
    for (int number = 0; number < 10; ++number) {
        runners.emplace_back([&] {
            TestDatabase db(url);
            options how;
            how.lock_timeout = std::chrono::milliseconds(60000);
            bool told = false;
            how.on_event = [&](const event& happened) {
                if (happened.what == event::kind::waiting && !told) ++waiting;
                told = told || happened.what == event::kind::waiting;
            };
            const outcome result = upgrade(db.get(), of, how);
            EXPECT_EQ(result.status, status::done) << result.message;
            applied += result.applied;
        });
    }
    while (waiting < 10) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(TestDatabase(url).text("SELECT pg_terminate_backend(" + std::to_string(PQbackendPID(holder.get())) + ")"), "t");
    for (std::thread& each : runners) each.join();
    EXPECT_EQ(applied, 3U);
}

TEST_F(RuntimePostgresql, ARevisionThatCannotBeRecordedIsNotApplied) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    const set first = {of.project, of.language, of.version_table, {of.migrations.data, 1}, of.sqlite_minimum};
    ASSERT_EQ(upgrade(db.get(), first).status, status::done);
    db.run("CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$");
    db.run("CREATE TRIGGER no BEFORE INSERT ON migrations_history EXECUTE FUNCTION no()");
    const std::string before = db.everything();
    const outcome result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message, "revision 'b2' cannot be recorded: not today");
    EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'a1'");
    EXPECT_EQ(db.everything(), before);
}

}  // namespace
}  // namespace migrations

#endif  // MIGRATIONS_POSTGRESQL
