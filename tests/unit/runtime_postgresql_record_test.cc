#if MIGRATIONS_POSTGRESQL

// What is recorded without a server, as `migrations sql` prints it, and then replayed by psql.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <migrations/libpq.hpp>
#include <migrations/recording.hpp>

#include "postgresql_support.h"

namespace migrations {
namespace {

// Each statement is put at the end of the script.
options writing_to(std::string& script) {
    options how;
    how.on_statement = [&script](std::string_view sql) { script += std::string(sql) + "\n;\n"; };
    return how;
}

// Statements in their order, as a file for psql.
std::string replayed(const std::string& url, const std::string& script) {
    const std::string path = testing::TempDir() + "replay" + std::to_string(getpid()) + ".sql";
    std::ofstream(path) << script;
    const std::string output = path + ".out";
    const int code = std::system(
        ("psql -X -q -v ON_ERROR_STOP=1 -d '" + url + "' -f " + path + " > " + output + " 2>&1")
            .c_str());
    std::ifstream in(output);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(path);
    std::filesystem::remove(output);
    return code == 0 ? "" : text;
}

TEST_F(RuntimePostgresql, WhatIsRecordedWithoutAServerIsWhatRuns) {
    TestChain chain = simple_chain();
    TestChain::Revision steps;
    steps.id = "d4";
    steps.parents = {"c3"};
    steps.up = {TestChain::sql("CREATE INDEX CONCURRENTLY users_name ON users (name)")};
    steps.down = {TestChain::sql("DROP INDEX CONCURRENTLY users_name")};
    steps.transactional = false;
    chain.add(std::move(steps));
    const set of = postgresql_view(chain);
    std::string script;
    const options how = writing_to(script);
    postgresql::recorder empty;
    outcome result = postgresql::upgrade(empty, of, how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.to, std::vector<std::string>{"d4"});
    EXPECT_EQ(replayed(url, script), "");

    TestDatabase replay(url);
    const std::string other = server().create_database("online" + std::to_string(getpid()));
    TestDatabase online(other);
    ASSERT_EQ(upgrade(online.get(), online.second(), of).status, status::done);
    EXPECT_EQ(replay.everything(), online.everything());
    const std::string heads = "SELECT * FROM migrations_version";
    EXPECT_EQ(replay.text(heads), online.text(heads));
    const std::string history =
        "SELECT seq, revision, parents, action, outcome, chain_sha256, down_script FROM "
        "migrations_history ORDER BY 1";
    EXPECT_EQ(replay.text(history), online.text(history));
    EXPECT_EQ(replay.text("SELECT count(*) FROM migrations_journal"), "0");
    EXPECT_EQ(upgrade(replay.get(), replay.second(), of).applied, 0u);

    // From the middle of the chain, where the sequence numbers of the database are not known; and
    // only from there.
    const std::vector<move> back = {{of.find("d4"), direction::down},
                                    {of.find("c3"), direction::down}};
    for (TestDatabase* each : {&replay, &online}) {
        EXPECT_EQ(run(each->get(), each->second(), of, {back.data(), back.size()}).status, status::done);
    }
    script.clear();
    const std::string_view b2[] = {"b2"};
    postgresql::recorder middle(of, b2);
    EXPECT_EQ(postgresql::upgrade(middle, of, how).status, status::done);
    EXPECT_EQ(replayed(url, script), "");
    EXPECT_EQ(replay.text("SELECT revision FROM migrations_version"), "d4");
    EXPECT_EQ(check(replay.get(), of).status, status::done);
    EXPECT_NE(replayed(url, script).find("relation \"users_email\" already exists"),
              std::string::npos);
    EXPECT_EQ(replay.text("SELECT revision FROM migrations_version"), "d4");

    // A second printing is the same.
    const std::string first = script;
    script.clear();
    postgresql::recorder again(of, b2);
    EXPECT_EQ(postgresql::upgrade(again, of, how).status, status::done);
    EXPECT_EQ(script, first);
}

// A revision that leads the session elsewhere is printed so that it comes back, as upgrade() does.
TEST_F(RuntimePostgresql, WhatIsRecordedTakesSettingsBack) {
    TestChain chain;
    chain.add("a1", "", {"CREATE SCHEMA app", "CREATE SCHEMA other", "CREATE TABLE a (x int)"});
    chain.add("b2", "a1",
              {"SET search_path = app", "CREATE TABLE b (x int)",
               "SELECT pg_catalog.set_config('search_path', '', false)"});
    chain.add("c3", "b2", {"SET SCHEMA 'other'", "CREATE TABLE c (x int)"});
    chain.add("d4", "c3", {"CREATE ROLE walker", "SET ROLE walker"});
    chain.add("e5", "d4",
              {"SET search_path = app", "CREATE INDEX CONCURRENTLY b_x ON b (x)",
               "CREATE TABLE e (x int)"});
    chain[4].transactional = false;
    chain.add("f6", "e5", {"RESET ROLE", "CREATE TABLE f (x int)"});
    const set of = postgresql_view(chain);
    std::string script;
    const options how = writing_to(script);
    postgresql::recorder empty;
    ASSERT_EQ(postgresql::upgrade(empty, of, how).status, status::done);
    // Whoever replays it may keep the tables elsewhere.
    TestDatabase replay(url);
    replay.run("CREATE SCHEMA home");
    script = "SET search_path = home;\n" + script;
    EXPECT_EQ(replayed(url, script), "");
    const std::string tables =
        "SELECT string_agg(schemaname || '.' || tablename, ' ' ORDER BY tablename) FROM pg_tables "
        "WHERE schemaname !~ '^pg_|^information'";
    EXPECT_EQ(replay.text(tables),
              "home.a app.b other.c app.e home.f home.migrations_history home.migrations_journal "
              "home.migrations_version");
    EXPECT_EQ(replay.text("SELECT revision FROM home.migrations_version"), "f6");
    EXPECT_EQ(replay.text("SELECT count(*) FROM home.migrations_journal"), "0");

    const std::string other = server().create_database("comes_back");
    replay.run("DROP OWNED BY walker; DROP ROLE walker");
    TestDatabase online(other);
    online.run("CREATE SCHEMA home; SET search_path = home");
    const outcome result = upgrade(online.get(), online.second(), of);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(online.text(tables), replay.text(tables));
    online.run("DROP OWNED BY walker; DROP ROLE walker");
}

// The guard stops a replay on a database that is somewhere else.
TEST_F(RuntimePostgresql, ARecordedScriptDoesNotRunElsewhere) {
    TestChain chain = simple_chain();
    chain[2].up = {TestChain::sql("SELECT 1")};
    const set of = postgresql_view(chain);
    TestDatabase db(url);
    const move first[] = {{of.find("a1"), direction::up}};
    ASSERT_EQ(run(db.get(), of, first).status, status::done);
    std::string script;
    const options how = writing_to(script);
    const std::string_view b2[] = {"b2"};
    postgresql::recorder middle(of, b2);
    ASSERT_EQ(postgresql::upgrade(middle, of, how).status, status::done);
    EXPECT_NE(replayed(url, script).find("the version table was changed by somebody else"),
              std::string::npos);
    EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "a1");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_history"), "1");
}

}  // namespace
}  // namespace migrations

#endif  // MIGRATIONS_POSTGRESQL
