#if MIGRATIONS_POSTGRESQL

#include <migrations/libpq.hpp>
#include <migrations/pqxx.hpp>
#include <stdexcept>
#include <type_traits>

#include "postgresql_support.h"

namespace migrations {
namespace {

struct Libpq {
    explicit Libpq(const std::string& url) : database(url) {}
    PGconn* get() { return database.get(); }
    TestDatabase database;
};

struct Pqxx {
    explicit Pqxx(const std::string& url) : connection(url) {}
    pqxx::connection& get() { return connection; }
    pqxx::connection connection;
};

template <class Handle>
class BothPostgresql : public RuntimePostgresql {};
using Handles = testing::Types<Libpq, Pqxx>;
TYPED_TEST_SUITE(BothPostgresql, Handles);

TYPED_TEST(BothPostgresql, UpgradesAnEmptyDatabaseAndDoesNothingTheSecondTime) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TypeParam handle(this->url);
    TestDatabase db(this->url);
    std::string told;
    options how;
    how.tool_version = "0.1.0";
    how.application = "it's me";
    how.on_event = [&](const event& each) {
        told += std::string(each.revision) + (each.what == event::kind::starting ? "<" : ">");
    };
    outcome result = upgrade(handle.get(), of, how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.from, std::vector<std::string>());
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
    EXPECT_EQ(result.applied, 3u);
    EXPECT_EQ(told, "a1<a1>b2<b2>c3<c3>");
    EXPECT_EQ(db.text("SELECT name, email FROM users"), "ann|a;b");
    EXPECT_EQ(db.text("SELECT * FROM migrations_version"), "c3|chain-c3|3|blog|1");
    EXPECT_EQ(db.text("SELECT seq, revision, parents, action, outcome, file_sha256, ops_sha256, "
                      "application, tool_version, "
                      "db_user, error_text FROM migrations_history ORDER BY seq"),
              "1|a1||upgrade|ok|file-a1|ops-a1|it's me|0.1.0|postgres|\n"
              "2|b2|a1|upgrade|ok|file-b2|ops-b2|it's me|0.1.0|postgres|\n"
              "3|c3|b2|upgrade|ok|file-c3|ops-c3|it's me|0.1.0|postgres|");
    EXPECT_EQ(db.text("SELECT count(DISTINCT run_id), min(length(run_id)) FROM migrations_history"),
              "1|32");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_history WHERE started_at ~ "
                      "'^20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\dZ$' AND "
                      "duration_ms BETWEEN 0 AND 10000"),
              "3");
    // Nothing is left behind.
    EXPECT_EQ(db.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), "0");

    told.clear();
    how.on_statement = [&](std::string_view sql) { told += sql; };
    result = upgrade(handle.get(), of, how);
    EXPECT_EQ(result.status, status::done);
    EXPECT_EQ(result.applied, 0u);
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
    EXPECT_EQ(told, "");
}

TYPED_TEST(BothPostgresql, RunsDownAndUpAgain) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TypeParam handle(this->url);
    TestDatabase db(this->url);
    ASSERT_EQ(upgrade(handle.get(), of).status, status::done);
    const std::string full = db.everything();
    const std::vector<move> down = {{of.find("c3"), direction::down},
                                    {of.find("b2"), direction::down},
                                    {of.find("a1"), direction::down}};
    outcome result = run(handle.get(), of, {down.data(), down.size()});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 3u);
    EXPECT_EQ(result.to, std::vector<std::string>());
    EXPECT_EQ(db.text("SELECT to_regclass('users')"), "NULL");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_version"), "0");
    EXPECT_EQ(db.text("SELECT string_agg(revision, ' ' ORDER BY seq) FROM migrations_history WHERE "
                      "action = 'downgrade'"),
              "c3 b2 a1");
    const std::vector<move> up = {{of.find("a1"), direction::up},
                                  {of.find("b2"), direction::up},
                                  {of.find("c3"), direction::up}};
    result = run(handle.get(), of, {up.data(), up.size()});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.everything(), full);
    EXPECT_EQ(check(handle.get(), of).status, status::done);
}

TYPED_TEST(BothPostgresql, NamesTheStepThatFailsAndRollsAllBack) {
    for (std::size_t bad = 1; bad <= 4; ++bad) {
        TestChain chain;
        chain.add("a1", "", {"CREATE TABLE a (x int)"});
        TestChain::Revision revision;
        revision.id = "b2";
        revision.parents = {"a1"};
        for (std::size_t at = 1; at <= 4; ++at) {
            revision.up.push_back(
                TestChain::sql(at == bad ? "INSERT INTO a\nVALUES (nope)"
                                         : "CREATE TABLE t" + std::to_string(at) + " (x int)"));
        }
        chain.add(std::move(revision));
        const set of = postgresql_view(chain);
        const std::string fresh = this->server().create_database("fails" + std::to_string(bad) +
                                                                 typeid(TypeParam).name());
        TypeParam handle(fresh);
        TestDatabase db(fresh);
        const outcome result = upgrade(handle.get(), of);
        EXPECT_EQ(result.status, status::sql_failed);
        EXPECT_EQ(result.revision, "b2");
        EXPECT_EQ(result.statement, bad);
        EXPECT_EQ(result.sql, "INSERT INTO a\nVALUES (nope)");
        EXPECT_EQ(result.code, "42703");
        EXPECT_EQ(result.applied, 1u);
        EXPECT_EQ(result.message, "revision 'b2' could not be applied, step " + std::to_string(bad) +
                                      ": column \"nope\" does not exist, in line 2 of the statement");
        EXPECT_EQ(result.database_state,
                  "the database is at revision 'a1'; this call made 1 revision before it stopped");
        EXPECT_EQ(result.help, "correct the revision or the data, and run the same command again");
        EXPECT_EQ(db.text("SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables "
                          "WHERE schemaname = 'public'"),
                  "a migrations_history migrations_journal migrations_version");
        EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "a1");
        EXPECT_EQ(
            db.text(
                "SELECT action, outcome, error_code FROM migrations_history WHERE revision = 'b2'"),
            "upgrade|failed|42703");
    }
}

TYPED_TEST(BothPostgresql, RefusesAConnectionWithAnOpenTransaction) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TypeParam handle(this->url);
    TestDatabase db(this->url);
    outcome result;
    if constexpr (std::is_same_v<TypeParam, Libpq>) {
        handle.database.run("BEGIN");
        result = upgrade(handle.get(), of);
        EXPECT_EQ(handle.database.text("SELECT now() < statement_timestamp()"), "t");
    } else {
        pqxx::work open(handle.connection);
        result = upgrade(handle.get(), of);
    }
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "the connection has an open transaction or a query under way");
    EXPECT_EQ(result.database_state, "the database was not touched");
    EXPECT_EQ(db.everything(), "");
}

TYPED_TEST(BothPostgresql, CopyWithTheClientIsNotPossible) {
    for (const bool transactional : {true, false}) {
        for (const char* sql : {"COPY a FROM STDIN", "COPY a TO STDOUT"}) {
            TestChain chain;
            chain.add("a1", "", {"CREATE TABLE a (x int)", "INSERT INTO a VALUES (1)"});
            chain.add("b2", "a1", {"CREATE TABLE b (x int)", sql, "CREATE TABLE c (x int)"});
            chain[1].transactional = transactional;
            static int number = 0;
            const std::string fresh = this->server().create_database(
                "copy" + std::to_string(++number) + typeid(TypeParam).name());
            TypeParam handle(fresh);
            TypeParam second(fresh);
            const outcome result = upgrade(handle.get(), second.get(), postgresql_view(chain));
            EXPECT_EQ(result.status,
                      transactional ? status::sql_failed : status::partially_applied);
            EXPECT_EQ(result.statement, 2u);
            EXPECT_EQ(result.message,
                      "revision 'b2' could not be applied, step 2: COPY from or to the client is "
                      "not possible in a migration");
            TestDatabase db(fresh);
            EXPECT_EQ(db.text("SELECT to_regclass('b'), to_regclass('c')"),
                      transactional ? "NULL|NULL" : "b|NULL");
            EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "a1");
        }
    }
}

TEST_F(RuntimePostgresql, NeedsOneRoundTripWhenThereIsNothingToDoAndThreeForAMigration) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    Probe first(db.get());
    ASSERT_EQ(postgresql::upgrade(first, of).status, status::done);
    EXPECT_EQ(first.messages, 2 + 3 * 3);  // two to see that there is no version table
    Probe second(db.get());
    EXPECT_EQ(postgresql::upgrade(second, of).status, status::done);
    EXPECT_EQ(second.messages, 1);
}

TEST_F(RuntimePostgresql, ChecksWithoutWriting) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    outcome result = check(db.get(), of);
    EXPECT_EQ(result.status, status::behind);
    EXPECT_EQ(result.message, "3 revisions are not applied, the first is 'a1'");
    EXPECT_EQ(result.help, "run: migrations upgrade");
    EXPECT_EQ(db.everything(), "");
    ASSERT_EQ(upgrade(db.get(), of).status, status::done);
    chain.add("d4", "c3", {"CREATE TABLE d (x int)"});
    result = check(db.get(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::behind);
    EXPECT_EQ(result.message, "1 revision is not applied, the first is 'd4'");
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
}

TEST_F(RuntimePostgresql, StampsWithoutRunning) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    db.run("CREATE TABLE users (id bigint PRIMARY KEY, name text, email text)");
    const std::string_view b2[] = {"b2"};
    outcome result = stamp(db.get(), of, b2);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.to, std::vector<std::string>{"b2"});
    EXPECT_EQ(db.text("SELECT revision, seq FROM migrations_version"), "b2|1");
    EXPECT_EQ(db.text("SELECT string_agg(revision || ' ' || action, ', ' ORDER BY seq) FROM "
                      "migrations_history"),
              "a1 stamp, b2 stamp");
    EXPECT_EQ(upgrade(db.get(), of).applied, 1u);

    const std::string_view nope[] = {"nope"};
    result = stamp(db.get(), of, nope);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message, "the chain has no revision 'nope'");
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});

    db.run("UPDATE migrations_version SET revision = 'gone'");
    result = stamp(db.get(), of, b2);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.to, std::vector<std::string>{"gone"});
    result = stamp(db.get(), of, b2, {}, stamping::forced);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "b2");
    result = stamp(db.get(), of, {});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_version"), "0");
}

TEST_F(RuntimePostgresql, ReadsWhatIsRecorded) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    recorded found;
    EXPECT_EQ(read_recorded(db.get(), "migrations_version", found).status, status::done);
    EXPECT_FALSE(found.version_table);
    EXPECT_TRUE(found.empty);
    ASSERT_EQ(upgrade(db.get(), of).status, status::done);
    EXPECT_EQ(read_recorded(db.get(), "migrations_version", found).status, status::done);
    EXPECT_TRUE(found.version_table);
    EXPECT_EQ(found.objects, std::vector<std::string>{"users"});
    ASSERT_EQ(found.heads.size(), 1u);
    EXPECT_EQ(found.heads[0].revision, "c3");
    ASSERT_EQ(found.revisions.size(), 3u);
    EXPECT_EQ(found.revisions[1].parents, std::vector<std::string>{"a1"});
    const decoded_script down = decode_script(found.revisions[1].down);
    ASSERT_EQ(down.error, "");
    EXPECT_EQ(down.script.view().steps[1].sql, "ALTER TABLE users DROP COLUMN email");
}

TEST_F(RuntimePostgresql, FollowsBranchesAndMerges) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)"}, {"DROP TABLE a"});
    chain.add("b1", "a1", {"CREATE TABLE b (x int)"}, {"DROP TABLE b"});
    chain.add("b2", "a1", {"CREATE TABLE c (x int)"}, {"DROP TABLE c"});
    TestChain::Revision merge;
    merge.id = "m3";
    merge.parents = {"b1", "b2"};
    chain.add(std::move(merge));
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    const std::vector<move> branches = {{of.find("a1"), direction::up},
                                        {of.find("b1"), direction::up},
                                        {of.find("b2"), direction::up}};
    EXPECT_EQ(run(db.get(), of, {branches.data(), branches.size()}).to,
              (std::vector<std::string>{"b1", "b2"}));
    EXPECT_EQ(upgrade(db.get(), of).to, std::vector<std::string>{"m3"});
    const std::vector<move> down = {{of.find("m3"), direction::down},
                                    {of.find("b1"), direction::down}};
    EXPECT_EQ(run(db.get(), of, {down.data(), down.size()}).to, std::vector<std::string>{"b2"});
    const move blocked[] = {{of.find("a1"), direction::down}};
    const outcome result = run(db.get(), of, blocked);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message, "revision 'a1' cannot be taken back, since 'b2' after it is applied");
}

TEST_F(RuntimePostgresql, RefusesToTakeBackWhatIsIrreversible) {
    TestChain chain = simple_chain();
    chain[1].irreversible = "the old values are gone";
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    ASSERT_EQ(upgrade(db.get(), of).status, status::done);
    const std::vector<move> down = {{of.find("c3"), direction::down},
                                    {of.find("b2"), direction::down}};
    const outcome result = run(db.get(), of, {down.data(), down.size()});
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "revision 'b2' cannot be taken back: the old values are gone");
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "c3");
}

TEST_F(RuntimePostgresql, LivesInTheCurrentSchemaOnly) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    ASSERT_EQ(upgrade(db.get(), of).status, status::done);
    // The version table of `public` is on the search path, but not in the current schema.
    db.run("CREATE SCHEMA \"My App\"; SET search_path = \"My App\", public");
    const outcome result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.applied, 3u);
    EXPECT_EQ(db.text("SELECT string_agg(schemaname, ', ' ORDER BY schemaname) FROM pg_tables "
                      "WHERE tablename IN ('users', "
                      "'migrations_version')"),
              "My App, My App, public, public");
    db.run("SET search_path = nowhere");
    EXPECT_EQ(upgrade(db.get(), of).message,
              "no schema is selected: the search path names none that exists");
}

TEST_F(RuntimePostgresql, KeepsItsTablesInANamedSchema) {
    TestChain chain = simple_chain();
    chain.version_table = "book keeping.migrations_version";
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    outcome result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "the tables for the record cannot be made: schema \"book keeping\" does not exist");
    db.run("CREATE SCHEMA \"book keeping\"");
    result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM \"book keeping\".migrations_history"), "3");
    EXPECT_EQ(db.text("SELECT to_regclass('public.migrations_history')"), "NULL");
}

// What pg_dump writes at the top of its files.
TEST_F(RuntimePostgresql, SurvivesARevisionThatChangesTheSession) {
    TestChain chain = simple_chain();
    chain[1].up.insert(chain[1].up.begin(),
                       TestChain::sql("SELECT pg_catalog.set_config('search_path', '', false)"));
    for (TestChain::Step& each : chain[1].up) {
        const std::size_t at = each.sql.find("users");
        if (at != std::string::npos) each.sql.replace(at, 5, "public.users");
    }
    chain[1].up.push_back(TestChain::sql("SET lock_timeout = 1"));
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    const outcome result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SHOW search_path"), "\"$user\", public");
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "c3");
}

TEST_F(RuntimePostgresql, OverridesWhatTheRoleHasSet) {
    TestDatabase db(url);
    db.run("ALTER DATABASE t" + db.text("SELECT substr(current_database(), 2)") +
           " SET statement_timeout = '20ms'");
    db.run("ALTER DATABASE t" + db.text("SELECT substr(current_database(), 2)") +
           " SET default_transaction_isolation = 'serializable'");
    db.run("ALTER DATABASE t" + db.text("SELECT substr(current_database(), 2)") +
           " SET standard_conforming_strings = off");
    TestDatabase strict(url);
    TestChain chain;
    chain.add("a1", "", {"SELECT pg_sleep(0.1)", "CREATE TABLE a AS SELECT 'it''s\\' AS text"});
    const outcome result = upgrade(strict.get(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(strict.text("SELECT text FROM a"), "it's\\");
    EXPECT_EQ(strict.text("SHOW statement_timeout"), "20ms");
}

TEST_F(RuntimePostgresql, RollsBackWhenACallbackThrows) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    options how;
    how.on_event = [](const event& each) {
        if (each.revision == "b2") throw std::runtime_error("no more");
    };
    EXPECT_THROW(upgrade(db.get(), of, how), std::runtime_error);
    EXPECT_EQ(PQtransactionStatus(db.get()), PQTRANS_IDLE);
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "a1");
    EXPECT_EQ(upgrade(db.get(), of).status, status::done);
}

}  // namespace
}  // namespace migrations

#endif  // MIGRATIONS_POSTGRESQL
