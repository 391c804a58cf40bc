#include <migrations/sqlite3.hpp>

#include "runtime_support.h"

namespace migrations {
namespace {

using std::chrono::milliseconds;

TestChain simple_chain() {
    TestChain chain;
    chain
        .add("a1", "", {"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)"},
             {"DROP TABLE users"})
        .add("b2", "a1",
             {"ALTER TABLE users ADD COLUMN email TEXT",
              "INSERT INTO users (name, email) VALUES ('ann', 'a;b')"},
             {"DELETE FROM users", "ALTER TABLE users DROP COLUMN email"})
        .add("c3", "b2", {"CREATE INDEX users_email ON users (email)"}, {"DROP INDEX users_email"});
    return chain;
}

TEST_F(RuntimeSqlite, UpgradesAnEmptyDatabaseAndDoesNothingTheSecondTime) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    std::string told;
    std::string statements;
    options how;
    how.tool_version = "0.1.0";
    how.application = "it's me";
    how.on_event = [&](const event& each) {
        told += std::string(each.revision) + (each.what == event::kind::starting ? "<" : ">");
    };
    how.on_statement = [&](std::string_view sql) { statements += std::string(sql) + ";\n"; };
    outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.from, std::vector<std::string>());
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
    EXPECT_EQ(result.applied, 3u);
    EXPECT_EQ(told, "a1<a1>b2<b2>c3<c3>");
    EXPECT_EQ(db.text("SELECT name, email FROM users"), "ann|a;b");
    EXPECT_EQ(db.text("SELECT revision, chain_sha256, seq, project, format FROM "
                      "migrations_version"),
              "c3|chain-c3|3|blog|1");
    EXPECT_EQ(db.text("SELECT seq, revision, parents, action, outcome, file_sha256, ops_sha256, "
                      "application, tool_version, error_text FROM migrations_history"),
              "1|a1||upgrade|ok|file-a1|ops-a1|it's me|0.1.0|\n"
              "2|b2|a1|upgrade|ok|file-b2|ops-b2|it's me|0.1.0|\n"
              "3|c3|b2|upgrade|ok|file-c3|ops-c3|it's me|0.1.0|");
    EXPECT_EQ(db.text("SELECT count(DISTINCT run_id), min(length(run_id)) FROM migrations_history"),
              "1|32");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_history WHERE started_at GLOB "
                      "'20[0-9][0-9]-*T*:*:*.[0-9][0-9][0-9]Z'"),
              "3");
    EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");

    // What was told is what was done.
    TestConnection replayed(folder + "/replay.db");
    replayed.run(statements);
    EXPECT_EQ(replayed.everything(), db.everything());
    EXPECT_EQ(replayed.text("SELECT * FROM migrations_version"),
              db.text("SELECT * FROM migrations_version"));

    told.clear();
    statements.clear();
    result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::done);
    EXPECT_EQ(result.applied, 0u);
    EXPECT_EQ(result.from, std::vector<std::string>{"c3"});
    EXPECT_EQ(told + statements, "");
}

TEST_F(RuntimeSqlite, TheFastPathNeedsNoLock) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    db.run("PRAGMA journal_mode = WAL");
    ASSERT_TRUE(upgrade(db.get(), chain.view()));
    TestConnection writer(path);
    writer.run("BEGIN IMMEDIATE");
    options how;
    how.lock_timeout = milliseconds(0);
    EXPECT_EQ(upgrade(db.get(), chain.view(), how).status, status::done);
    EXPECT_EQ(check(db.get(), chain.view(), how).status, status::done);
    writer.run("ROLLBACK");
}

// The statements that a call runs, whoever tells of them.
std::vector<std::string> statements_of(sqlite3* db, const std::function<void()>& call) {
    std::vector<std::string> all;
    const auto note = [](unsigned, void* to, void* statement, void*) {
        auto* const each = static_cast<sqlite3_stmt*>(statement);
        static_cast<std::vector<std::string>*>(to)->push_back(
            (sqlite3_stmt_readonly(each) != 0 ? "" : "writes: ") + std::string(sqlite3_sql(each)));
        return 0;
    };
    sqlite3_trace_v2(db, SQLITE_TRACE_STMT, note, &all);
    call();
    sqlite3_trace_v2(db, 0, nullptr, nullptr);
    return all;
}

TEST_F(RuntimeSqlite, AnUpToDateDatabaseIsReadBesideAWriter) {
    TestChain chain = simple_chain();
    // With a journal that is rolled back, a writer that is about to commit keeps readers out.
    for (const auto& [mode, lock] :
         {std::pair("DELETE", "BEGIN IMMEDIATE"), std::pair("WAL", "BEGIN IMMEDIATE"), std::pair("WAL", "BEGIN EXCLUSIVE")}) {
        TestConnection db(path);
        db.run(std::string("PRAGMA journal_mode = ") + mode);
        ASSERT_TRUE(upgrade(db.get(), chain.view()));
        TestConnection writer(path);
        writer.run(lock);
        writer.run("INSERT INTO users (name) VALUES ('bob')");
        options how;
        how.lock_timeout = milliseconds(0);
        outcome result;
        const std::vector<std::string> statements =
            statements_of(db.get(), [&] { result = upgrade(db.get(), chain.view(), how); });
        EXPECT_EQ(result.status, status::done) << mode << " " << lock << " " << result.message;
        EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
        writer.run("ROLLBACK");
        int reads = 0;
        for (const std::string& each : statements) {
            EXPECT_NE(each.substr(0, 7), "writes:") << each;
            EXPECT_NE(each.substr(0, 7), "BEGIN I") << each;
            EXPECT_NE(each.substr(0, 7), "BEGIN E") << each;
            reads += each.substr(0, 6) == "SELECT" ? 1 : 0;
        }
        EXPECT_EQ(reads, 1);
    }
}

TEST_F(RuntimeSqlite, GoesDownAndUpAgain) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    const set& of = chain.view();
    ASSERT_TRUE(upgrade(db.get(), of));
    const std::string before = db.everything();
    const std::vector<move> down = chain.moves(direction::down, {"c3", "b2", "a1"});
    outcome result = run(db.get(), of, {down.data(), down.size()});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.from, std::vector<std::string>{"c3"});
    EXPECT_EQ(result.to, std::vector<std::string>());
    EXPECT_EQ(result.applied, 3u);
    EXPECT_EQ(db.everything(), "");
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_version"), "0");
    EXPECT_EQ(check(db.get(), of).status, status::behind);
    EXPECT_EQ(check(db.get(), of).message, "3 revisions are not applied, the first is 'a1'");
    ASSERT_TRUE(upgrade(db.get(), of));
    EXPECT_EQ(db.everything(), before);
    EXPECT_EQ(db.text("SELECT group_concat(action, ' ') FROM migrations_history"),
              "upgrade upgrade upgrade downgrade downgrade downgrade upgrade upgrade upgrade");
}

TEST_F(RuntimeSqlite, SkipsMovesThatAreMadeAndRefusesBlockedOnes) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    const set& of = chain.view();
    std::vector<move> moves = chain.moves(direction::up, {"a1", "b2"});
    ASSERT_TRUE(run(db.get(), of, {moves.data(), moves.size()}));
    std::string skipped;
    options how;
    how.on_event = [&](const event& each) {
        if (each.what == event::kind::skipped) skipped += std::string(each.revision) + " ";
    };
    moves = chain.moves(direction::up, {"a1", "b2", "c3"});
    EXPECT_EQ(run(db.get(), of, {moves.data(), moves.size()}, how).applied, 1u);
    EXPECT_EQ(skipped, "a1 b2 ");
    moves = chain.moves(direction::down, {"a1"});
    const outcome result = run(db.get(), of, {moves.data(), moves.size()});
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message, "revision 'a1' cannot be taken back, since 'b2' after it is applied");
    EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'c3'");
}

TEST_F(RuntimeSqlite, BranchesAndMergesHaveTheirRows) {
    TestChain chain;
    chain.add("a", "", {}).add("b", "a", {}).add("c", "a", {});
    TestChain::Revision merge;
    merge.id = "d";
    merge.parents = {"b", "c"};
    chain.add(merge);
    TestConnection db(path);
    const set& of = chain.view();
    std::vector<move> moves = chain.moves(direction::up, {"a", "c", "b"});
    outcome result = run(db.get(), of, {moves.data(), moves.size()});
    EXPECT_EQ(result.to, (std::vector<std::string>{"b", "c"}));
    EXPECT_EQ(upgrade(db.get(), of).to, std::vector<std::string>{"d"});
    moves = chain.moves(direction::down, {"d", "b"});
    result = run(db.get(), of, {moves.data(), moves.size()});
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.to, std::vector<std::string>{"c"});
}

TEST_F(RuntimeSqlite, AFailingStatementLeavesTheDatabaseAsItWas) {
    const std::vector<std::string> good = {
        "CREATE TABLE more (x)", "INSERT INTO users (name) VALUES ('bob')",
        "ALTER TABLE users ADD COLUMN age INTEGER", "CREATE VIEW v AS SELECT name FROM users"};
    for (std::size_t bad = 0; bad <= good.size(); ++bad) {
        TestChain chain = simple_chain();
        std::vector<std::string> statements = good;
        statements.insert(statements.begin() + static_cast<std::ptrdiff_t>(bad),
                          "INSERT INTO nowhere VALUES (1)");
        chain.add("d4", "c3", statements);
        const std::string file = folder + "/" + std::to_string(bad) + ".db";
        TestConnection db(file);
        const set& of = chain.view();
        const std::vector<move> moves = chain.moves(direction::up, {"a1", "b2", "c3"});
        ASSERT_TRUE(run(db.get(), of, {moves.data(), moves.size()}));
        const std::string before = db.everything();
        const outcome result = upgrade(db.get(), of);
        EXPECT_EQ(result.status, status::sql_failed);
        EXPECT_EQ(result.revision, "d4");
        EXPECT_EQ(result.statement, bad + 1);
        EXPECT_EQ(result.sql, "INSERT INTO nowhere VALUES (1)");
        EXPECT_EQ(result.code, "1");
        EXPECT_EQ(result.message, "revision 'd4' could not be applied, step " +
                                      std::to_string(bad + 1) + ": no such table: nowhere");
        EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'c3'");
        EXPECT_EQ(result.help, "correct the revision or the data, and run the same command again");
        EXPECT_EQ(db.everything(), before);
        EXPECT_EQ(db.text("SELECT revision, seq FROM migrations_version"), "c3|3");
        EXPECT_EQ(db.text("SELECT revision, action, outcome, error_code, error_text FROM "
                          "migrations_history WHERE seq = 4"),
                  "d4|upgrade|failed|1|no such table: nowhere");
        EXPECT_EQ(db.text("PRAGMA foreign_keys"), "1");
    }
}

TEST_F(RuntimeSqlite, AFailureOnAnEmptyDatabaseLeavesItEmpty) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE t (x)", "syntax error"});
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::sql_failed);
    EXPECT_EQ(result.statement, 2u);
    EXPECT_EQ(result.database_state, "the database is unchanged, at base");
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema"), "0");
}

TEST_F(RuntimeSqlite, LongStatementsAreCutInReports) {
    TestChain chain;
    std::string text = "SELECT missing";
    for (int at = 0; at < 300; ++at) text += " + é";
    chain.add("a1", "", {text});
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_LE(result.sql.size(), 400u);
    EXPECT_GE(result.sql.size(), 390u);
    EXPECT_EQ(result.sql.substr(result.sql.size() - 3), "...");
    EXPECT_EQ(text.rfind(result.sql.substr(0, result.sql.size() - 3), 0), 0u);
    const unsigned char next = static_cast<unsigned char>(text[result.sql.size() - 3]);
    EXPECT_NE(next & 0xc0U, 0x80U);  // cut between characters
}

TEST_F(RuntimeSqlite, ADatabaseThatIsNotEmptyIsLeftAlone) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    db.run("CREATE TABLE old (x); CREATE VIEW w AS SELECT 1");
    const std::string before = db.everything();
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "the database has no version table 'migrations_version' but is not empty: it holds "
              "'old' and 'w'");
    EXPECT_EQ(result.help, "run: migrations stamp head");
    EXPECT_EQ(db.everything(), before);
    EXPECT_EQ(check(db.get(), chain.view()).status, status::state);
}

TEST_F(RuntimeSqlite, TablesOfSqliteAndItsExtensionsDoNotCount) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE t (x)"});
    TestConnection db(path);
    db.run(
        "CREATE TABLE x (i INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE x; ANALYZE; "
        "CREATE TABLE spatial_ref_sys (a)");
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
}

TEST_F(RuntimeSqlite, UnknownRevisionsAreTheStateOfANewerDatabase) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    ASSERT_TRUE(upgrade(db.get(), chain.view()));
    TestChain shorter;
    shorter.add("a1", "", {}).add("b2", "a1", {});
    const std::string before = db.everything();
    const outcome result = upgrade(db.get(), shorter.view());
    EXPECT_EQ(result.status, status::state);
    EXPECT_TRUE(result.database_newer);
    EXPECT_EQ(result.message,
              "the database is at revision 'c3', which this chain does not have (" +
                  db.text("SELECT 'applied ' || started_at || coalesce(' by ' || nullif(os_user, ''), '') || ' on ' || host FROM migrations_history "
                          "WHERE revision = 'c3'") + ")");
    EXPECT_EQ(result.help, "update to the version that has it, switch to its branch, or bring its file back");
    EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'c3'");
    EXPECT_EQ(db.everything(), before);
    EXPECT_EQ(check(db.get(), shorter.view()).status, status::state);
}

TEST_F(RuntimeSqlite, EditedRevisionsAreNoticedAndCommentsAreNot) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    ASSERT_TRUE(upgrade(db.get(), chain.view()));
    chain[2].chain = "-comment";
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
    chain[1].ops = "-edited";
    chain.add("d4", "c3", {"CREATE TABLE d (x)"});
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::integrity);
    EXPECT_EQ(result.revision, "b2");
    EXPECT_EQ(db.text("SELECT count(*) FROM sqlite_schema WHERE name = 'd'"), "0");
    EXPECT_EQ(check(db.get(), chain.view()).status, status::integrity);
}

TEST_F(RuntimeSqlite, ANewerFormatIsNoticedAlsoWhenThereIsNothingToDo) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    ASSERT_TRUE(upgrade(db.get(), chain.view()));
    db.run("UPDATE migrations_version SET format = 99");
    const set& of = chain.view();
    for (const outcome& result : {upgrade(db.get(), of), check(db.get(), of), run(db.get(), of, {}),
                                  stamp(db.get(), of, {})}) {
        EXPECT_EQ(result.status, status::state);
        EXPECT_TRUE(result.database_newer);
        EXPECT_EQ(result.message,
                  "the version table has the format 99 of a newer version of Migrations; this one "
                  "knows up to 1");
        EXPECT_EQ(result.help, "update Migrations");
        EXPECT_EQ(result.database_state, "the database is unchanged, at revision 'c3'");
    }
}

TEST_F(RuntimeSqlite, ANewerFormatIsNoticedUnderTheLock) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    TestConnection other(path);
    const set& of = chain.view();
    const std::vector<move> moves = chain.moves(direction::up, {"a1"});
    ASSERT_TRUE(run(db.get(), of, {moves.data(), moves.size()}));
    options how;
    how.on_statement = [&](std::string_view sql) {
        if (sql == "BEGIN IMMEDIATE") other.run("UPDATE migrations_version SET format = 99");
    };
    const outcome result = upgrade(db.get(), of, how);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "the version table has the format 99 of a newer version of Migrations; this one "
              "knows up to 1");
}

TEST_F(RuntimeSqlite, RowsOfARevisionAndOneBeforeItAreNoRecord) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    ASSERT_TRUE(upgrade(db.get(), chain.view()));
    db.run("INSERT INTO migrations_version VALUES ('a1', 'chain-a1', 9, 'blog', 1)");
    for (const outcome& result : {upgrade(db.get(), chain.view()), check(db.get(), chain.view())}) {
        EXPECT_EQ(result.status, status::state);
        EXPECT_EQ(result.revision, "c3");
        EXPECT_EQ(result.message,
                  "the version table 'migrations_version' has a row for revision 'c3' and one for "
                  "'a1' before it");
        EXPECT_EQ(result.help,
                  "look which revision the database is at, and run: migrations stamp REVISION");
        EXPECT_EQ(result.database_state, "the database is unchanged, at revisions 'a1' and 'c3'");
    }
    const std::string_view heads[] = {"c3"};
    EXPECT_EQ(stamp(db.get(), chain.view(), heads).status, status::done);
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
}

TEST_F(RuntimeSqlite, TheVersionTableMustBeOurs) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    db.run("CREATE VIEW migrations_version AS SELECT 1");
    EXPECT_EQ(upgrade(db.get(), chain.view()).message,
              "the version table 'migrations_version' is a view");
    db.run("DROP VIEW migrations_version; CREATE TABLE migrations_version (version_num TEXT)");
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message,
              "the version table 'migrations_version' has another form: no such column: revision");
    EXPECT_EQ(result.database_state, "the database is unchanged");
}

TEST_F(RuntimeSqlite, TwoProjectsShareADatabase) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    ASSERT_TRUE(upgrade(db.get(), chain.view()));
    TestChain shop;
    shop.add("s1", "", {"CREATE TABLE goods (x)"});
    shop.project = "shop";
    EXPECT_EQ(upgrade(db.get(), shop.view()).status, status::state);
    shop.version_table = "shop \"x\"_version";
    EXPECT_EQ(upgrade(db.get(), shop.view()).status, status::state);  // not empty, not stamped
    EXPECT_EQ(stamp(db.get(), shop.view(), {}).status, status::done);
    EXPECT_EQ(upgrade(db.get(), shop.view()).status, status::done);
    EXPECT_EQ(db.text("SELECT revision FROM \"shop \"\"x\"\"_version\""), "s1");
    EXPECT_EQ(db.text("SELECT count(*) FROM \"shop \"\"x\"\"_history\""), "2");
}

TEST_F(RuntimeSqlite, StampRecordsWithoutRunning) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    db.run("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT)");
    const std::string_view heads[] = {"b2"};
    outcome result = stamp(db.get(), chain.view(), heads);
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(result.to, std::vector<std::string>{"b2"});
    EXPECT_EQ(db.text("SELECT revision, action FROM migrations_history"), "a1|stamp\nb2|stamp");
    EXPECT_EQ(upgrade(db.get(), chain.view()).applied, 1u);
    const std::string_view unknown[] = {"zz"};
    result = stamp(db.get(), chain.view(), unknown);
    EXPECT_EQ(result.status, status::state);
    EXPECT_EQ(result.message, "the chain has no revision 'zz'");
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});

    db.run("UPDATE migrations_version SET revision = 'gone', project = 'x'");
    EXPECT_EQ(stamp(db.get(), chain.view(), heads).status, status::state);
    EXPECT_EQ(stamp(db.get(), chain.view(), heads, {}, stamping::forced).status, status::done);
    EXPECT_EQ(db.text("SELECT revision, project FROM migrations_version"), "b2|blog");
    EXPECT_EQ(stamp(db.get(), chain.view(), {}).status, status::done);
    EXPECT_EQ(db.text("SELECT count(*) FROM migrations_version"), "0");
    EXPECT_EQ(db.text("SELECT '[' || revision || ']' FROM migrations_history ORDER BY seq DESC "
                      "LIMIT 1"),
              "[]");
}

TEST_F(RuntimeSqlite, AStampAcceptsEditedRevisions) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    ASSERT_TRUE(upgrade(db.get(), chain.view()));
    chain[1].ops = "-edited";
    chain[2].chain = "-edited";
    ASSERT_EQ(upgrade(db.get(), chain.view()).status, status::integrity);
    const std::string_view heads[] = {"c3"};
    EXPECT_EQ(stamp(db.get(), chain.view(), heads).status, status::done);
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
    chain[2].chain = "-comment";
    EXPECT_EQ(upgrade(db.get(), chain.view()).status, status::done);
}

TEST_F(RuntimeSqlite, AnIrreversibleRevisionStopsTheWayDownBeforeItStarts) {
    TestChain chain = simple_chain();
    chain[1].irreversible = "the old values are gone";
    TestConnection db(path);
    ASSERT_TRUE(upgrade(db.get(), chain.view()));
    const set& of = chain.view();
    const std::vector<move> moves = chain.moves(direction::down, {"c3", "b2"});
    const outcome result = run(db.get(), of, {moves.data(), moves.size()});
    EXPECT_EQ(result.status, status::refused);
    EXPECT_EQ(result.message, "revision 'b2' cannot be taken back: the old values are gone");
    EXPECT_EQ(result.to, std::vector<std::string>{"c3"});
    EXPECT_EQ(db.text("SELECT revision, down_script = '' FROM migrations_history"),
              "a1|0\nb2|1\nc3|0");
}

TEST_F(RuntimeSqlite, TheRecordCanBeRead) {
    TestChain chain = simple_chain();
    TestConnection db(path);
    recorded found;
    EXPECT_EQ(read_recorded(db.get(), "migrations_version", found).status, status::done);
    EXPECT_FALSE(found.version_table);
    EXPECT_TRUE(found.empty);
    ASSERT_TRUE(upgrade(db.get(), chain.view()));
    EXPECT_EQ(read_recorded(db.get(), "migrations_version", found).status, status::done);
    EXPECT_TRUE(found.version_table);
    EXPECT_FALSE(found.empty);
    EXPECT_EQ(found.objects, std::vector<std::string>{"users"});
    ASSERT_EQ(found.heads.size(), 1u);
    EXPECT_EQ(found.heads[0].chain_hash, "chain-c3");
    ASSERT_EQ(found.revisions.size(), 3u);
    EXPECT_EQ(found.revisions[1].revision, "b2");
    EXPECT_EQ(found.revisions[1].parents, std::vector<std::string>{"a1"});
    // The script to go back can be run by a program that does not have the revision.
    const decoded_script down = decode_script(found.revisions[1].down);
    EXPECT_EQ(down.error, "");
    ASSERT_EQ(down.script.view().steps.size, 2u);
    EXPECT_EQ(down.script.view().steps[1].sql, "ALTER TABLE users DROP COLUMN email");
}

TEST_F(RuntimeSqlite, ScriptsMayUseAllOfSqlitesAlter) {
    TestChain chain;
    chain.add("a1", "", {"CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 2)"})
        .add("b2", "a1",
             {"ALTER TABLE t ADD COLUMN c INTEGER NOT NULL DEFAULT 5 CHECK (c > 1)",
              "ALTER TABLE t RENAME COLUMN a TO z", "ALTER TABLE t DROP COLUMN b",
              "ALTER TABLE t RENAME TO u",
              "CREATE TABLE names AS SELECT name FROM pragma_table_info('u')"});
    TestConnection db(path);
    const outcome result = upgrade(db.get(), chain.view());
    EXPECT_EQ(result.status, status::done) << result.message;
    EXPECT_EQ(db.text("SELECT z, c FROM u"), "1|5");
    EXPECT_EQ(db.text("SELECT group_concat(name) FROM names"), "z,c");
}

TEST_F(RuntimeSqlite, TriggerBodiesAndCommentsAreNoTrouble) {
    TestChain chain;
    chain.add("a1", "",
              {"-- first\nCREATE TABLE t (a); /* ; */ -- and last\n",
               "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN a THEN 1 ELSE "
               "2 END; DELETE FROM t WHERE a = 3; END;;",
               "-- nothing at all", ""});
    TestConnection db(path);
    std::string statements;
    options how;
    how.on_statement = [&](std::string_view sql) { statements += std::string(sql) + ";\n"; };
    const outcome result = upgrade(db.get(), chain.view(), how);
    EXPECT_EQ(result.status, status::done) << result.message;
    TestConnection replayed(folder + "/replay.db");
    replayed.run(statements);
    EXPECT_EQ(replayed.everything(), db.everything());
}

}  // namespace
}  // namespace migrations
