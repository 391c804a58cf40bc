#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <migrations/sqlite3.hpp>
#include <stdexcept>

#include "runtime_support.h"

namespace migrations {
namespace {

using std::chrono::milliseconds;

TestChain counting_chain(int count) {
    TestChain chain;
    chain.add("r0", "", {"CREATE TABLE ran (revision TEXT)", "INSERT INTO ran VALUES ('r0')"});
    for (int at = 1; at < count; ++at) {
        const std::string id = "r" + std::to_string(at);
        chain.add(id, "r" + std::to_string(at - 1),
                  {"CREATE TABLE t" + id + " (x)", "INSERT INTO ran VALUES ('" + id + "')"});
    }
    return chain;
}

TEST_F(RuntimeSqlite, SmuggledTransactionControlIsDenied) {
    const std::pair<std::string, std::string> cases[] = {
        {"COMMIT", "COMMIT"},
        {"ROLLBACK", "ROLLBACK"},
        {"BEGIN", "BEGIN"},
        {"END TRANSACTION", "COMMIT"},
        {"SAVEPOINT s", "SAVEPOINT"},
        {"ATTACH ':memory:' AS x", "ATTACH"},
        {"DETACH x", "DETACH"},
        {"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys"},
        {"PRAGMA journal_mode(WAL)", "PRAGMA journal_mode"},
    };
    for (const auto& [sql, what] : cases) {
        TestChain chain;
        chain.add("a1", "", {"CREATE TABLE t (x)", sql, "CREATE TABLE u (x)"});
        TestConnection db(":memory:");
        const outcome result = upgrade(db.get(), chain.view());
        EXPECT_EQ(result.status, status::sql_failed) << sql;
        EXPECT_EQ(result.statement, 2u);
        EXPECT_EQ(result.message, "revision 'a1' could not be applied, step 2: " + what +
                                      " is not allowed in a migration that runs in a transaction");
        EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0") << sql;
        EXPECT_EQ(sqlite3_get_autocommit(db.get()), 1);
        EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
        db.run("BEGIN; COMMIT");  // the authorizer is gone
    }
}

TEST_F(RuntimeSqlite, AConflictClauseThatRollsBackStopsTheRevision) {
    TestChain chain;
    chain.add("a1", "",
              {"CREATE TABLE t (x UNIQUE ON CONFLICT ROLLBACK)", "INSERT INTO t VALUES (1), (1)",
               "CREATE TABLE after (x)"});
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.code, "2067");
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0");
}

TEST_F(RuntimeSqlite, NulBytesAreNotIgnored) {
    TestChain chain;
    chain.add("a1", "", {std::string("CREATE TABLE t (x);\0DROP TABLE t", 32)});
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.message,
              "revision 'a1' could not be applied, step 1: the statement has a NUL byte");
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0");
}

TEST_F(RuntimeSqlite, AnOpenTransactionOrStatementIsRefused) {
    TestChain chain = counting_chain(1);
    TestConnection db(path);
    db.run("BEGIN");
    outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "the connection has an open transaction");
    EXPECT_EQ(check(db.get(), chain.view()).status, status::behind);
    EXPECT_EQ(sqlite3_get_autocommit(db.get()), 0);
    db.run("CREATE TABLE mine (x)");
    EXPECT_EQ(check(db.get(), chain.view()).status, status::state);
    EXPECT_EQ(sqlite3_get_autocommit(db.get()), 0);  // the caller's transaction is the caller's
    db.run("ROLLBACK");
    sqlite3_stmt* open = nullptr;
    sqlite3_prepare_v2(db.get(), "SELECT 1 UNION SELECT 2", -1, &open, nullptr);
    sqlite3_step(open);
    result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "a statement of the connection is still running");
    EXPECT_EQ(result.sql, "SELECT 1 UNION SELECT 2");
    sqlite3_finalize(open);
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
}

TEST_F(RuntimeSqlite, ALockedDatabaseIsBusyAfterTheTimeout) {
    TestChain chain = counting_chain(2);
    TestConnection db(path);
    TestConnection other(path);
    other.run("BEGIN IMMEDIATE");
    options how;
    how.lock_timeout = milliseconds(120);
    sqlite3_busy_timeout(db.get(), 4321);
    const auto start = std::chrono::steady_clock::now();
    const outcome result = upgrade(db.get(), chain.view(), how);
    const auto took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(result.status, status::busy);
    EXPECT_EQ(result.code, "5");
    EXPECT_EQ(result.message, "revision 'r0' could not be applied: database is locked");
    EXPECT_EQ(result.help, "run the same command again when the other process is done");
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_GE(took, milliseconds(110));
    EXPECT_LT(took, milliseconds(2000));
    EXPECT_EQ(db.text("PRAGMA busy_timeout"), "4321");
    EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
    other.run("ROLLBACK");
    EXPECT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
}

TEST_F(RuntimeSqlite, AReaderInTheWayOfTheCommitIsWaitedFor) {
    TestChain chain = counting_chain(2);
    TestConnection db(path);
    db.run("CREATE TABLE migrations_dummy (x)");
    TestConnection reader(path);
    reader.run("BEGIN");
    reader.text("SELECT * FROM sqlite_schema");
    options how;
    how.lock_timeout = milliseconds(60);
    ASSERT_TRUE(stamp(db.get(), chain.view(), {}, how).status == status::busy);
    int waits = 0;
    how.lock_timeout = milliseconds(5000);
    how.on_statement = [&](std::string_view sql) {
        if (sql == "COMMIT" && ++waits == 1) {
            // Only after the transaction has to wait does the reader go.
            reader.run("COMMIT");
        }
    };
    EXPECT_EQ(stamp(db.get(), chain.view(), {}, how).status, status::done);
    EXPECT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
    EXPECT_EQ(db.text("SELECT count(*) FROM ran"), "2");
}

TEST_F(RuntimeSqlite, ReadOnlyIsAnEnvironmentProblem) {
    { TestConnection(path).run("CREATE TABLE migrations_dummy (x)"); }
    TestChain chain = counting_chain(1);
    TestConnection db(path, SQLITE_OPEN_READONLY);
    db.run("PRAGMA foreign_keys = OFF");
    TestConnection writable(path);
    ASSERT_TRUE(stamp(writable.get(), chain.view(), {}));
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.code, "8");
    EXPECT_EQ(result.message,
              "revision 'r0' could not be applied, step 1: attempt to write a readonly database");
    EXPECT_EQ(result.help, "make the database file and its folder writable");
    EXPECT_EQ(db.text("PRAGMA foreign_keys"), "0");
    EXPECT_EQ(check(db.get(), chain.view()).status, status::behind);
}

TEST_F(RuntimeSqlite, AFileThatIsNoDatabaseIsAnEnvironmentProblem) {
    { std::ofstream(path) << std::string(5000, 'x'); }
    TestChain chain = counting_chain(1);
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.code, "26");
    EXPECT_EQ(result.message, "file is not a database");
    EXPECT_EQ(result.database_state, "the database is unchanged");
    EXPECT_EQ(std::filesystem::file_size(path), 5000u);
}

TEST_F(RuntimeSqlite, AFullDatabaseIsRolledBack) {
    TestChain chain = counting_chain(2);
    chain.add("big", "r1",
              {"CREATE TABLE big (x)",
               "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
               "INSERT INTO big SELECT randomblob(1000) FROM n"});
    TestConnection db(path);
    db.run("PRAGMA max_page_count = 60");
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::environment);
    EXPECT_EQ(result.code, "13");
    EXPECT_EQ(result.applied, 2u);
    EXPECT_EQ(result.to, std::vector<std::string>{"r1"});
    EXPECT_EQ(result.database_state,
              "the database is at revision 'r1'; this call made 2 revisions before it stopped");
    EXPECT_EQ(result.help, "free disk space and run the same command again");
    EXPECT_EQ(db.text("PRAGMA integrity_check"), "ok");
    db.run("PRAGMA max_page_count = 100000");
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
}

TEST_F(RuntimeSqlite, AThrowingCallbackLeavesNothingBehind) {
    TestChain chain = counting_chain(3);
    TestConnection db(path);
    sqlite3_busy_timeout(db.get(), 77);
    for (const std::string stop : {"BEGIN IMMEDIATE", "CREATE TABLE tr1 (x)", "COMMIT"}) {
        options how;
        int seen = 0;
        how.on_statement = [&](std::string_view sql) {
            if (sql == stop && ++seen == 1) throw std::runtime_error("stop");
        };
        EXPECT_THROW(upgrade(db.get(), chain.view(), how), std::runtime_error) << stop;
        EXPECT_EQ(sqlite3_get_autocommit(db.get()), 1);
        EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
        EXPECT_EQ(db.text("PRAGMA busy_timeout"), "77");
        db.run("BEGIN; COMMIT");
    }
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
    EXPECT_EQ(db.text("SELECT group_concat(revision) FROM ran"), "r0,r1,r2");
}

// Starts `count` processes that all run `work` at the same moment; the exit codes, sorted.
std::vector<int> race(int count, const std::function<int()>& work) {
    int gate[2];
    EXPECT_EQ(pipe(gate), 0);
    std::vector<pid_t> children;
    for (int at = 0; at < count; ++at) {
        const pid_t child = fork();
        if (child == 0) {
            close(gate[1]);
            char byte = 0;
            while (read(gate[0], &byte, 1) > 0) {
            }
            _exit(work());
        }
        children.push_back(child);
    }
    close(gate[0]);
    close(gate[1]);
    std::vector<int> codes;
    for (const pid_t child : children) {
        int state = 0;
        waitpid(child, &state, 0);
        codes.push_back(WIFEXITED(state) ? WEXITSTATUS(state) : 1000 + WTERMSIG(state));
    }
    std::sort(codes.begin(), codes.end());
    return codes;
}

std::vector<int> upgrades_at_once(int count, const std::string& file, const set& chain) {
    return race(count, [&] {
        sqlite3* db = nullptr;
        if (sqlite3_open(file.c_str(), &db) != SQLITE_OK) return 100;
        options how;
        how.lock_timeout = milliseconds(60000);
        const outcome result = upgrade(db, chain, how);
        if (!result) std::fprintf(stderr, "%s\n", result.message.c_str());
        sqlite3_close(db);
        return static_cast<int>(result.status);
    });
}

TEST_F(RuntimeSqlite, FiftyProcessesAtOnceApplyEachRevisionOnce) {
    for (const std::string mode : {"DELETE", "WAL"}) {
        const std::string file = folder + "/" + mode;
        { TestConnection(file).run("PRAGMA journal_mode = " + mode); }
        TestChain chain = counting_chain(10);
        EXPECT_EQ(upgrades_at_once(50, file, chain.view()), std::vector<int>(50, 0)) << mode;
        TestConnection db(file);
        EXPECT_EQ(db.text("SELECT group_concat(revision) FROM ran"),
                  "r0,r1,r2,r3,r4,r5,r6,r7,r8,r9");
        EXPECT_EQ(db.text("SELECT count(*), sum(outcome = 'ok') FROM migrations_history"), "10|10");
    }
}

TEST_F(RuntimeSqlite, ProcessesShareTheStepsOfARevisionWithoutATransaction) {
    TestChain chain = counting_chain(1);
    TestChain::Revision revision;
    revision.id = "steps";
    revision.parents = {"r0"};
    revision.transactional = false;
    for (int at = 0; at < 5; ++at) {
        revision.up.push_back(
            TestChain::sql("INSERT INTO ran VALUES ('s" + std::to_string(at) + "')"));
    }
    chain.add(revision);
    EXPECT_EQ(upgrades_at_once(8, path, chain.view()), std::vector<int>(8, 0));
    TestConnection db(path);
    EXPECT_EQ(db.text("SELECT group_concat(revision) FROM ran"), "r0,s0,s1,s2,s3,s4");
}

TEST_F(RuntimeSqlite, UpgradesAndDowngradesAtRandomEndInSomeOrder) {
    TestChain chain = counting_chain(3);
    for (int at = 0; at < 3; ++at) {
        const std::string id = "r" + std::to_string(at);
        chain[static_cast<std::size_t>(at)].down = {
            TestChain::sql("DELETE FROM ran WHERE revision = '" + id + "'"),
            TestChain::sql(at == 0 ? "DROP TABLE ran" : "DROP TABLE t" + id)};
    }
    const set& of = chain.view();
    const std::vector<move> down = chain.moves(direction::down, {"r2"});
    const std::vector<int> codes = race(24, [&] {
        sqlite3* db = nullptr;
        if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) return 100;
        options how;
        how.lock_timeout = milliseconds(60000);
        const outcome result =
            getpid() % 2 == 0 ? upgrade(db, of, how) : run(db, of, {down.data(), down.size()}, how);
        sqlite3_close(db);
        return static_cast<int>(result.status);
    });
    for (const int code : codes) EXPECT_TRUE(code == 0 || code == 6) << code;
    TestConnection db(path);
    ASSERT_TRUE(upgrade(db.get(), of));
    EXPECT_EQ(db.text("SELECT group_concat(revision) FROM ran"), "r0,r1,r2");
    // Each revision was applied once more often than it was taken back.
    EXPECT_EQ(db.text("SELECT DISTINCT sum(CASE action WHEN 'upgrade' THEN 1 ELSE -1 END) FROM "
                      "migrations_history WHERE outcome = 'ok' GROUP BY revision"),
              "1");
}

// Kills a process that upgrades before each statement in turn, until it gets to the end: the same
// call then finishes the job, and leads to the same database each time. How many statements there
// were.
int kill_everywhere(const std::string& folder, const set& of) {
    std::string wanted;
    for (int stop = 0; stop < 100; ++stop) {
        const std::string file = folder + "/kill" + std::to_string(stop);
        const std::vector<int> codes = race(1, [&] {
            sqlite3* db = nullptr;
            if (sqlite3_open(file.c_str(), &db) != SQLITE_OK) return 100;
            sqlite3_exec(db, "PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF", nullptr, nullptr,
                         nullptr);
            int seen = 0;
            options how;
            how.on_statement = [&](std::string_view) {
                if (seen++ == stop) kill(getpid(), SIGKILL);
            };
            return static_cast<int>(upgrade(db, of, how).status);
        });
        TestConnection db(file);
        options how;
        how.lock_timeout = milliseconds(100);
        const outcome result = upgrade(db.get(), of, how);
        EXPECT_EQ(result.status, status::done) << stop << " " << result.message;
        if (wanted.empty()) wanted = db.everything();
        EXPECT_EQ(db.everything(), wanted) << stop;
        if (codes[0] == 0) return stop;
        EXPECT_EQ(codes[0], 1000 + SIGKILL);
    }
    return 100;
}

TEST_F(RuntimeSqlite, KilledAnywhereTheNextCallFinishes) {
    TestChain chain;
    chain
        .add("a", "",
             {"CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT)",
              "CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE)",
              "INSERT INTO p VALUES (1, 'x'), (2, 'y')", "INSERT INTO c VALUES (1), (2)"})
        .add("b", "a", {});
    chain[1].up = {TestChain::rebuild("p", "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT)",
                                      "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT NOT NULL)"),
                   TestChain::sql("CREATE INDEX p_n ON p (n)")};
    const int points = kill_everywhere(folder, chain.view());
    EXPECT_GT(points, 15);
    EXPECT_LT(points, 99);
}

TEST_F(RuntimeSqlite, KilledAnywhereWithoutATransactionTheNextCallFinishes) {
    { TestConnection(folder + "/more").run("CREATE TABLE s AS SELECT 5 AS x"); }
    TestChain chain;
    chain.add("a", "",
              {"CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT)",
               "CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE)",
               "INSERT INTO p VALUES (1, 'x'), (2, 'y')", "INSERT INTO c VALUES (1), (2)", "VACUUM",
               "ATTACH '" + folder + "/more' AS more", "INSERT INTO p SELECT x, x FROM more.s",
               "DETACH more", "PRAGMA user_version = 4"});
    chain[0].up.push_back(
        TestChain::rebuild("p", "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT)",
                           "CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT NOT NULL)"));
    chain[0].up.push_back(TestChain::sql("DELETE FROM p WHERE id = 1"));
    chain[0].transactional = false;
    const int points = kill_everywhere(folder, chain.view());
    EXPECT_GT(points, 50);
    EXPECT_LT(points, 99);
    TestConnection db(folder + "/kill0");
    EXPECT_EQ(db.text("SELECT * FROM p"), "2|y\n5|5");
    EXPECT_EQ(db.text("SELECT * FROM c"), "2");
    EXPECT_EQ(db.text("PRAGMA user_version"), "4");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_journal"), "0");
}

// A process that is stopped, not dead: what it is at is not run a second time.
TEST_F(RuntimeSqlite, AStepOfALivingProcessIsWaitedFor) {
    TestChain chain;
    chain.add("a", "", {"CREATE TABLE ran (x)", "INSERT INTO ran VALUES (1)"});
    chain[0].transactional = false;
    const set& revisions = chain.view();
    TestConnection db(path);
    TestConnection other(path);
    options how;
    how.on_statement = [&](std::string_view sql) {
        if (sql != "INSERT INTO ran VALUES (1)") return;
        options impatient;
        impatient.lock_timeout = milliseconds(20);
        const outcome result = upgrade(other.get(), revisions, impatient);
        EXPECT_EQ(result.status, status::busy);
        EXPECT_EQ(result.message, "revision 'a' could not be applied: database is locked");
    };
    EXPECT_EQ(upgrade(db.get(), revisions, how).status, status::done);
    EXPECT_EQ(db.text("SELECT count(*) FROM ran"), "1");
}

TEST_F(RuntimeSqlite, ABrokenTriggerIsNamedNotTheOneThatFiresIt) {
    TestChain chain;
    chain
        .add("1", "",
             {"CREATE TABLE parent (id INTEGER PRIMARY KEY, zname TEXT, old TEXT)",
              "CREATE TABLE child (id INTEGER PRIMARY KEY)", "CREATE TABLE log (x)",
              "CREATE TRIGGER adds AFTER INSERT ON child BEGIN INSERT INTO parent (id) VALUES "
              "(new.id); END",
              "CREATE TRIGGER logs AFTER INSERT ON parent WHEN new.old <> '' BEGIN INSERT INTO log "
              "VALUES (new.old); END",
              "CREATE TRIGGER notes AFTER INSERT ON parent BEGIN INSERT INTO log VALUES "
              "(new.zname); END"})
        .add("2", "1", {});
    chain[1].up = {TestChain::rebuild(
        "parent", "CREATE TABLE parent (id INTEGER PRIMARY KEY, zname TEXT, old TEXT)",
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, old TEXT)")};
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.message,
              "revision '2' could not be applied: the trigger 'notes' on 'parent' no longer works: "
              "no such column: new.zname");
    EXPECT_EQ(db.text("SELECT group_concat(name) FROM sqlite_schema WHERE type = 'trigger'"),
              "adds,logs,notes");
}

}  // namespace
}  // namespace migrations
