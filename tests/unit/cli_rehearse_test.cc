// `migrations rehearse` on SQLite: what it says, that the original stays byte for byte, and that nothing is left of the copy.
#include <sqlite3.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <regex>
#include <thread>

#include "cli_support.h"
#include "small_disk.h"

namespace migrations {
namespace {

constexpr const char* gone = "note: the database is untouched: this happened to a copy of it, which is gone\n";

class Rehearse : public CommandLine {
protected:
    // A database at a1 with a thousand rows; b2 and c3 add columns to it.
    void SetUp() override {
        make_chain();
        std::filesystem::create_directory(path("tmp"));
        environment_["TMPDIR"] = path("tmp");
        ASSERT_EQ(run({"upgrade", "a1", "-q", "--create", "--database", "x.db"}).exit, 0);
        ASSERT_EQ(ask("x.db", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
                              "INSERT INTO users (nick) SELECT 'somebody called ' || i FROM n"), "");
    }

    // A revision behind c3, reviewed.
    void add_revision(const std::string& operations) const {
        write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n" + operations);
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    }
    void add_sql(const std::string& sql) const {
        add_revision("[[upgrade]]\nop = \"execute\"\neffects = []\nsql = \"" + sql + "\"\n");
    }
    // Takes minutes, if it is let.
    void add_slow_sql(const std::string& rows = "1000000000") const {
        add_sql("UPDATE users SET nick = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows +
                ") SELECT max(i) FROM n) WHERE id = 1");
    }

    // Times and sizes differ from run to run.
    static std::string blurred(std::string text) {
        text = std::regex_replace(text, std::regex(R"(\d+(\.\d+)? (ms|s|min \d+ s)\b)"), "T");
        text = std::regex_replace(text, std::regex(R"(\d+(\.\d+)? (bytes|KB|MB))"), "SIZE");
        text = std::regex_replace(text, std::regex(R"(\(at most T, \w+\))"), "(at most T, ID)");  // whichever took longest
        return std::regex_replace(text, std::regex("\n +T"), "\n  T");
    }

    bool is_clean() const { return std::filesystem::is_empty(path("tmp")); }

    // It must end so, with this on stderr, and leave every file as it was.
    void fails(const std::vector<std::string>& arguments, int exit, const std::string& error) const {
        const auto before = everything();
        const Ran ran = run(arguments);
        EXPECT_EQ(ran.exit, exit) << ran.out << ran.err;
        EXPECT_EQ(plain(ran.err), error);
        EXPECT_EQ(everything(), before);
    }
};

TEST_F(Rehearse, what_it_says) {
    add_revision("[[upgrade]]\nop = \"alter_column\"\ntable = \"users\"\ncolumn = \"email\"\nnull = false\nfill = \"none\"\n\n"
                 "[[upgrade]]\nop = \"create_index\"\ntable = \"users\"\nindex = { name = \"by_nick\", columns = [\"nick\"] }\n\n"
                 "[[upgrade]]\nop = \"update_rows\"\ntable = \"users\"\nset = { age = 3 }\nwhere = \"id <= 10\"\n");
    const auto before = everything();
    const Ran ran = run({"rehearse", "--database", "x.db"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(blurred(ran.out),
              "copied sqlite:///x.db: SIZE in T\n"
              "b2  add email  (T)\n"
              "  T  ALTER TABLE \"users\" ADD COLUMN \"email\" TEXT\n"
              "  strongest lock: nobody else can write, for T\n"
              "c3  (T)\n"
              "  T  ALTER TABLE \"users\" ADD COLUMN \"age\" INTEGER\n"
              "  strongest lock: nobody else can write, for T\n"
              "d4  (T)\n"
              "  T  CREATE TABLE \"_mig_d4_1\" ( \"id\" INTEGER CONSTRAINT \"pk_users\" PRIMARY KEY, \"nick\" TEXT NOT NULL , \"email\" TEXT NOT NULL…\n"
              "  T  INSERT INTO main.\"_mig_d4_1\" (\"id\", \"nick\", \"email\", \"age\") SELECT \"id\", \"nick\", COALESCE(\"email\", 'none'), \"age\" FROM …\n"
              "             rewrites users (1000 rows)\n"
              "  T  DROP TABLE main.\"users\"\n"
              "  T  ALTER TABLE main.\"_mig_d4_1\" RENAME TO \"users\"\n"
              "  T  CREATE INDEX \"by_nick\" ON \"users\" (\"nick\")\n"
              "  T  UPDATE \"users\" SET \"age\" = 3 WHERE id <= 10\n"
              "             10 rows changed\n"
              "  strongest lock: nobody else can write, for T\n"
              "verdict: 3 revisions work on this database, in T, and nothing keeps the application waiting for longer than T (at most T, ID)\n");
    EXPECT_EQ(everything(), before);
    EXPECT_TRUE(is_clean());
    // And that is what upgrade does.
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).out, "the database is at d4\n");
}

TEST_F(Rehearse, as_json) {
    add_sql("UPDATE users SET nick = upper(nick) WHERE id <= 7");
    const std::vector<std::string> command = {"rehearse", "c3", "--database", "x.db"};
    EXPECT_EQ(json(command, "/database"), "sqlite:///x.db");
    EXPECT_EQ(json(command, "/from"), "[\"a1\"]");
    EXPECT_EQ(json(command, "/copy/bytes"), std::to_string(read("x.db").size()));
    EXPECT_EQ(json(command, "/copy/kept"), "null");
    EXPECT_EQ(json(command, "/revisions/1/revision"), "c3");
    EXPECT_EQ(json(command, "/revisions/2"), "");
    const std::vector<std::string> all = {"rehearse", "--database", "x.db", "--max-lock", "2min"};
    EXPECT_EQ(json(all, "/revisions/2/statements/0/rows"), "7");
    EXPECT_EQ(json(all, "/revisions/2/statements/0/sql"), "UPDATE users SET nick = upper(nick) WHERE id <= 7");
    EXPECT_EQ(json(all, "/revisions/2/strongest_lock/mode"), "write");
    EXPECT_EQ(json(all, "/revisions/2/strongest_lock/table"), "null");
    EXPECT_EQ(json(all, "/limit"), "120000");
    EXPECT_EQ(json(all, "/too_long"), "[]");
    EXPECT_TRUE(is_clean());
}

TEST_F(Rehearse, a_lock_that_is_too_long) {
    add_slow_sql("300000");
    const std::vector<std::string> command = {"rehearse", "--database", "x.db", "-q"};
    EXPECT_EQ(run(command).exit, 0);
    const Ran long_enough = run({"rehearse", "--database", "x.db", "-q", "--max-lock", "0.01"});
    EXPECT_EQ(long_enough.exit, 3);
    const std::regex verdict("verdict: 3 revisions work on this database, in [^,]*, and would keep the application waiting for longer than 10 ms:\n"
                             "(.*\n)?(.*\n)?  d4: the database cannot be written for [^\n]*\n");
    EXPECT_TRUE(std::regex_match(long_enough.out, verdict)) << long_enough.out;
    EXPECT_EQ(json({"rehearse", "--database", "x.db", "--max-lock", "0.01"}, "/limit", 3), "10");
    EXPECT_EQ(run({"rehearse", "--database", "x.db", "--max-lock", "soon"}).err,
              "error: --max-lock: 'soon' is no time such as 1s, 500ms or 2min\nnote: see 'migrations rehearse --help'\n");
}

TEST_F(Rehearse, nothing_to_rehearse) {
    ASSERT_EQ(run({"upgrade", "-q", "--database", "x.db"}).exit, 0);
    const Ran ran = run({"rehearse", "--database", "x.db"});
    EXPECT_EQ(ran.exit, 0);
    EXPECT_EQ(ran.out, "the database is at c3: nothing to rehearse\n");
    EXPECT_EQ(json({"rehearse", "--database", "x.db"}, "/revisions"), "[]");
}

TEST_F(Rehearse, a_revision_that_fails) {
    add_sql("UPDATE users SET nick = NULL WHERE id = 5");
    const std::string error = "~/migrations/revisions/d4.toml:5:1: error: revision 'd4' could not be applied, step 1: NOT NULL constraint failed: users.nick (1299)\n"
                              "  in: UPDATE users SET nick = NULL WHERE id = 5\n";
    fails({"rehearse", "--database", "x.db"}, 7, error + gone + "note: correct the revision or the data, and run the same command again\n");
    // What came before it is told.
    EXPECT_NE(run({"rehearse", "--database", "x.db"}).out.find("\nc3  ("), std::string::npos);
    EXPECT_TRUE(is_clean());
    const Ran real = run({"upgrade", "-q", "--database", "x.db"});
    EXPECT_EQ(real.exit, 7);
    EXPECT_EQ(plain(real.err).substr(0, error.size()), error);
}

TEST_F(Rehearse, rows_that_are_in_the_way) {
    add_revision("[[upgrade]]\nop = \"alter_column\"\ntable = \"users\"\ncolumn = \"nick\"\nnull = true\n");
    write("migrations/revisions/e5.toml", "revision = \"e5\"\ndown_revision = \"d4\"\ndowngrade = []\n\n[[upgrade]]\nop = \"alter_column\"\n"
                                          "table = \"users\"\ncolumn = \"nick\"\nnull = false\n");
    ASSERT_EQ(run({"upgrade", "d4", "-q", "--database", "x.db"}).exit, 0);
    ASSERT_EQ(ask("x.db", "UPDATE users SET nick = NULL WHERE id = 17"), "");
    const Ran real = run({"upgrade", "--database", "x.db"});
    EXPECT_EQ(real.exit, 11) << real.err;
    std::string error = plain(real.err);
    replace(error, "note: the database is unchanged\n", gone);
    fails({"rehearse", "--database", "x.db"}, 11, error);
    EXPECT_TRUE(is_clean());
}

// Whatever upgrade would refuse is said before anything is copied.
TEST_F(Rehearse, what_upgrade_would_refuse) {
    std::filesystem::create_directory(path("empty"));
    for (const char* where : {"none.db", "sqlite:///empty"}) {
        const Ran real = run({"upgrade", "--database", where});
        fails({"rehearse", "--database", where}, 12, where == std::string("none.db")
                  ? "error: the database 'none.db' cannot be opened: there is no such file\nnote: check the path; relative ones start at ~\n"
                  : plain(real.err));
    }
    write("text.db", "this is a text of some length, and no database at all, whatever its name says about it, and so on, to the end");
    fails({"rehearse", "--database", "text.db"}, run({"upgrade", "--database", "text.db"}).exit, plain(run({"upgrade", "--database", "text.db"}).err));
    make_database("other.db", "CREATE TABLE other (a)");
    fails({"rehearse", "--database", "other.db"}, 6, plain(run({"upgrade", "--database", "other.db"}).err));
    ASSERT_EQ(ask("x.db", "UPDATE migrations_version SET revision = 'ee55'"), "");
    fails({"rehearse", "--database", "x.db"}, 6, plain(run({"upgrade", "--database", "x.db"}).err));
    ASSERT_EQ(ask("x.db", "UPDATE migrations_version SET revision = 'a1'"), "");
    std::string a1 = read("migrations/revisions/a1.toml");
    replace(a1, "\"nick\", type = \"text\"", "\"nick\", type = \"string(50)\"");
    write("migrations/revisions/a1.toml", a1);
    run({"review", "--yes", "-q"});
    fails({"rehearse", "--database", "x.db"}, 5, plain(run({"upgrade", "--database", "x.db"}).err));
    fails({"rehearse", "zz", "--database", "x.db"}, 4, plain(run({"upgrade", "zz", "--database", "x.db"}).err));
    EXPECT_TRUE(is_clean());
}

TEST_F(Rehearse, the_copy_is_kept) {
    const std::string before = read("x.db");
    const Ran ran = run({"rehearse", "--database", "x.db", "--keep", "kept.db"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_EQ(blurred(ran.out).substr(0, 56), "copied sqlite:///x.db: SIZE in T; the copy stays as kept");
    EXPECT_EQ(run({"current", "--database", "kept.db"}).out, "c3 (head)\n");
    EXPECT_EQ(ask("kept.db", "SELECT count(*), min(nick), max(email) FROM users"), "1000 somebody called 1 NULL");
    EXPECT_EQ(read("x.db"), before);
    fails({"rehearse", "--database", "x.db", "--keep", "kept.db"}, 2,
          "error: there is a file 'kept.db' already\nnote: the database is untouched, and nothing is left of the copy\nnote: give the copy another name\n");
    fails({"rehearse", "--database", "x.db", "--keep", "nowhere/kept.db"}, 12,
          "error: the file 'nowhere/kept.db' cannot be made: No such file or directory\nnote: the database is untouched, and nothing is left of the copy\n");
    // To SQLite this would be the URI of another file.
    EXPECT_EQ(run({"rehearse", "--database", "x.db", "--keep", "file:x.db"}).exit, 0);
    EXPECT_EQ(read("x.db"), before);
    EXPECT_EQ(run({"current", "--database", "./file:x.db"}).out, "c3 (head)\n");
    add_sql("UPDATE users SET nick = NULL WHERE id = 5");
    const Ran failed = run({"rehearse", "--database", "x.db", "--keep", "failed.db"});
    EXPECT_EQ(failed.exit, 7);
    EXPECT_NE(failed.err.find("note: the database is untouched: this happened to a copy of it, which stays as failed.db\n"), std::string::npos) << failed.err;
    EXPECT_EQ(run({"current", "--database", "failed.db"}).out, "c3\n");
}

// Others write, in transactions of two rows, while it is copied.
TEST_F(Rehearse, while_others_use_the_database) {
    for (const std::string& mode : {std::string("delete"), std::string("wal")}) {
        ASSERT_EQ(ask("x.db", "PRAGMA journal_mode = " + mode), mode);
        ASSERT_EQ(ask("x.db", "CREATE TABLE IF NOT EXISTS pairs (a, b); DELETE FROM pairs"), "");
        ASSERT_EQ(ask("x.db", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) INSERT INTO pairs SELECT (i + 1) / 2, hex(randomblob(200)) FROM n"), "");
        std::atomic<bool> over{false};
        std::thread writer([&] {
            sqlite3* db = nullptr;
            sqlite3_open(path("x.db").c_str(), &db);
            sqlite3_busy_timeout(db, 5000);
            for (int i = 0; !over; ++i) {
                const std::string value = std::to_string(1000000 + i);
                sqlite3_exec(db, ("BEGIN; INSERT INTO pairs VALUES (" + value + ", 1); INSERT INTO pairs VALUES (" + value + ", 2); COMMIT").c_str(),
                             nullptr, nullptr, nullptr);
            }
            sqlite3_close(db);
        });
        const std::string kept = mode + ".db";
        const Ran ran = run({"rehearse", "--database", "x.db", "--keep", kept});
        over = true;
        writer.join();
        EXPECT_EQ(ran.exit, 0) << mode << ran.err;
        EXPECT_EQ(ask(kept, "PRAGMA integrity_check"), "ok");
        EXPECT_EQ(ask(kept, "PRAGMA journal_mode"), mode);
        EXPECT_EQ(ask(kept, "SELECT count(*) FROM (SELECT a FROM pairs GROUP BY a HAVING count(*) <> 2)"), "0") << mode;
        EXPECT_EQ(run({"current", "--database", "x.db"}).out, "a1  create users\n");
    }
}

// What is in a write-ahead log only belongs to the database, and nothing of ours stays beside it.
TEST_F(Rehearse, a_write_ahead_log) {
    ASSERT_EQ(ask("x.db", "PRAGMA journal_mode = wal"), "wal");
    const auto before = everything();
    EXPECT_EQ(run({"rehearse", "--database", "x.db", "-q"}).exit, 0);
    EXPECT_EQ(everything(), before);
    sqlite3* db = nullptr;
    sqlite3_open(path("x.db").c_str(), &db);
    sqlite3_exec(db, "PRAGMA wal_autocheckpoint = 0; INSERT INTO users (nick) VALUES ('in the log')", nullptr, nullptr, nullptr);
    const std::string main = read("x.db");
    const std::string log = read("x.db-wal");
    EXPECT_EQ(run({"rehearse", "--database", "x.db", "--keep", "kept.db"}).exit, 0);
    EXPECT_EQ(read("x.db") == main, true);
    EXPECT_EQ(read("x.db-wal") == log, true);
    sqlite3_close(db);
    EXPECT_EQ(ask("kept.db", "SELECT count(*) FROM users WHERE nick = 'in the log'"), "1");
}

TEST_F(Rehearse, somebody_keeps_the_database) {
    sqlite3* db = nullptr;
    sqlite3_open(path("x.db").c_str(), &db);
    sqlite3_exec(db, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr);
    const Ran ran = run({"rehearse", "--database", "x.db", "--lock-timeout", "0.1"});
    sqlite3_close(db);
    EXPECT_EQ(ran.exit, 9) << ran.err;
    EXPECT_TRUE(is_clean());
}

TEST_F(Rehearse, a_file_that_may_only_be_read) {
    chmod(path("x.db").c_str(), 0444);
    chmod(root_.c_str(), 0755);
    chmod(path("tmp").c_str(), 0777);
    as_nobody_ = true;
    const Ran ran = run({"rehearse", "--database", "x.db"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    chmod(path("x.db").c_str(), 0000);
    fails({"rehearse", "--database", "x.db"}, 12, plain(run({"current", "--database", "x.db"}).err));
    chmod(path("tmp").c_str(), 0555);
    chmod(path("x.db").c_str(), 0444);
    fails({"rehearse", "--database", "x.db"}, 12,
          "error: a folder for the copy cannot be made in '~/tmp': Permission denied\nnote: the database is untouched, and nothing is left of the copy\n"
          "note: set TMPDIR to a folder that can be written to\n");
    chmod(path("x.db").c_str(), 0644);
    chmod(path("tmp").c_str(), 0755);
}

TEST_F(Rehearse, a_disk_that_is_full) {
    if (!own_mounts().empty()) GTEST_SKIP() << own_mounts();
    const SmallDisk disk(path("tmp"), 32 * 1024);
    if (!disk.missing().empty()) GTEST_SKIP() << disk.missing();
    const std::string before = read("x.db");
    const Ran ran = run({"rehearse", "--database", "x.db"});
    EXPECT_EQ(ran.exit, 12) << ran.out << ran.err;
    EXPECT_EQ(ran.out, "");
    const std::string error = std::regex_replace(plain(ran.err), std::regex("migrations-copy-[A-Za-z0-9]{6}"), "migrations-copy-X");
    EXPECT_EQ(error, "error: the database cannot be copied to '~/tmp/migrations-copy-X/copy.db': database or disk is full (13)\n"
                     "note: the database is untouched, and nothing is left of the copy\nnote: free disk space, or set TMPDIR to a folder with more of it\n");
    EXPECT_TRUE(is_clean());
    EXPECT_EQ(read("x.db") == before, true);
}

TEST_F(Rehearse, an_interrupt) {
    add_slow_sql();
    const auto before = everything();
    for (const char* signal : {"INT", "TERM"}) {
        // Until the revision before it is told; then it is the slow one's turn.
        const Ran ran = shell(std::string("env --default-signal=INT,TERM migrations rehearse --database x.db >told 2>said & child=$!; "
                                          "for i in $(seq 500); do grep -q '^c3' told && break; sleep 0.02; done; kill -") +
                              signal + " $child; wait $child; echo $?");
        EXPECT_EQ(ran.out, signal == std::string("INT") ? "130\n" : "143\n") << ran.err << read("told");
        EXPECT_EQ(read("said"), "interrupted: the database is untouched, and the copy is gone\n");
        EXPECT_TRUE(is_clean());
        std::filesystem::remove(path("told"));
        std::filesystem::remove(path("said"));
        EXPECT_EQ(everything(), before);
    }
}

TEST_F(Rehearse, a_function_that_only_the_program_has) {
    add_revision("[[upgrade]]\nop = \"call_function\"\nfunction = \"fill\"\n");
    const Ran real = run({"upgrade", "-q", "--database", "x.db"});
    EXPECT_EQ(real.exit, 11) << real.err;
    fails({"rehearse", "--database", "x.db"}, 11, plain(real.err));
}

TEST_F(Rehearse, a_database_that_a_variable_names) {
    const std::vector<std::string> command = {"rehearse", "--from-variable", "BLOG_STAGING", "-q"};
    const Ran unset = run(command);
    EXPECT_EQ(unset.exit, 77);
    EXPECT_EQ(unset.out, "skipped: the environment variable BLOG_STAGING, which names the database, is not set\n");
    environment_["BLOG_STAGING"] = "";
    EXPECT_EQ(run(command).out, "skipped: the environment variable BLOG_STAGING, which names the database, is empty\n");
    // As the path of a file, whatever that is called, and as a URL.
    std::filesystem::copy_file(path("x.db"), path("backup of monday"));
    for (const std::string& value : {path("backup of monday"), "sqlite:///" + path("x.db")}) {
        environment_["BLOG_STAGING"] = value;
        const Ran ran = run(command);
        EXPECT_EQ(ran.exit, 0) << ran.err;
        EXPECT_EQ(ran.out.substr(0, 46), "verdict: 2 revisions work on this database, in") << ran.out;
    }
    EXPECT_EQ(run({"rehearse", "--from-variable", "BLOG_STAGING", "--database", "x.db"}).exit, 2);
}

TEST_F(Rehearse, values_of_the_command_line) {
    const Ran ran = run({"rehearse", "-q", "--database", "sqlite:///${x:which}.db", "-x", "which=x"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
}

// It is no transaction, and has the database for itself all the same.
TEST_F(Rehearse, a_step_outside_a_transaction_keeps_the_database) {
    write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\ntransactional = false\ndowngrade = []\n"
                                          "[[upgrade]]\nop = \"execute\"\neffects = []\nsql = \"VACUUM\"\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    EXPECT_EQ(json({"rehearse", "--database", "x.db"}, "/revisions/2/locks/0/mode"), "write");
}

}  // namespace
}  // namespace migrations
