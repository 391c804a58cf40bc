// options::schema_hash: a program that was built with other models than those of its migrations is refused by every engine,
// before the database is asked anything.
#include <migrations/sqlite3.hpp>
#include <set>

#include "runtime_support.h"
#if MIGRATIONS_POSTGRESQL
#include <cstdio>
#include <migrations/libpq.hpp>
#include <migrations/pqxx.hpp>

#include "postgresql_support.h"
#endif

namespace migrations {
namespace {

const std::string ours(64, 'a');
const std::string others(64, 'b');

TestChain a_chain() {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE a (x int)"}, {"DROP TABLE a"});
    return chain;
}

set with_hash(set of, std::string_view hash) {
    of.schema_hash = hash;
    return of;
}

options asking(std::string_view hash) {
    options how;
    how.schema_hash = hash;
    return how;
}

void expect_refused(const outcome& result) {
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "this program was built with models of another schema (aaaaaaaaaaaa) than its migrations (bbbbbbbbbbbb)");
    EXPECT_EQ(result.help, "build the program anew against the models that the migrations were made from");
    EXPECT_EQ(result.database_state, "the database was not touched");
    EXPECT_EQ(result.applied, 0U);
}

TEST(RuntimeSchemaCheck, SqliteRefusesOtherModels) {
    TestChain chain = a_chain();
    TestConnection db(":memory:");
    std::set<std::string> statements;
    const auto note = [](unsigned, void* noted, void*, void* sql) {
        static_cast<std::set<std::string>*>(noted)->insert(static_cast<const char*>(sql));
        return 0;
    };
    sqlite3_trace_v2(db.get(), SQLITE_TRACE_STMT, note, &statements);
    const set of = with_hash(chain.view(), others);
    expect_refused(upgrade(db.get(), of, asking(ours)));
    expect_refused(check(db.get(), of, asking(ours)));
    // A setting of the connection, which every call restores.
    EXPECT_EQ(statements, std::set<std::string>{"PRAGMA busy_timeout"});
    sqlite3_trace_v2(db.get(), 0, nullptr, nullptr);
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0");
}

TEST(RuntimeSchemaCheck, SqliteTakesTheSameModelsAndThoseThatAreNotAskedFor) {
    TestChain chain = a_chain();
    for (const auto& [asked, hash] : {std::pair{ours, ours}, std::pair{ours, std::string()}, std::pair{std::string(), ours}}) {
        TestConnection db(":memory:");
        const set of = with_hash(chain.view(), hash);
        EXPECT_EQ(check(db.get(), of, asking(asked)).status, status::behind) << asked << " " << hash;
        EXPECT_EQ(upgrade(db.get(), of, asking(asked)).status, status::done) << asked << " " << hash;
    }
}

#if MIGRATIONS_POSTGRESQL

using RuntimePostgresqlSchema = RuntimePostgresql;

TEST_F(RuntimePostgresqlSchema, LibpqRefusesOtherModels) {
    TestChain chain = a_chain();
    TestDatabase db(url);
    const set of = with_hash(postgresql_view(chain), others);
    std::FILE* sent = std::tmpfile();
    ASSERT_NE(sent, nullptr);
    PQtrace(db.get(), sent);
    expect_refused(upgrade(db.get(), of, asking(ours)));
    expect_refused(check(db.get(), of, asking(ours)));
    PQuntrace(db.get());
    EXPECT_EQ(std::ftell(sent), 0);
    std::fclose(sent);
    EXPECT_EQ(check(db.get(), of).status, status::behind);
    EXPECT_EQ(upgrade(db.get(), of, asking(others)).status, status::done);
}

TEST_F(RuntimePostgresqlSchema, PqxxRefusesOtherModels) {
    TestChain chain = a_chain();
    pqxx::connection db(url);
    const set of = with_hash(postgresql_view(chain), others);
    expect_refused(upgrade(db, of, asking(ours)));
    expect_refused(check(db, of, asking(ours)));
    EXPECT_EQ(upgrade(db, of, asking(others)).status, status::done);
}

#endif

}  // namespace
}  // namespace migrations
