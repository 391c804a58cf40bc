// Data migrations in C++: functions of the program that revisions call.
#include <migrations/sqlite3.hpp>
#include <stdexcept>

#include "runtime_support.h"
#if MIGRATIONS_POSTGRESQL
#include <migrations/pqxx.hpp>

#include "postgresql_support.h"
#endif

namespace migrations {
namespace {

// Titles, then slugs that a function makes of them, then slugs that must be there.
TestChain slugs() {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE posts (id bigint PRIMARY KEY, title text, slug text)",
                         "INSERT INTO posts (id, title) VALUES (1, 'One Two'), (2, 'Three')"},
              {"DROP TABLE posts"});
    chain.add("b2", "a1", {"UPDATE posts SET title = title || '!'", "CREATE UNIQUE INDEX posts_slug ON posts (slug)"},
              {"DROP INDEX posts_slug"});
    chain[1].up.insert(chain[1].up.begin() + 1, TestChain::call("fill_slugs"));
    chain[1].down.push_back(TestChain::call("clear_slugs"));
    return chain;
}

std::string fill_slugs(sqlite3* db) {
    const int code = sqlite3_exec(db, "UPDATE posts SET slug = lower(replace(title, ' ', '-'))", nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? "" : sqlite3_errmsg(db);
}

std::string clear_slugs(sqlite3* db) {
    return sqlite3_exec(db, "UPDATE posts SET slug = NULL", nullptr, nullptr, nullptr) == SQLITE_OK ? "" : sqlite3_errmsg(db);
}

// What is wrong with a function that does this, on SQLite.
class Functions : public RuntimeSqlite {
protected:
    outcome with(std::function<std::string(sqlite3*)> body) {
        how.functions = {{"fill_slugs", std::move(body)}};
        TestConnection db(path);
        outcome result = upgrade(db.get(), chain.view(), how);
        EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "a1");
        EXPECT_EQ(db.text("SELECT title, slug FROM posts"), "One Two|NULL\nThree|NULL");
        EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
        EXPECT_NE(sqlite3_get_autocommit(db.get()), 0);
        return result;
    }

    static int exec(sqlite3* db, const char* sql) { return sqlite3_exec(db, sql, nullptr, nullptr, nullptr); }

    TestChain chain = slugs();
    options how;
};

TEST_F(Functions, RunBetweenTheStepsOfTheirRevision) {
    how.functions = {{"clear_slugs", clear_slugs}, {"fill_slugs", fill_slugs}};
    std::vector<std::string> statements;
    how.on_statement = [&](std::string_view sql) { statements.emplace_back(sql); };
    TestConnection db(path);
    const outcome up = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(up.status, status::done) << up.message;
    EXPECT_EQ(db.text("SELECT slug FROM posts"), "one-two!\nthree!");
    const auto at = std::find(statements.begin(), statements.end(), "-- function fill_slugs");
    ASSERT_NE(at, statements.end());
    EXPECT_EQ(*(at - 1), "UPDATE posts SET title = title || '!'");
    EXPECT_EQ(*(at + 1), "CREATE UNIQUE INDEX posts_slug ON posts (slug)");

    const outcome down = run(db.get(), chain.view(), {chain.moves(direction::down, {"b2"}).data(), 1}, how);
    EXPECT_EQ(down.status, status::done) << down.message;
    EXPECT_EQ(db.text("SELECT count(slug) FROM posts"), "0");
}

TEST_F(Functions, AreRefusedBeforeAnythingRunsWhereTheyAreMissing) {
    how.functions = {{"clear_slugs", clear_slugs}};
    how.backup = folder + "/before.db";
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "revision 'b2' calls the function 'fill_slugs', which this program has not registered");
    EXPECT_EQ(result.help, "add it to options::functions");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_EQ(result.revision, "b2");
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0");
    EXPECT_FALSE(std::filesystem::exists(how.backup));
}

TEST_F(Functions, ThatTakeSomethingElseAreRefused) {
    how.functions = {{"fill_slugs", [](int*) {}}};
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message,
              "revision 'b2' calls the function 'fill_slugs', which takes 'int*' where this call has 'sqlite3*'");
    EXPECT_EQ(result.help, "register one that takes that");
}

TEST_F(Functions, NeedATransaction) {
    chain[1].transactional = false;
    how.functions = {{"fill_slugs", fill_slugs}};
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "revision 'b2' calls the function 'fill_slugs', which runs in a transaction, and has none");
    EXPECT_EQ(result.help, "take 'transactional = false' out of the revision");
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0");
}

TEST_F(Functions, AreNotNeededWhereTheirRevisionIsApplied) {
    how.functions = {{"fill_slugs", fill_slugs}};
    TestConnection db(path);
    ASSERT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
    EXPECT_EQ(check(db.get(), chain.view()).status, status::done);
}

TEST_F(Functions, SayWhatWentWrong) {
    const outcome result = with([](sqlite3*) { return std::string("no slug for\n'Three'"); });
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "revision 'b2' could not be applied, step 2: the function 'fill_slugs' failed: no slug for 'Three'");
    EXPECT_EQ(result.statement, 2U);
    EXPECT_EQ(result.database_state, "the database is at revision 'a1'; this call made 1 revision before it stopped");
    EXPECT_EQ(result.help, "correct the revision or the data, and run the same command again");
}

TEST_F(Functions, MayNotTouchTheTransaction) {
    const std::pair<const char*, const char*> denied[] = {{"COMMIT", "COMMIT"},
                                                          {"ROLLBACK", "ROLLBACK"},
                                                          {"BEGIN", "BEGIN"},
                                                          {"SAVEPOINT s", "SAVEPOINT"},
                                                          {"ATTACH ':memory:' AS other", "ATTACH"},
                                                          {"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys"}};
    for (const auto& [sql, name] : denied) {
        const outcome result = with([sql = sql](sqlite3* db) {
            exec(db, sql);
            return std::string();
        });
        EXPECT_EQ(result.status, status::sql_failed) << sql;
        EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 2: the function 'fill_slugs': " + std::string(name) +
                                      " is not allowed in a migration");
        EXPECT_EQ(result.help, "leave transactions, attached databases and settings of the connection to the migration");
    }
}

TEST_F(Functions, MayNotChangeTheSchema) {
    for (const char* sql : {"CREATE TABLE t (x)", "DROP TABLE posts", "ALTER TABLE posts ADD COLUMN x", "CREATE INDEX i ON posts (title)",
                            "CREATE VIEW v AS SELECT 1"}) {
        const outcome result = with([&](sqlite3* db) {
            exec(db, sql);
            return std::string();
        });
        EXPECT_EQ(result.status, status::refused) << sql;
        EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 2: the function 'fill_slugs' changed the schema");
        EXPECT_EQ(result.help, "write that as operations of the revision");
    }
}

TEST_F(Functions, MayNotLeaveRowsThatReferToNothing) {
    chain[0].up.push_back(TestChain::sql("CREATE TABLE notes (post bigint REFERENCES posts)"));
    chain[0].up.push_back(TestChain::sql("INSERT INTO notes VALUES (1)"));
    const outcome result = with([](sqlite3* db) {
        exec(db, "DELETE FROM posts WHERE id = 1");
        return std::string();
    });
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message, "revision 'b2' could not be applied: the row with rowid 1 of 'notes' refers to a row of 'posts' that "
                              "does not exist");
}

TEST_F(Functions, ThatAreCancelledLeaveNothing) {
    chain[0].up.push_back(TestChain::sql("CREATE TABLE numbers (x)"));
    chain[0].up.push_back(TestChain::sql(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000) INSERT INTO numbers SELECT x FROM n"));
    bool called = false;
    how.cancelled = [&] { return called; };
    const outcome result = with([&](sqlite3* db) {
        called = true;
        sqlite3_stmt* read = nullptr;
        sqlite3_prepare_v2(db, "SELECT x FROM numbers", -1, &read, nullptr);
        while (sqlite3_step(read) == SQLITE_ROW) {
        }
        sqlite3_finalize(read);
        return std::string();  // says nothing of what it did not read
    });
    EXPECT_EQ(result.status, status::cancelled);
}

TEST_F(Functions, WriteNothingWhenTheirTransactionHasEnded) {
    const outcome result = with([](sqlite3* db) {
        exec(db, "INSERT OR ROLLBACK INTO posts (id) VALUES (1)");
        exec(db, "INSERT INTO posts (id, title) VALUES (99, 'late')");
        return std::string();
    });
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 2: the function 'fill_slugs' ended the transaction of the revision");
}

TEST_F(Functions, MayNotHideATableBehindATemporaryOne) {
    chain[1].up.insert(chain[1].up.begin() + 2, TestChain::sql("INSERT INTO posts (id, title, slug) VALUES (5, 'x', 'x')"));
    const outcome result = [&] {
        how.functions = {{"fill_slugs", [](sqlite3* db) { exec(db, "CREATE TEMP TABLE posts (id, title, slug)"); }}};
        TestConnection db(path);
        return upgrade(db.get(), chain.view(), how);
    }();
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 3: the temporary table 'posts' of this connection hides "
                              "'posts' of the database");
}

TEST_F(Functions, MayAnalyzeAndUseFullTextSearch) {
    chain[0].up.push_back(TestChain::sql("CREATE VIRTUAL TABLE words USING fts5 (word)"));
    how.functions = {{"fill_slugs", [](sqlite3* db) {
                          exec(db, "INSERT INTO words SELECT title FROM posts; INSERT INTO words (words) VALUES ('rebuild'); ANALYZE; "
                                   "UPDATE posts SET slug = title");
                      }}};
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT count(*) FROM words WHERE words MATCH 'three'"), "1");
}

TEST_F(Functions, MayUseTemporaryTables) {
    how.functions = {{"fill_slugs", [](sqlite3* db) {
                          exec(db, "CREATE TEMP TABLE words AS SELECT id, lower(title) AS word FROM posts; UPDATE posts SET slug = "
                                   "(SELECT word FROM words WHERE words.id = posts.id); DROP TABLE words");
                      }}};
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT slug FROM posts"), "one two!\nthree!");
}

TEST_F(Functions, MayNotLeaveAStatementRunning) {
    sqlite3_stmt* left = nullptr;
    const outcome result = [&] {
        how.functions = {{"fill_slugs", [&](sqlite3* db) {
                              sqlite3_prepare_v2(db, "SELECT * FROM posts", -1, &left, nullptr);
                              sqlite3_step(left);
                          }}};
        TestConnection db(path);
        outcome found = upgrade(db.get(), chain.view(), how);
        sqlite3_finalize(left);
        return found;
    }();
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "revision 'b2' could not be applied, step 2: the function 'fill_slugs' left a statement that is still running");
    EXPECT_EQ(result.help, "reset or finalize it before the function returns");
}

TEST_F(Functions, WhatTheyThrowPassesThroughARolledBackRevision) {
    how.functions = {{"fill_slugs", [](sqlite3* db) {
                          exec(db, "DELETE FROM posts");
                          throw std::runtime_error("no more");
                      }}};
    TestConnection db(path);
    EXPECT_THROW(upgrade(db.get(), chain.view(), how), std::runtime_error);
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "a1");
    EXPECT_EQ(db.text("SELECT count(*) FROM posts"), "2");
    // The connection is as it was.
    db.run("CREATE TABLE mine (x); PRAGMA user_version = 3");
    EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
}

TEST_F(Functions, AreRecordedWithTheWayDown) {
    how.functions = {{"fill_slugs", fill_slugs}};
    TestConnection db(path);
    ASSERT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
    const decoded_script down = decode_script(db.text("SELECT down_script FROM migrations_history WHERE revision = 'b2'"));
    EXPECT_EQ(down.error, "");
    ASSERT_EQ(down.script.view().steps.size, 2U);
    EXPECT_EQ(down.script.view().steps[1].function, "clear_slugs");
    EXPECT_EQ(down.script.view().steps[0].function, "");
}

TEST_F(Functions, AreNamedWhereStatementsAreCollected) {
    how.collecting = true;
    std::string told;
    how.on_statement = [&](std::string_view sql) { told += std::string(sql) + "\n"; };
    TestConnection db(path);
    EXPECT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
    // And whoever runs them is stopped there.
    EXPECT_NE(told.find("UPDATE posts SET title = title || '!'\n-- function fill_slugs\nCREATE TEMP TABLE \"migrations_guard\" (ok CONSTRAINT "
                        "\"the function 'fill_slugs' can only be called by the program\" CHECK (ok))\n"),
              std::string::npos)
        << told;
}

TEST_F(Functions, LogsSayWhatHappens) {
    how.functions = {{"fill_slugs", fill_slugs}};
    std::vector<std::string> lines;
    how.on_log = [&](std::string_view line) { lines.emplace_back(line.substr(0, line.find(" in "))); };
    TestConnection db(path);
    ASSERT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
    EXPECT_EQ(lines, (std::vector<std::string>{"applying revision 'a1' (a message)", "revision 'a1' is applied,",
                                               "applying revision 'b2' (a message)", "revision 'b2' is applied,"}));
}

#if MIGRATIONS_POSTGRESQL

class PostgresqlFunctions : public RuntimePostgresql {
protected:
    static std::string update(PGconn* connection, const char* sql) {
        PGresult* const result = PQexec(connection, sql);
        const bool done = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
        PQclear(result);
        return done ? "" : PQerrorMessage(connection);
    }
    static std::string fill(PGconn* connection) {
        return update(connection, "UPDATE posts SET slug = lower(replace(title, ' ', '-'))");
    }
    outcome with(std::function<std::string(PGconn*)> body) {
        how.functions = {{"fill_slugs", std::move(body)}};
        TestDatabase db(url);
        outcome result = upgrade(db.get(), of, how);
        TestDatabase other(url);
        EXPECT_EQ(other.text("SELECT revision FROM migrations_version"), "a1");
        EXPECT_EQ(other.text("SELECT title, slug FROM posts ORDER BY id"), "One Two|NULL\nThree|NULL");
        return result;
    }

    TestChain chain = slugs();
    set of = postgresql_view(chain);
    options how;
};

TEST_F(PostgresqlFunctions, RunBetweenTheStepsOfTheirRevision) {
    how.functions = {{"fill_slugs", fill}, {"clear_slugs", [](PGconn* on) { return update(on, "UPDATE posts SET slug = NULL"); }}};
    TestDatabase db(url);
    const outcome up = upgrade(db.get(), of, how);
    EXPECT_EQ(up.status, status::done) << up.message;
    EXPECT_EQ(db.text("SELECT slug FROM posts ORDER BY id"), "one-two!\nthree!");
    const outcome down = run(db.get(), of, {chain.moves(direction::down, {"b2"}).data(), 1}, how);
    EXPECT_EQ(down.status, status::done) << down.message;
    EXPECT_EQ(db.text("SELECT count(slug) FROM posts"), "0");
}

TEST_F(PostgresqlFunctions, RunWithLibpqxx) {
    how.functions = {{"fill_slugs", [](pqxx::transaction_base& work) {
                          work.exec("UPDATE posts SET slug = lower(replace(title, ' ', '-'))");
                      }}};
    pqxx::connection connection(url);
    const outcome up = upgrade(connection, of, how);
    EXPECT_EQ(up.status, status::done) << up.message;
    TestDatabase db(url);
    EXPECT_EQ(db.text("SELECT slug FROM posts ORDER BY id"), "one-two!\nthree!");
}

TEST_F(PostgresqlFunctions, WhatTheServerRefusesAFunctionIsTheOutcomeWithLibpqxx) {
    how.functions = {{"fill_slugs", [](pqxx::transaction_base& work) { work.exec("UPDATE posts SET nothing = 1"); }}};
    pqxx::connection connection(url);
    const outcome result = upgrade(connection, of, how);
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 2: the function 'fill_slugs' failed: column \"nothing\" of relation "
                              "\"posts\" does not exist");
    EXPECT_EQ(result.code, "42703");
    EXPECT_EQ(result.statement, 2U);
    TestDatabase db(url);
    EXPECT_EQ(db.text("SELECT title FROM posts ORDER BY id"), "One Two\nThree");
    EXPECT_EQ(db.text("SELECT outcome, error_code FROM migrations_history WHERE revision = 'b2'"), "failed|42703");
}

TEST_F(PostgresqlFunctions, WhatTheyThrowPassesThroughWithLibpqxx) {
    how.functions = {{"fill_slugs", [](pqxx::transaction_base& work) {
                          work.exec("DELETE FROM posts");
                          throw std::runtime_error("no more");
                      }}};
    pqxx::connection connection(url);
    EXPECT_THROW(upgrade(connection, of, how), std::runtime_error);
    TestDatabase db(url);
    EXPECT_EQ(db.text("SELECT count(*) FROM posts"), "2");
    how.functions = {{"fill_slugs", [](pqxx::transaction_base&) {}}};
    EXPECT_EQ(upgrade(connection, of, how).status, status::done);
}

TEST_F(PostgresqlFunctions, AreRefusedBeforeAnythingRunsWhereTheyAreMissing) {
    how.functions = {{"fill_slugs", fill_slugs}};
    TestDatabase db(url);
    outcome result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message.substr(0, 72), "revision 'b2' calls the function 'fill_slugs', which takes 'sqlite3*' wh");
    how.functions.clear();
    result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.message, "revision 'b2' calls the function 'fill_slugs', which this program has not registered");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_EQ(db.everything(), "");
}

TEST_F(PostgresqlFunctions, SayWhatWentWrong) {
    int calls = 0;
    const outcome result = with([&](PGconn*) {
        ++calls;
        return std::string("no slug");
    });
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 2: the function 'fill_slugs' failed: no slug");
    EXPECT_EQ(result.statement, 2U);
    EXPECT_EQ(calls, 1);
}

TEST_F(PostgresqlFunctions, AStepAfterAFunctionIsNamed) {
    int calls = 0;
    const outcome result = with([&](PGconn* on) {
        ++calls;
        return update(on, "UPDATE posts SET slug = 'same'");
    });
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 3: could not create unique index \"posts_slug\" (Key "
                              "(slug)=(same) is duplicated.)");
    EXPECT_EQ(calls, 1);
}

TEST_F(PostgresqlFunctions, MayNotEndTheTransaction) {
    const outcome result = with([&](PGconn* on) { return update(on, "ROLLBACK"); });
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message, "revision 'b2' could not be applied, step 2: the function 'fill_slugs' ended the transaction of the "
                              "revision, or reset its settings");
    EXPECT_EQ(result.database_state, "the record says that the database is at revision 'a1'; what the function has done since it "
                                     "ended the transaction stays");
}

TEST_F(PostgresqlFunctions, MayNotCommitWhatIsHalfDone) {
    how.functions = {{"fill_slugs", [](PGconn* on) { return update(on, "COMMIT"); }}};
    TestDatabase db(url);
    const outcome result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.status, status::partially_applied);
    EXPECT_EQ(result.database_state, "revision 'b2' is partly applied; the record still says that the database is at revision 'a1'");
}

TEST_F(PostgresqlFunctions, MayNotHideWhatFailed) {
    const outcome result = with([&](PGconn* on) {
        static_cast<void>(update(on, "UPDATE posts SET nothing = 1"));
        return std::string();
    });
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "revision 'b2' could not be applied, step 2: the function 'fill_slugs' returned after a statement of it had failed");
}

// Locks of others are waited for, as for a step.
TEST_F(PostgresqlFunctions, AreRepeatedWhereTheyLostARace) {
    TestDatabase other(url);
    int calls = 0;
    how.functions = {{"fill_slugs", [&](PGconn* on) {
                          // Somebody else has the row, and is done with it by the second time.
                          if (++calls == 1) {
                              other.run("BEGIN; UPDATE posts SET title = 'mine' WHERE id = 1");
                          } else {
                              other.run("ROLLBACK");
                          }
                          return run_sql(on, "UPDATE posts SET slug = lower(title) || id");
                      }}};
    how.statement_lock_timeout = std::chrono::milliseconds(100);
    TestChain first = slugs();
    TestDatabase db(url);
    {
        const set view = postgresql_view(first);
        ASSERT_EQ(run(db.get(), view, {first.moves(direction::up, {"a1"}).data(), 1}, how).status, status::done);
    }
    chain[1].up.erase(chain[1].up.begin());  // the update of the same rows, which would have them already
    const set again = postgresql_view(chain);
    const outcome result = upgrade(db.get(), again, how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(db.text("SELECT slug FROM posts ORDER BY id"), "one two1\nthree2");
}

TEST_F(PostgresqlFunctions, MayNotLeaveACopyUnderWay) {
    const outcome result = with([&](PGconn* on) {
        PQclear(PQexec(on, "COPY posts FROM STDIN"));
        return std::string();
    });
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "revision 'b2' could not be applied, step 2: the function 'fill_slugs' failed: it left a query or a COPY under way");
}

TEST_F(PostgresqlFunctions, ALostConnectionIsOne) {
    how.functions = {{"fill_slugs", [](PGconn* on) { return update(on, "SELECT pg_terminate_backend(pg_backend_pid())"); }}};
    TestDatabase db(url);
    const outcome result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.status, status::connection) << result.message;
    TestDatabase other(url);
    EXPECT_EQ(other.text("SELECT revision FROM migrations_version"), "a1");
}

#endif

}  // namespace
}  // namespace migrations
