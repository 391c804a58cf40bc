#if MIGRATIONS_POSTGRESQL

// What the codes of the server mean, over both libraries: libpqxx 6 does not hand all of them on.
#include <chrono>
#include <migrations/libpq.hpp>
#include <migrations/pqxx.hpp>

#include "postgresql_support.h"

namespace migrations {
namespace {

using std::chrono::milliseconds;

class PostgresqlCodes : public RuntimePostgresql {
protected:
    outcome upgraded(const set& of, bool with_pqxx, const std::string& more = "", const options& how = {}) const {
        if (!with_pqxx) return upgrade(TestDatabase(url + more).get(), of, how);
        pqxx::connection db(url + more);
        return upgrade(db, of, how);
    }
};

TEST_F(PostgresqlCodes, WhatLosesAgainstOthersIsTriedAgain) {
    TestDatabase db(url);
    TestChain first = simple_chain();
    ASSERT_EQ(upgrade(db.get(), postgresql_view(first)).status, status::done);
    for (const bool with_pqxx : {false, true}) {
        for (const std::string code : {"40001", "40P01"}) {
            // A sequence counts on when a transaction is rolled back.
            db.run("CREATE SEQUENCE tries");
            TestChain chain = simple_chain();
            chain.add("d4", "c3", {"CREATE TABLE t (x int)",
                                   "DO $$ BEGIN IF nextval('tries') < 4 THEN RAISE EXCEPTION 'too late' USING ERRCODE = '" + code +
                                       "'; END IF; END $$"});
            options how;
            how.lock_timeout = milliseconds(60000);
            const outcome result = upgraded(postgresql_view(chain), with_pqxx, "", how);
            EXPECT_EQ(result.status, status::done) << code << with_pqxx << result.message;
            EXPECT_EQ(db.text("SELECT last_value FROM tries"), "4");
            db.run("DROP SEQUENCE tries; DROP TABLE t; UPDATE migrations_version SET revision = 'c3', chain_sha256 = 'chain-c3'");
            db.run("DELETE FROM migrations_history WHERE revision = 'd4'");
        }
    }
}

TEST_F(PostgresqlCodes, WhatLosesAgainAndAgainIsBusy) {
    TestChain chain;
    chain.add("a1", "", {"DO $$ BEGIN RAISE EXCEPTION 'too late' USING ERRCODE = '40001'; END $$"});
    for (const bool with_pqxx : {false, true}) {
        options how;
        how.lock_timeout = milliseconds(300);
        const outcome result = upgraded(postgresql_view(chain), with_pqxx, "", how);
        EXPECT_EQ(result.status, status::busy) << with_pqxx;
        EXPECT_EQ(result.code, "40001");
        EXPECT_EQ(without_numbers(result.message), "too late; tried for N.N s");
        EXPECT_EQ(result.help, "end the transaction that is in the way, or try again later");
        EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    }
}

TEST_F(PostgresqlCodes, WhatARoleMayNotIsAMatterOfTheEnvironment) {
    TestChain chain = simple_chain();
    TestDatabase db(url);
    db.run("CREATE ROLE visitor LOGIN");
    for (const bool with_pqxx : {false, true}) {
        const outcome result = upgraded(postgresql_view(chain), with_pqxx, "&user=visitor");
        EXPECT_EQ(result.status, status::environment);
        EXPECT_EQ(result.code, "42501");
        EXPECT_EQ(result.message, "the tables for the record cannot be made: permission denied for schema public");
        EXPECT_EQ(result.help, "connect as the owner of the tables, or GRANT what is missing");
        EXPECT_EQ(result.database_state, "the database is unchanged, at base");
        EXPECT_EQ(db.everything(), "");
    }
}

// As pgbouncer does with pool_mode = statement: it ends the connection of whoever begins a transaction.
TEST_F(PostgresqlCodes, APoolOfStatementsIsNamed) {
    TestChain chain = simple_chain();
    TestDatabase db(url);
    Probe probe(db.get());
    bool gone = false;
    probe.after = [&](std::string_view, postgresql::reply& answer) {
        if (!gone && PQtransactionStatus(db.get()) == PQTRANS_IDLE) return;
        if (!gone) db.run("ROLLBACK");
        gone = true;
        answer = {};
        answer.broken = true;
        answer.sqlstate = "08P01";
        answer.message = "transaction blocks not allowed in statement pooling mode";
    };
    const outcome result = postgresql::upgrade(probe, postgresql_view(chain));
    EXPECT_TRUE(gone);
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.message, "transaction blocks not allowed in statement pooling mode");
    EXPECT_EQ(result.help, "connect to the server itself, or through a pool of sessions or transactions");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_EQ(db.everything(), "");
}

}  // namespace
}  // namespace migrations

#endif  // MIGRATIONS_POSTGRESQL
