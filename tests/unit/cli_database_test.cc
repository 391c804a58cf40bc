#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

// Databases in a state that nobody wants.
class BadDatabase : public CommandLine {
protected:
    void SetUp() override { make_chain(); }

    Ran on_x(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--database", "x.db"});
        return run(arguments);
    }
};

TEST_F(BadDatabase, no_database) {
    write("x.db", "this is a text file and no database at all\n");
    const std::string before = read("x.db");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"upgrade"}, {"upgrade", "--create"}, {"current"}, {"stamp"}, {"downgrade", "-1"}}) {
        const Ran refused = on_x(command);
        EXPECT_EQ(refused.exit, 12);
        EXPECT_EQ(refused.out, "");
        EXPECT_EQ(refused.err, "error: the database 'x.db' cannot be read: file is not a database (26)\nnote: check the name of the "
                               "file: it is no SQLite database, or it is encrypted\n");
    }
    EXPECT_EQ(read("x.db"), before);
}

TEST_F(BadDatabase, a_folder) {
    std::filesystem::create_directories(path("x.db"));
    const Ran refused = on_x({"upgrade", "--create"});
    EXPECT_EQ(refused.exit, 12);
    EXPECT_EQ(refused.err, "error: the database 'x.db' cannot be opened: it is a directory\nnote: name a file in it\n");
}

TEST_F(BadDatabase, not_empty_and_nothing_recorded) {
    make_database("x.db", "CREATE TABLE mine (a); INSERT INTO mine VALUES (1)");
    const std::string before = read("x.db");
    const Ran refused = on_x({"upgrade"});
    EXPECT_EQ(refused.exit, 6);
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(refused.err, "error: the database has no version table 'migrations_version' but is not empty: it holds 'mine'\nnote: the "
                           "database is unchanged, at base\nnote: run: migrations stamp head\n");
    EXPECT_EQ(on_x({"upgrade", "--dry-run"}).exit, 6);
    EXPECT_EQ(on_x({"current"}).out, "base\n");
    EXPECT_EQ(on_x({"current"}).err, "note: nothing is recorded, but the database is not empty: it holds 'mine'; 'migrations stamp "
                                     "REVISION' records where it is\n");
    EXPECT_EQ(read("x.db"), before);
}

TEST_F(BadDatabase, a_revision_that_the_files_do_not_have) {
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "city", "text", "city", "2026-01-04"));
    ASSERT_EQ(on_x({"upgrade", "--create"}).exit, 0);
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    const std::string before = read("x.db");
    const std::string applied_at = ask("x.db", "SELECT started_at FROM migrations_history WHERE revision = 'd4'");
    const std::string host = ask("x.db", "SELECT host FROM migrations_history WHERE revision = 'd4'");
    ASSERT_EQ(applied_at.substr(0, 2), "20");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"upgrade"}, {"current"}, {"downgrade", "-1", "--yes"}, {"upgrade", "--dry-run"}}) {
        Ran refused = on_x(command);
        EXPECT_EQ(refused.exit, 6);
        EXPECT_EQ(refused.out, "");
        EXPECT_EQ(refused.err, "error: the database is at revision d4, which the files do not have; it was applied " + applied_at +
                                   " by tester on " + host + "\n"
                                   "note: the database is unchanged\nnote: the database was upgraded from another branch or by a newer "
                                   "version: get its revision files (git log --all -- '*d4*'), take it back as the database "
                                   "recorded it with 'migrations downgrade --recorded', or record another revision with "
                                   "'migrations stamp --yes REVISION'\n");
    }
    EXPECT_EQ(on_x({"stamp", "c3"}).exit, 6);
    EXPECT_EQ(read("x.db"), before);
    EXPECT_EQ(on_x({"stamp", "c3", "--yes"}).exit, 0);
    EXPECT_EQ(on_x({"current"}).out, "c3 (head)\n");
}

TEST_F(BadDatabase, what_the_files_do_not_have_is_taken_back_as_recorded) {
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "city", "text", "city", "2026-01-04"));
    write("migrations/revisions/e5.toml", add_column("e5", "d4", "street", "text", "street", "2026-01-05"));
    ASSERT_EQ(on_x({"upgrade", "--create"}).exit, 0);
    EXPECT_EQ(on_x({"downgrade", "--recorded"}).err, "error: the database is at no revision that the files do not have\n"
                                                     "note: the database is unchanged\nnote: name a target: migrations downgrade -1\n");
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    std::filesystem::remove(path("migrations/revisions/e5.toml"));
    Ran refused = on_x({"downgrade", "--recorded"});
    EXPECT_EQ(refused.exit, 11);
    EXPECT_EQ(refused.err, "error: taking back what the files do not have (e5, d4) may lose what it has written\n"
                           "note: the database is unchanged\nnote: give --yes to do it\n");
    refused = on_x({"downgrade", "-1", "--recorded"});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_EQ(refused.err, "error: --recorded does not go with a target\n");
    const Ran taken = on_x({"downgrade", "--recorded", "--yes"});
    EXPECT_EQ(taken.exit, 0) << taken.err;
    EXPECT_EQ(taken.out, "the database is at c3\n");
    EXPECT_EQ(on_x({"current"}).out, "c3 (head)\n");
    EXPECT_EQ(ask("x.db", "SELECT count(*) FROM pragma_table_info('users') WHERE name IN ('city', 'street')"), "0");
}

TEST_F(BadDatabase, of_another_project) {
    ASSERT_EQ(on_x({"upgrade", "--create"}).exit, 0);
    std::string settings = read("migrations/migrations.toml");
    replace(settings, "blog_db", "shop_db");
    write("migrations/migrations.toml", settings);
    for (const char* command : {"upgrade", "current"}) {
        const Ran refused = on_x({command});
        EXPECT_EQ(refused.exit, 6);
        EXPECT_EQ(refused.err, "error: the database belongs to project 'blog_db', not to 'shop_db'\nnote: the database is unchanged\n"
                               "note: give each project its own version_table in migrations.toml\n");
    }
    write("migrations/migrations.toml", settings + "version_table = \"shop_version\"\n");
    EXPECT_EQ(on_x({"current"}).out, "base\n");
}

TEST_F(BadDatabase, read_only) {
    ASSERT_EQ(on_x({"upgrade", "b2", "--create"}).exit, 0);
    const std::string before = read("x.db");
    as_nobody_ = true;
    const auto everybody_may = std::filesystem::perms::owner_all | std::filesystem::perms::group_read |
                               std::filesystem::perms::group_exec | std::filesystem::perms::others_read |
                               std::filesystem::perms::others_exec;
    for (const std::string& folder : {root_, folder_, path("migrations"), path("migrations/revisions")}) {
        std::filesystem::permissions(folder, everybody_may);
    }
    for (const auto& file : {"x.db", "migrations/migrations.toml", "migrations/migrations.lock"}) {
        std::filesystem::permissions(path(file), std::filesystem::perms(0444));
    }
    const Ran refused = on_x({"upgrade"});
    EXPECT_EQ(refused.exit, 12) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(plain(refused.err),
              "~/migrations/revisions/c3.toml:6:1: error: revision 'c3' could not be applied, step 1: attempt to write a "
              "readonly database (8)\n  in: ALTER TABLE \"users\" ADD COLUMN \"age\" INTEGER\nnote: the database is unchanged, at "
              "revision 'b2'\nnote: make the database file and its folder writable\n");
    EXPECT_EQ(on_x({"current"}).out, "b2  add email\n");
    EXPECT_EQ(read("x.db"), before);
}

// Another process that holds a transaction on x.db for as long as this object lives.
class Holder {
public:
    Holder(const std::string& file, const char* begin) {
        int ready[2];
        if (pipe(ready) != 0) return;
        child_ = fork();
        if (child_ == 0) {
            sqlite3* db = nullptr;
            sqlite3_open(file.c_str(), &db);
            const bool held = sqlite3_exec(db, begin, nullptr, nullptr, nullptr) == SQLITE_OK;
            const char word = held ? 'y' : 'n';
            if (::write(ready[1], &word, 1) == 1) pause();
            _exit(0);
        }
        char word = 'n';
        holds_ = read(ready[0], &word, 1) == 1 && word == 'y';
        close(ready[0]);
        close(ready[1]);
    }
    ~Holder() {
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
    }
    bool holds() const { return holds_; }

private:
    pid_t child_ = -1;
    bool holds_ = false;
};

TEST_F(BadDatabase, locked) {
    ASSERT_EQ(on_x({"upgrade", "b2", "--create"}).exit, 0);
    const Holder other(path("x.db"), "BEGIN IMMEDIATE");
    ASSERT_TRUE(other.holds());
    const std::string locked = "database is locked (5)\n  in: BEGIN IMMEDIATE\nnote: the database is unchanged, at revision 'b2'\n"
                               "note: run the same command again when the other process is done\n";
    const std::pair<std::vector<std::string>, std::string> cases[] = {
        {{"upgrade"}, "~/migrations/revisions/c3.toml:1:12: error: revision 'c3' could not be applied: "},
        {{"downgrade", "-1", "--yes"}, "~/migrations/revisions/b2.toml:1:12: error: revision 'b2' could not be taken back: "},
        {{"stamp", "c3"}, "error: "},
    };
    for (const auto& [command, what] : cases) {
        std::vector<std::string> arguments = command;
        arguments.insert(arguments.end(), {"--lock-timeout", "1.5"});
        const auto start = std::chrono::steady_clock::now();
        const Ran refused = on_x(arguments);
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        EXPECT_EQ(refused.exit, 9) << refused.err;
        EXPECT_EQ(refused.out, "");
        EXPECT_GE(seconds, 1.4);
        EXPECT_LT(seconds, 10);
        EXPECT_EQ(plain(refused.err), what + locked);
    }
    EXPECT_EQ(on_x({"current"}).out, "b2  add email\n");  // reading does not wait
    EXPECT_EQ(on_x({"upgrade", "b2"}).exit, 0);           // nor does having nothing to do
    EXPECT_EQ(on_x({"upgrade", "--lock-timeout", "-1"}).exit, 2);
    EXPECT_EQ(on_x({"upgrade", "--lock-timeout", "soon"}).exit, 2);
}

TEST_F(BadDatabase, busy_altogether) {
    ASSERT_EQ(on_x({"upgrade", "b2", "--create"}).exit, 0);
    const Holder other(path("x.db"), "BEGIN EXCLUSIVE");
    ASSERT_TRUE(other.holds());
    const auto start = std::chrono::steady_clock::now();
    refused({"upgrade", "--lock-timeout", "1", "--database", "x.db"}, 9,
            "error: the database 'x.db' cannot be read: database is locked (5)\n"
            "note: run the same command again when the other process is done\n");
    EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 10);
}

#if MIGRATIONS_POSTGRESQL
// The program alone, without what is installed beside it.
TEST_F(BadDatabase, without_the_module_for_postgresql) {
    const Ran refused = shell("cp '" MIGRATIONS_TOOL "' alone && ./alone diff postgresql:///x postgresql:///y");
    EXPECT_EQ(refused.exit, 12);
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(refused.err,
              "error: what talks to PostgreSQL cannot be loaded: migrations_postgresql.so: cannot open shared object "
              "file: No such file or directory\n"
              "note: install libpqxx (Debian: apt install libpqxx-6.4), or Migrations anew\n");
    EXPECT_EQ(shell("./alone heads").exit, 0);
    // Asked for twice.
    EXPECT_EQ(shell("./alone doctor -B nowhere --database postgresql:///x").exit / 128, 0);
    EXPECT_EQ(shell("./alone test models --dialect postgresql; ./alone doctor --database postgresql:///x").exit / 128, 0);
}
#endif

// The history and what it tells of are one transaction.
TEST_F(BadDatabase, a_history_that_cannot_be_written) {
    ASSERT_EQ(on_x({"upgrade", "b2", "--create"}).exit, 0);
    ask("x.db", "CREATE TRIGGER no BEFORE INSERT ON migrations_history BEGIN SELECT RAISE(ABORT, 'not now'); END");
    const std::string before = ask("x.db", "SELECT sql FROM sqlite_schema") + ask("x.db", "SELECT revision, seq FROM migrations_version");
    const Ran refused = on_x({"upgrade", "-q"});
    EXPECT_EQ(refused.exit, 7);
    EXPECT_EQ(refused.out, "");
    // Behind VALUES it has times and numbers of its own.
    const std::size_t values = refused.err.find(" VALUES (");
    EXPECT_EQ(plain(refused.err.substr(0, values)),
              "~/migrations/revisions/c3.toml:1:12: error: revision 'c3' could not be applied: not now (1811)\n"
              "  in: INSERT INTO main.\"migrations_history\" (run_id, revision, parents, action, outcome, file_sha256, ops_sha256, "
              "chain_sha256, tool_version, db_user, os_user, host, application, started_at, duration_ms, error_code, error_text, "
              "down_script, compatible)");
    const std::size_t end = refused.err.find("...\n");
    ASSERT_NE(end, std::string::npos) << refused.err;
    EXPECT_EQ(refused.err.substr(end), "...\nnote: the database is unchanged, at revision 'b2'\n"
                                       "note: correct the revision or the data, and run the same command again\n");
    EXPECT_EQ(ask("x.db", "SELECT sql FROM sqlite_schema") + ask("x.db", "SELECT revision, seq FROM migrations_version"), before);
}

// What was read is what runs and what is recorded, whatever becomes of the files meanwhile.
TEST_F(BadDatabase, files_that_change_while_a_command_runs) {
    ASSERT_EQ(run({"upgrade", "a1", "-q", "--create", "--database", "w.db"}).exit, 0);
    const Ran ran = shell(
        // It waits for the lock: the look whether it has it takes it for a moment.
        "{ printf '.timeout 60000\\nBEGIN IMMEDIATE;\\n'; while [ ! -f go ]; do sleep 0.05; done; echo 'COMMIT;'; } | sqlite3 w.db & "
        "until ! sqlite3 w.db 'BEGIN IMMEDIATE; ROLLBACK' 2> /dev/null; do sleep 0.05; done; "
        "migrations upgrade --lock-timeout 60 --database w.db 2> up.err & up=$!; "
        "until grep -q waiting up.err; do sleep 0.05; done; "
        "sed -i s/email/mail/ migrations/revisions/b2.toml; touch go; wait $up");
    EXPECT_EQ(ran.exit, 0) << read("up.err");
    EXPECT_EQ(ask("w.db", "SELECT name FROM pragma_table_info('users')"), "id nick email age");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(run({"upgrade", "b2", "-q", "--create", "--database", "now.db"}).exit, 0);
    const std::string hash = "SELECT substr(ops_sha256, 1, 12) FROM migrations_history WHERE revision = 'b2'";
    refused({"upgrade", "--database", "w.db"}, 5,
            "~/migrations/revisions/b2.toml:1:12: error: revision 'b2' was edited after it was applied: the database recorded the hash " +
                ask("w.db", hash) + ", it is now " + ask("now.db", hash) + "\nnote: the database is unchanged, at revision 'c3'\n"
                "note: bring the revision file back to what was applied, and write a new revision\n");
}

// Rows of the history have an order of their own: clocks go wrong.
TEST_F(BadDatabase, a_clock_that_was_in_the_future) {
    ASSERT_EQ(run({"upgrade", "-q", "--create", "--database", "w.db"}).exit, 0);
    ASSERT_EQ(ask("w.db", "UPDATE migrations_history SET started_at = '2099-01-01T00:00:00.000Z'"), "");
    EXPECT_EQ(run({"downgrade", "-2", "--yes", "-q", "--database", "w.db"}).exit, 0);
    EXPECT_EQ(run({"upgrade", "-q", "--database", "w.db"}).exit, 0);
    EXPECT_EQ(run({"current", "--check-heads", "--database", "w.db"}).out, "c3 (head)\n");
    EXPECT_EQ(ask("w.db", "SELECT group_concat(revision || ' ' || action, ', ') FROM (SELECT * FROM migrations_history ORDER BY seq)"),
              "a1 upgrade, b2 upgrade, c3 upgrade, c3 downgrade, b2 downgrade, b2 upgrade, c3 upgrade");
}

}  // namespace
}  // namespace migrations
