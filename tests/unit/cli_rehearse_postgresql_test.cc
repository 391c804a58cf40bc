// `migrations rehearse` on PostgreSQL: pg_dump and pg_restore, locks, rewritten tables, and that the original stays as it is.
#if MIGRATIONS_POSTGRESQL

#include <sys/stat.h>

#include <filesystem>
#include <regex>

#include "cli_support.h"
#include "postgresql_suite.h"
#include "small_disk.h"

namespace migrations {
namespace {

class RehearseOnPostgresql : public WithPostgresql<CommandLine> {
protected:
    void prepare() override {
        make_chain("\"postgresql\"");
        std::filesystem::create_directory(path("tmp"));
        environment_["TMPDIR"] = path("tmp");
        environment_["MIGRATIONS_POSTGRESQL_URL"] = server().url();
        name_ = "live_" + std::to_string(count_++);
        url_ = server().create_database(name_);
        environment_["DATABASE_URL"] = url_;
        ASSERT_EQ(run({"upgrade", "c3", "-q"}).exit, 0);
        ASSERT_EQ(query("INSERT INTO users (nick, age) SELECT 'n' || i, i FROM generate_series(1, 1000) AS i"), "");
    }

    std::string query(const std::string& sql, const std::string& url) const {
        const Ran result = shell("psql -XAtq -v ON_ERROR_STOP=1 '" + url + "' -c \"" + sql + "\"");
        return result.exit == 0 ? result.out : "error: " + result.err;
    }
    std::string query(const std::string& sql) const { return query(sql, url_); }

    // A revision behind c3, reviewed.
    void add_revision(const std::string& operations, const std::string& keys = "") const {
        write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n" + keys + "\n" + operations);
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    }
    void add_sql(const std::string& sql) const {
        add_revision("[[upgrade]]\nop = \"execute\"\neffects = []\nsql = \"" + sql + "\"\n");
    }

    // Content and files of all tables of the original.
    std::string state() const {
        return query("SELECT c.relname, pg_relation_filenode(c.oid), c.xmin FROM pg_class c WHERE relnamespace = 'public'::regnamespace ORDER BY 1") +
               query("SELECT count(*), sum(id), min(nick), max(age) FROM users") + query("SELECT * FROM migrations_history ORDER BY seq");
    }
    static std::string scratch_databases() {
        return "SELECT count(*) FROM pg_database WHERE datname LIKE 'migrations\\_scratch\\_%'";
    }
    bool is_clean() const { return query(scratch_databases()) == "0\n" && std::filesystem::is_empty(path("tmp")); }

    static std::string blurred(std::string text) {
        text = std::regex_replace(text, std::regex(R"(\d+(\.\d+)? (ms|s|min \d+ s)\b)"), "T");
        text = std::regex_replace(text, std::regex(R"(\d+(\.\d+)? (bytes|KB|MB))"), "SIZE");
        return std::regex_replace(text, std::regex("\n +T"), "\n  T");
    }

    void fails(const std::vector<std::string>& arguments, int exit, const std::string& error) const {
        const std::string before = state();
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.exit, exit) << ran.out << ran.err;
        EXPECT_EQ(plain(ran.err), error);
        EXPECT_EQ(state(), before);
        EXPECT_TRUE(is_clean());
    }

    void fails_by_usage(const std::vector<std::string>& arguments, const std::string& error) const {
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.exit, 2) << ran.out << ran.err;
        EXPECT_EQ(ran.err, error);
    }

    std::string name_;
    std::string url_;
    static inline int count_ = 0;
};

TEST_F(RehearseOnPostgresql, locks_rows_and_rewritten_tables) {
    add_revision("[[upgrade]]\nop = \"update_rows\"\ntable = \"users\"\nset = { email = \"none\" }\nwhere = \"id <= 10\"\n\n"
                 "[[upgrade]]\nop = \"create_index\"\ntable = \"users\"\nindex = { name = \"by_nick\", columns = [\"nick\"] }\n\n"
                 "[[upgrade]]\nop = \"alter_column\"\ntable = \"users\"\ncolumn = \"age\"\ntype = \"int64\"\n\n"
                 "[[upgrade]]\nop = \"create_table\"\ntable = \"teams\"\ncolumns = [{ name = \"id\", type = \"int64\" }]\n");
    const std::string before = state();
    const Ran ran = run({"rehearse"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(blurred(ran.out.substr(ran.out.find("\n") + 1)),
              "d4  (T)\n"
              "  T  UPDATE \"users\" SET \"email\" = 'none' WHERE id <= 10\n"
              "             10 rows changed\n"
              "             ROW EXCLUSIVE on users, held for T\n"
              "  T  CREATE INDEX \"by_nick\" ON \"users\" (\"nick\")\n"
              "             SHARE on users, held for T\n"
              "  T  ALTER TABLE \"users\" ALTER COLUMN \"age\" TYPE bigint\n"
              "             rewrites users (1000 rows)\n"
              "             ACCESS EXCLUSIVE on users, held for T\n"
              "  T  CREATE TABLE \"teams\" ( \"id\" bigint NOT NULL )\n"
              "  strongest lock: ACCESS EXCLUSIVE on users, held for T\n"
              "verdict: 1 revision works on this database, in T, and nothing keeps the application waiting for longer than T (at most T, d4)\n");
    EXPECT_TRUE(std::regex_match(blurred(ran.out.substr(0, ran.out.find("\n"))), std::regex("copied postgresql://postgres@:5432/" + name_ + "\\?host=[^:]*: SIZE in T")))
        << ran.out;
    EXPECT_EQ(state(), before);
    EXPECT_TRUE(is_clean());
    EXPECT_EQ(json({"rehearse"}, "/revisions/0/statements/2/rewrites"), "[{\"rows\":1000,\"table\":\"users\"}]");
    EXPECT_EQ(json({"rehearse"}, "/revisions/0/strongest_lock/mode"), "ACCESS EXCLUSIVE");
    EXPECT_EQ(json({"rehearse"}, "/revisions/0/statements/3/locks"), "[]");  // of a table that nobody else knows
}

// A lock is held to the end of the transaction, however short its own statement is.
TEST_F(RehearseOnPostgresql, a_lock_that_is_held_too_long) {
    add_revision("[[upgrade]]\nop = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"city\", type = \"text\", null = true }\n\n"
                 "[[upgrade]]\nop = \"execute\"\neffects = []\nsql = \"SELECT pg_sleep(0.5)\"\n");
    const Ran ran = run({"rehearse", "--max-lock", "400ms", "-q"});
    EXPECT_EQ(ran.exit, 3) << ran.err;
    EXPECT_TRUE(std::regex_match(ran.out, std::regex("verdict: 1 revision works on this database, in [^,]*, and would keep the application waiting for longer than "
                                                     "400 ms:\n  d4: users cannot be read or written for \\d+ ms \\(ACCESS EXCLUSIVE\\)\n"))) << ran.out;
    EXPECT_EQ(run({"rehearse", "-q"}).exit, 0);
    EXPECT_EQ(json({"rehearse", "--max-lock", "0.4"}, "/too_long", 3), "[\"d4\"]");
    EXPECT_EQ(json({"rehearse"}, "/revisions/0/statements/1/locks"), "[]");
    EXPECT_EQ(json({"rehearse"}, "/revisions/0/statements/1/rows"), "null");
}

TEST_F(RehearseOnPostgresql, an_index_made_concurrently) {
    ASSERT_EQ(query("INSERT INTO users (nick) SELECT 'm' || i FROM generate_series(1, 100000) AS i"), "");
    add_revision("[[upgrade]]\nop = 'create_index'\ntable = 'users'\nindex = { columns = ['nick'] }\nconcurrently = true\n", "transactional = false\n");
    const Ran ran = run({"rehearse", "--max-lock", "0"});
    EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
    EXPECT_NE(blurred(ran.out).find("d4  (T)\n  T  CREATE INDEX CONCURRENTLY \"ix_users_nick\" ON \"users\" (\"nick\")\n"
                                    "             SHARE UPDATE EXCLUSIVE on users, held for T\n"
                                    "  strongest lock: SHARE UPDATE EXCLUSIVE on users, held for T\n"
                                    "verdict: 1 revision works on this database, in T, and nothing keeps the application waiting\n"),
              std::string::npos) << ran.out;
    EXPECT_EQ(query("SELECT count(*) FROM pg_class WHERE relname = 'ix_users_nick'"), "0\n");
}

TEST_F(RehearseOnPostgresql, a_revision_that_fails) {
    add_sql("UPDATE users SET age = age / (age - 7)");
    const std::string error = "~/migrations/revisions/d4.toml:5:1: error: revision 'd4' could not be applied, step 1: division by zero (22012)\n"
                              "  in: UPDATE users SET age = age / (age - 7)\n";
    fails({"rehearse"}, 7, error + "note: the database is untouched: this happened to a copy of it, which is gone\n"
                                   "note: correct the revision or the data, and run the same command again\n");
    EXPECT_EQ(plain(run({"upgrade", "-q"}).err).substr(0, error.size()), error);
}

// On a server of our own, which has none of the roles, and none of the settings of the database.
TEST_F(RehearseOnPostgresql, on_a_server_of_its_own) {
    environment_.erase("MIGRATIONS_POSTGRESQL_URL");
    ASSERT_EQ(query("CREATE SCHEMA app; DO 'BEGIN CREATE ROLE \\\"the app\\\"; EXCEPTION WHEN duplicate_object THEN END'; "
                    "ALTER TABLE users SET SCHEMA app; ALTER TABLE migrations_version SET SCHEMA app; ALTER TABLE migrations_history SET SCHEMA app; "
                    "ALTER TABLE migrations_journal SET SCHEMA app; CREATE POLICY p ON app.users TO \\\"the app\\\" USING (true); "
                    "ALTER DATABASE " + name_ + " SET search_path = app"), "");
    add_sql("GRANT SELECT ON users TO \\\"the app\\\"");
    const Ran ran = run({"rehearse"});
    EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
    EXPECT_NE(ran.out.find("GRANT SELECT ON users TO \"the app\"\n"), std::string::npos) << ran.out;
    fails_by_usage({"rehearse", "--keep", "kept"}, "error: the server of the copy ends with this command, and the copy with it\n"
                                                   "note: the database is untouched, and nothing is left of the copy\n"
                                                   "note: set MIGRATIONS_POSTGRESQL_URL to the URL of a server that keeps it\n");
    EXPECT_TRUE(std::filesystem::is_empty(path("tmp")));
}

TEST_F(RehearseOnPostgresql, the_copy_is_kept) {
    const std::string name = "kept " + std::to_string(count_++);
    add_sql("UPDATE users SET age = 1");
    EXPECT_EQ(run({"rehearse", "--keep", name, "-q"}).exit, 0);
    EXPECT_EQ(query("SELECT count(*) FROM users WHERE age = 1", server().url(name)), "1000\n");
    EXPECT_EQ(query("SELECT count(*) FROM users WHERE age = 1"), "1\n");
    fails_by_usage({"rehearse", "--keep", name}, "error: there is a database '" + name + "' already\nnote: the database is untouched, and nothing is left of the copy\n"
                                                 "note: give the copy another name\n");
    EXPECT_TRUE(is_clean());
}

TEST_F(RehearseOnPostgresql, a_table_that_may_not_be_read) {
    const std::string role = "reader" + std::to_string(count_++);
    ASSERT_EQ(query("CREATE TABLE pay (a int); CREATE ROLE " + role + " LOGIN PASSWORD 's3cret-word'; GRANT SELECT ON users, migrations_version, "
                    "migrations_history, migrations_journal TO " + role), "");
    std::string url = url_;
    replace(url, "user=postgres", "user=" + role + "&password=s3cret-word");
    add_sql("UPDATE users SET age = 1");
    const Ran ran = run({"rehearse", "--database", url});
    EXPECT_EQ(ran.exit, 12);
    EXPECT_EQ(ran.err, "error: the database cannot be copied: pg_dump: query failed: ERROR:  permission denied for table pay\n"
                       "note: the database is untouched, and nothing is left of the copy\n"
                       "note: the user of the URL must be allowed to read all of the database\n");
    EXPECT_EQ(ran.out.find("s3cret"), std::string::npos);
    EXPECT_TRUE(is_clean());
    ASSERT_EQ(query("GRANT SELECT ON pay TO " + role + "; GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO " + role), "");
    EXPECT_EQ(run({"rehearse", "--database", url, "-q"}).exit, 0);
}

TEST_F(RehearseOnPostgresql, a_copy_that_cannot_be_made) {
    // What a check reads without saying so is not there yet when the rows come: no dump of such a database can be restored.
    ASSERT_EQ(query("CREATE TABLE t (a int); INSERT INTO t VALUES (1); CREATE TABLE z (a int); "
                    "CREATE FUNCTION bad(int) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM z) >= 0; END'; "
                    "ALTER TABLE t ADD CHECK (bad(a)); DROP TABLE z"), "");
    add_sql("UPDATE users SET age = 1");
    const Ran ran = run({"rehearse"});
    EXPECT_EQ(ran.exit, 12) << ran.out;
    EXPECT_EQ(ran.err, "error: the database cannot be copied: pg_restore: COPY failed for table \"t\": ERROR:  relation \"z\" does not exist\n"
                       "note: the database is untouched, and nothing is left of the copy\n"
                       "note: give a server that has what the database uses, with MIGRATIONS_POSTGRESQL_URL\n");
    EXPECT_TRUE(is_clean());
}

TEST_F(RehearseOnPostgresql, an_interrupt) {
    add_sql("SELECT pg_sleep(600)");
    const std::string before = state();
    const Ran ran = shell("env --default-signal=INT migrations rehearse >told 2>said & child=$!; for i in $(seq 500); do grep -q '^copied' told && break; sleep 0.02; done; "
                          "sleep 0.5; kill -INT $child; wait $child; echo $?");
    EXPECT_EQ(ran.out, "130\n") << ran.err << read("said");
    EXPECT_EQ(read("said"), "interrupted: the database is untouched, and the copy is gone\n");
    EXPECT_EQ(state(), before);
    EXPECT_TRUE(is_clean());
}

// An interrupt while pg_dump waits for somebody's lock.
TEST_F(RehearseOnPostgresql, an_interrupt_while_it_is_copied) {
    add_sql("UPDATE users SET age = 1");
    const std::string lock = "psql -Xq '" + url_ + "' -c 'BEGIN; LOCK TABLE users; SELECT pg_sleep(3)' >/dev/null & sleep 0.7; ";
    const Ran ran = shell(lock + "env --default-signal=INT migrations rehearse >told 2>said & child=$!; sleep 1; kill -INT $child; wait $child; echo $?; wait");
    EXPECT_EQ(ran.out, "130\n") << ran.err << read("said");
    EXPECT_EQ(read("told"), "");
    const Ran busy = shell(lock + "migrations rehearse --lock-timeout 0.2; echo $?; wait");
    EXPECT_EQ(busy.out, "9\n") << busy.err;
    EXPECT_TRUE(is_clean());
}

// Where the only pg_dump is older than the server, or there is none.
TEST_F(RehearseOnPostgresql, no_pg_dump_for_this_server) {
    if (!own_mounts().empty()) GTEST_SKIP() << own_mounts();
    add_sql("UPDATE users SET age = 1");
    const std::string major = std::to_string(std::stoi(query("SHOW server_version_num")) / 10000);
    std::filesystem::create_directory(path("bin"));
    environment_["PATH"] = path("bin");
    const SmallDisk hidden("/usr/lib/postgresql", 4096);
    if (!hidden.missing().empty()) GTEST_SKIP() << hidden.missing();
    const std::string rest = "note: the database is untouched, and nothing is left of the copy\nnote: install the client of PostgreSQL " + major +
                             " (Debian: apt install postgresql-client-" + major + "), or set MIGRATIONS_POSTGRESQL_BINDIR to its folder\n";
    const Ran none = run({"rehearse"});
    EXPECT_EQ(none.exit, 12);
    EXPECT_EQ(none.err, "error: the database cannot be copied: there is no pg_dump and pg_restore where programs of PostgreSQL are, nor in PATH\n" + rest);
    for (const char* name : {"bin/pg_dump", "bin/pg_restore"}) {
        write(name, "#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n");
        chmod(path(name).c_str(), 0755);
    }
    const Ran old = run({"rehearse"});
    EXPECT_EQ(old.exit, 12);
    EXPECT_EQ(plain(old.err), "error: the database cannot be copied: it is on PostgreSQL " + major + ", and '~/bin/pg_dump' is of 9\n" + rest);
}

// Texts are sorted as in the original: checks, ranges and unique indexes may depend on it.
TEST_F(RehearseOnPostgresql, texts_are_sorted_as_in_the_original) {
    ASSERT_EQ(query("CREATE DATABASE sorted TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"), "");
    const std::string sorted = server().url("sorted");
    ASSERT_EQ(run({"upgrade", "b2", "-q", "--database", sorted}).exit, 0);
    ASSERT_EQ(query("CREATE TABLE pairs (lo text, hi text, CHECK (lo < hi)); INSERT INTO pairs VALUES ('a', 'B')", sorted), "");
    const Ran ran = run({"rehearse", "--database", sorted});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_EQ(ran.out.find("it sorts texts"), std::string::npos) << ran.out;
}

TEST_F(RehearseOnPostgresql, a_lock_is_not_waited_for_at_all) {
    add_sql("SELECT 1");
    const Ran ran = shell("psql -XAtq '" + url_ + "' -c 'BEGIN; LOCK users; SELECT pg_sleep(60)' > /dev/null 2>&1 & other=$!; "
                          "until [ \"$(psql -XAtq '" + url_ + "' -c \"SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND "
                          "relation = 'users'::regclass AND granted\")\" != 0 ]; do sleep 0.05; done; timeout 30 migrations rehearse --lock-timeout 0; code=$?; kill $other; exit $code");
    EXPECT_EQ(ran.exit, 9) << ran.out << ran.err;
}

TEST_F(RehearseOnPostgresql, a_statement_that_is_begun_twice_is_told_once) {
    add_revision("[[upgrade]]\nop = \"execute\"\neffects = []\nsql = \"VACUUM FULL users\"\n", "transactional = false\n");
    EXPECT_EQ(json({"rehearse"}, "/revisions/0/statements/0/sql"), "VACUUM FULL users");
    EXPECT_EQ(json({"rehearse"}, "/revisions/0/statements/1/sql"), "");
}

// A process that was killed could not drop its copy of somebody's data.
TEST_F(RehearseOnPostgresql, copies_that_killed_processes_left_are_dropped) {
    add_sql("SELECT pg_sleep(60)");
    const Ran killed = shell("'" MIGRATIONS_TOOL "' test chain --dialect postgresql > /dev/null 2>&1 & tool=$!; "
                             "until [ \"$(psql -XAtq '" + url_ + "' -c \"" + scratch_databases() + "\")\" != 0 ]; do :; done; kill -9 $tool; wait $tool");
    EXPECT_EQ(killed.exit, 137);
    EXPECT_NE(query(scratch_databases()), "0\n");
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    // What the server was about to make when its client was killed, it makes to the end, and a later command finds it.
    std::string left;
    for (int round = 0; round < 20 && left != "0\n"; ++round) {
        EXPECT_EQ(run({"test", "models", "--dialect", "postgresql"}).exit, 0);
        left = query(scratch_databases());
    }
    EXPECT_EQ(left, "0\n");
}

}  // namespace
}  // namespace migrations

#endif
