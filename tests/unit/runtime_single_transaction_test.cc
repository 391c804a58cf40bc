// All revisions of a call in one transaction.
#include <migrations/sqlite3.hpp>

#include "runtime_support.h"
#if MIGRATIONS_POSTGRESQL
#include <atomic>
#include <thread>

#include "postgresql_support.h"
#endif

namespace migrations {
namespace {

TestChain three() {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)"}, {"DROP TABLE a"});
    chain.add("b2", "a1", {"INSERT INTO a VALUES (1)", "CREATE TABLE b (x int)"}, {"DROP TABLE b", "DELETE FROM a"});
    chain.add("c3", "b2", {"INSERT INTO b VALUES (2)", "INSERT INTO b VALUES (3)"}, {"DELETE FROM b"});
    return chain;
}

options single(std::vector<std::string>& events) {
    options how;
    how.single_transaction = true;
    how.on_event = [&](const event& happened) {
        const char* what = happened.what == event::kind::starting   ? "starting "
                           : happened.what == event::kind::finished ? "finished "
                                                                    : "skipped ";
        events.push_back(what + std::string(happened.revision));
    };
    return how;
}

const std::vector<std::string> all_events = {"starting a1", "starting b2", "starting c3",
                                             "finished a1", "finished b2", "finished c3"};

TEST(SingleTransaction, OnSqlite) {
    TestChain chain = three();
    const std::string path = testing::TempDir() + "single_transaction.db";
    std::filesystem::remove(path);
    TestConnection db(path);
    chain[2].up[1].sql = "INSERT INTO nope VALUES (3)";
    std::vector<std::string> events;
    outcome result = upgrade(db.get(), chain.view(), single(events));
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.revision, "c3");
    EXPECT_EQ(result.statement, 2U);
    EXPECT_EQ(result.message, "revision 'c3' could not be applied, step 2: no such table: nope");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_EQ(result.applied, 0U);
    EXPECT_EQ(events, (std::vector<std::string>{"starting a1", "starting b2", "starting c3"}));
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0");

    chain[2].up[1].sql = "INSERT INTO b VALUES (3)";
    events.clear();
    result = upgrade(db.get(), chain.view(), single(events));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 3U);
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
    EXPECT_EQ(events, all_events);
    EXPECT_EQ(db.text("SELECT group_concat(revision, ' ') FROM migrations_history WHERE outcome = 'ok'"), "a1 b2 c3");
    EXPECT_EQ(upgrade(db.get(), chain.view(), single(events)).applied, 0U);

    const set& of = chain.view();
    const move down[] = {{of.find("c3"), direction::down}, {of.find("b2"), direction::down}, {of.find("a1"), direction::down}};
    result = run(db.get(), of, down, single(events));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_version"), "0");
    // One that is due only behind its opposite.
    ASSERT_EQ(upgrade(db.get(), chain.view()).status, status::done);
    const set& again = chain.view();
    const move round[] = {{again.find("c3"), direction::down}, {again.find("c3"), direction::up}};
    result = run(db.get(), again, round, single(events));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 2U);
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
    const move back[] = {{again.find("c3"), direction::down}, {again.find("b2"), direction::down}, {again.find("a1"), direction::down}};
    ASSERT_EQ(run(db.get(), again, back).status, status::done);
    chain[1].transactional = false;
    result = upgrade(db.get(), chain.view(), single(events));
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "revision 'b2' runs outside a transaction, and cannot be part of a single one");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_version"), "0");
}

#if MIGRATIONS_POSTGRESQL

TEST_F(RuntimePostgresql, SingleTransaction) {
    TestChain chain = three();
    TestDatabase db(url);
    chain[2].up[1].sql = "INSERT INTO nope VALUES (3)";
    std::vector<std::string> events;
    outcome result = upgrade(db.get(), postgresql_view(chain), single(events));
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.statement, 2U);
    EXPECT_EQ(result.message, "revision 'c3' could not be applied, step 2: relation \"nope\" does not exist");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_EQ(result.applied, 0U);
    EXPECT_EQ(events, (std::vector<std::string>{"starting a1", "starting b2", "starting c3"}));
    EXPECT_EQ(db.everything(), "");

    chain[2].up[1].sql = "INSERT INTO b VALUES (3)";
    events.clear();
    result = upgrade(db.get(), postgresql_view(chain), single(events));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 3U);
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
    EXPECT_EQ(events, all_events);
    // One transaction: all rows were made by it.
    EXPECT_EQ(db.text("SELECT count(DISTINCT xmin::text) FROM migrations_history"), "1");
    const set of = postgresql_view(chain);
    const move down[] = {{of.find("c3"), direction::down}, {of.find("b2"), direction::down}, {of.find("a1"), direction::down}};
    result = run(db.get(), of, down, single(events));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_version"), "0");
    ASSERT_EQ(upgrade(db.get(), of).status, status::done);
    const move round[] = {{of.find("c3"), direction::down}, {of.find("c3"), direction::up}};
    result = run(db.get(), of, round, single(events));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 2U);
    ASSERT_EQ(run(db.get(), of, down).status, status::done);

    // A COMMIT within: what is before it is recorded, and said.
    const std::string good = chain[1].up[0].sql;
    chain[1].up[0].sql = "COMMIT";
    result = upgrade(db.get(), postgresql_view(chain), single(events));
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.revision, "b2");
    EXPECT_EQ(result.to, std::vector<std::string>{"a1"});
    EXPECT_EQ(result.applied, 1U);
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "a1");
    db.run("DROP TABLE a; DROP TABLE migrations_version, migrations_history, migrations_journal");
    db.run("DROP TABLE IF EXISTS b");
    chain[1].up[0].sql = good;

    // What is refused at the end is the matter of all.
    chain[1].up[1].sql = "CREATE TABLE b (x int UNIQUE DEFERRABLE INITIALLY DEFERRED)";
    chain[2].up[1].sql = "INSERT INTO b VALUES (2)";
    result = upgrade(db.get(), postgresql_view(chain), single(events));
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.revision, "");
    EXPECT_EQ(result.message.substr(0, 72), "what revisions 'a1' to 'c3' leave is refused at the end of their transac");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");

    chain[1].transactional = false;
    result = upgrade(db.get(), postgresql_view(chain), single(events));
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "revision 'b2' runs outside a transaction, and cannot be part of a single one");
}

TEST_F(RuntimePostgresql, ManyProcessesWithSingleTransactions) {
    TestChain chain = three();
    const set of = postgresql_view(chain);
    std::atomic<std::size_t> applied = 0;
    std::vector<std::thread> runners;
    for (int number = 0; number < 10; ++number) {
        runners.emplace_back([&, number] {
            TestDatabase db(url);
            options how;
            how.single_transaction = number % 2 == 0;
            how.lock_timeout = std::chrono::milliseconds(60000);
            const outcome result = upgrade(db.get(), of, how);
            EXPECT_EQ(result.status, status::done) << result.message;
            applied += result.applied;
        });
    }
    for (std::thread& each : runners) each.join();
    EXPECT_EQ(applied, 3U);
}

#endif

}  // namespace
}  // namespace migrations
