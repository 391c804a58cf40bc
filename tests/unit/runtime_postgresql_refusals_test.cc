#if MIGRATIONS_POSTGRESQL

// Databases that are not those of the chain: they are refused, and stay as they are.
#include <migrations/libpq.hpp>

#include "postgresql_support.h"

namespace migrations {
namespace {

TEST_F(RuntimePostgresql, RefusesARevisionThatTheChainDoesNotKnow) {
    TestChain chain = simple_chain();
    TestDatabase db(url);
    options how;
    how.application = "blog";
    ASSERT_EQ(upgrade(db.get(), postgresql_view(chain), how).status, status::done);
    const std::string applied =
        db.text("SELECT 'applied ' || started_at || ' by ' || coalesce(nullif(os_user, ''), db_user) || ' on ' || host FROM migrations_history "
                "WHERE revision = 'c3'") + " by the program 'blog'";
    TestChain older;
    older.add("a1", "", {"CREATE TABLE users (id bigint PRIMARY KEY, name text)"},
              {"DROP TABLE users"});
    for (const bool only_check : {true, false}) {
        const set of = postgresql_view(older);
        const outcome result = only_check ? check(db.get(), of) : upgrade(db.get(), of);
        EXPECT_EQ(result.status, status::state);
        EXPECT_TRUE(result.database_newer);
        EXPECT_EQ(result.revision, "c3");
        EXPECT_EQ(result.message,
                  "the database is at revision 'c3', which this chain does not have (" + applied + ")");
        EXPECT_EQ(result.help,
                  "update to the version that has it, switch to its branch, or bring its file back");
        EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'c3'");
    }
}

TEST_F(RuntimePostgresql, RefusesAnEditedRevisionButNotAnEditedComment) {
    TestChain chain = simple_chain();
    TestDatabase db(url);
    ASSERT_EQ(upgrade(db.get(), postgresql_view(chain)).status, status::done);
    chain[1].chain = " commented";
    chain[2].chain = " commented";
    EXPECT_EQ(check(db.get(), postgresql_view(chain)).status, status::done);
    chain[1].ops = " other";
    chain[2].chain = " other";
    const outcome result = upgrade(db.get(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::integrity);
    EXPECT_EQ(result.revision, "b2");
    EXPECT_EQ(
        result.message,
        "revision 'b2' was edited after it was applied: the database recorded the hash ops-b2, it "
        "is now ops-b2 other");
}

TEST_F(RuntimePostgresql, RefusesAnotherProject) {
    TestChain chain = simple_chain();
    TestDatabase db(url);
    ASSERT_EQ(upgrade(db.get(), postgresql_view(chain)).status, status::done);
    chain.project = "shop";
    outcome result = upgrade(db.get(), postgresql_view(chain));
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(
        result.message,
        "the version table 'migrations_version' belongs to the project 'blog', this is 'shop'");
}

TEST_F(RuntimePostgresql, RefusesADatabaseThatIsNotEmptyAndMakesNoTable) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    db.run(
        "CREATE TABLE legacy (x int); CREATE VIEW seen AS SELECT 1 AS one; CREATE TYPE mood AS "
        "ENUM ('ok'); "
        "CREATE SEQUENCE counter; CREATE DOMAIN positive AS int CHECK (VALUE > 0)");
    const std::string before = db.everything();
    const outcome result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "the database has no version table 'migrations_version' but is not empty: it holds "
              "'counter', 'legacy', 'mood', 'positive' and 'seen'");
    EXPECT_EQ(result.help, "run: migrations stamp head");
    EXPECT_EQ(db.everything(), before);
}

TEST_F(RuntimePostgresql, AnExtensionIsNotTheUsers) {
    TestChain chain = simple_chain();
    TestDatabase db(url);
    if (db.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'") !=
        "1")
        GTEST_SKIP();
    db.run("CREATE EXTENSION pg_stat_statements");
    EXPECT_EQ(upgrade(db.get(), postgresql_view(chain)).status, status::done);
}

TEST_F(RuntimePostgresql, RefusesTablesThatAreNotItsOwn) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    db.run("CREATE TABLE migrations_version (version_num text)");
    outcome result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "the tables 'migrations_version', 'migrations_history' and "
              "'migrations_journal' cannot be read as ours: column h.revision does not exist");
    EXPECT_EQ(result.database_state, "the database is unchanged");
    db.run("DROP TABLE migrations_version");
    ASSERT_EQ(upgrade(db.get(), of).status, status::done);
    db.run(
        "ALTER TABLE migrations_version RENAME TO real_one; CREATE VIEW migrations_version AS "
        "TABLE real_one");
    result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message, "'migrations_version' is not an ordinary table");
    db.run(
        "DROP VIEW migrations_version; ALTER TABLE real_one RENAME TO migrations_version; "
        "DROP TABLE migrations_journal");
    result = upgrade(db.get(), of);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "there is a version table 'migrations_version', but not the tables "
              "'migrations_history' and 'migrations_journal' beside it");
}

TEST_F(RuntimePostgresql, RefusesTablesBesideTheVersionTableThatAreNotItsOwn) {
    TestChain chain = simple_chain();
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    for (const char* name : {"history", "journal"}) {
        const std::string table = std::string("migrations_") + name;
        for (const std::string& sql : {"VIEW " + table + " AS SELECT 1 AS run_id",
                                       "TABLE " + table + " (run_id text, note text)"}) {
            db.run("CREATE " + sql);
            const std::string before = db.everything();
            const outcome result = upgrade(db.get(), of);
            EXPECT_EQ(result.status, status::state);
            EXPECT_EQ(result.message, "'public." + table + "' is not a table of this tool");
            EXPECT_EQ(result.help, "rename it, or choose another version_table");
            EXPECT_EQ(result.database_state, "the database is unchanged");
            EXPECT_EQ(db.everything(), before);
            db.run("DROP " + sql.substr(0, sql.find(' ') + 1) + table);
        }
    }
    ASSERT_EQ(upgrade(db.get(), of).status, status::done);
    db.run(
        "ALTER TABLE migrations_history RENAME TO old; CREATE VIEW migrations_history AS SELECT * "
        "FROM old WHERE false");
    EXPECT_EQ(upgrade(db.get(), of).message,
              "'public.migrations_history' is not a table of this tool");
}

}  // namespace
}  // namespace migrations

#endif  // MIGRATIONS_POSTGRESQL
