#if MIGRATIONS_POSTGRESQL

#include "scratch/postgresql_server.h"

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <pqxx/pqxx>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "base/error.h"
#include "dialects/dialects.h"
#include "scratch/child_process.h"
#include "scratch/postgresql_detached.h"
#include "scratch/scratch.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

std::string ask(const std::string& url, const std::string& sql) {
    pqxx::connection connection(url);
    pqxx::nontransaction transaction(connection);
    const pqxx::result rows = transaction.exec(sql);
    return rows.empty() ? std::string() : rows[0][0].c_str();
}

// Waits for at most 10 s.
bool comes_true(const std::function<bool()>& condition) {
    for (int round = 0; round < 1000; ++round) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}

bool is_running(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string number, name, state;
    return (file >> number >> name >> state) && state != "Z";
}

// Runs in a child process what gives a text, and returns it. The child ends like a killed one.
std::string in_child(const std::function<std::string()>& body, bool wait_for_it = true) {
    int ends[2];
    if (pipe(ends) != 0) return {};
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        std::string text;
        try {
            text = body();
        } catch (const Error& error) {
            text = std::string("error: ") + error.what() + "\n" + error.help;
        } catch (const std::exception& error) {
            text = std::string("error: ") + error.what();
        }
        static_cast<void>(!write(ends[1], text.data(), text.size()));
        kill(getpid(), SIGKILL);
    }
    close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t count = 0; (count = read(ends[0], buffer, sizeof buffer)) > 0;) {
        text.append(buffer, static_cast<std::size_t>(count));
    }
    close(ends[0]);
    if (wait_for_it) waitpid(child, nullptr, 0);
    return text;
}

class ScratchPostgresql : public testing::Test {
protected:
    void SetUp() override {
        try {
            PostgresqlServer::find_binaries();
        } catch (const Error& error) {
            GTEST_SKIP() << error.what();
        }
    }
};

TEST_F(ScratchPostgresql, StartsAServerAndLeavesNothingBehind) {
    fs::path directory;
    pid_t process = 0;
    {
        PostgresqlServer server = PostgresqlServer::start();
        directory = server.directory();
        process = server.pid();
        EXPECT_TRUE(is_running(process));
        struct stat about {};
        ASSERT_EQ(stat(directory.c_str(), &about), 0);
        EXPECT_EQ(about.st_mode & 0777U, 0700U);
        EXPECT_EQ(ask(server.url(), "SHOW listen_addresses"), "");
        EXPECT_EQ(ask(server.url(), "SHOW server_encoding"), "UTF8");

        const std::string url = server.create_database("a \"strange\" näme/%");
        EXPECT_EQ(ask(url, "SELECT current_database()"), "a \"strange\" näme/%");
        ask(url, "CREATE TABLE t AS SELECT 7 AS seven");
        EXPECT_EQ(
            ask(server.create_database("copy", "a \"strange\" näme/%"), "SELECT seven FROM t"),
            "7");
        try {
            server.create_database("copy");
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.exit, Exit::environment);
            EXPECT_STREQ(
                error.what(),
                "the database 'copy' cannot be made: database \"copy\" already exists");
        }
        server.drop_database("copy");
        server.drop_database("copy");
        server.create_database("copy");

        PostgresqlServer moved = std::move(server);
        EXPECT_EQ(ask(moved.url(), "SELECT 1"), "1");
    }
    EXPECT_FALSE(fs::exists(directory));
    EXPECT_FALSE(is_running(process));
}

// Sets variables for one test.
class Variables {
public:
    Variables(std::initializer_list<std::pair<std::string, std::string>> values) : values_(values) {
        for (const auto& [name, value] : values_) setenv(name.c_str(), value.c_str(), 1);
    }
    Variables(const Variables&) = delete;
    Variables& operator=(const Variables&) = delete;
    ~Variables() {
        for (const auto& [name, value] : values_) unsetenv(name.c_str());
    }

private:
    std::vector<std::pair<std::string, std::string>> values_;
};

TEST_F(ScratchPostgresql, TheEnvironmentDoesNotReachIt) {
    const Variables variables{{"PGHOST", "/production"},
                               {"PGHOSTADDR", "192.0.2.1"},
                               {"PGPORT", "1"},
                               {"PGDATABASE", "production"},
                               {"PGUSER", "production"},
                               {"PGDATA", "/production"},
                               {"PGOPTIONS", "-c search_path=production"},
                               {"PGSSLMODE", "require"},
                               {"PGCHANNELBINDING", "require"},
                               {"PGTARGETSESSIONATTRS", "standby"}};
    const PostgresqlServer server = PostgresqlServer::start();
    EXPECT_EQ(ask(server.url(), "SHOW search_path"), "\"$user\", public");
    std::ifstream file("/proc/" + std::to_string(server.pid()) + "/environ");
    const std::string of_server{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(of_server.find("production"), std::string::npos);
}

TEST_F(ScratchPostgresql, VariablesThatNoUrlOverridesDoNotReachScratchDatabases) {
    const Variables variables{{"PGSERVICE", "production"},
                               {"PGTZ", "Asia/Tokyo"},
                               {"PGDATESTYLE", "German"},
                               {"PGREQUIREAUTH", "password"}};
    Scratch scratch;
    const auto database = scratch.database(postgresql_dialect());
    EXPECT_EQ(database->query("SHOW DateStyle").at(0).at(0), "ISO, MDY");
    EXPECT_NE(database->query("SHOW TimeZone").at(0).at(0), "Asia/Tokyo");
    EXPECT_STREQ(std::getenv("PGSERVICE"), "production");
}

TEST_F(ScratchPostgresql, LivesInMemoryWhereThereIsRoom) {
    struct statvfs about {};
    const bool has_room = statvfs("/dev/shm", &about) == 0 && about.f_bavail * about.f_frsize >= (1ULL << 30);
    const fs::path place = PostgresqlServer::start().directory().parent_path();
    EXPECT_TRUE(place == "/tmp" || (has_room && place == "/dev/shm")) << place;
    EXPECT_EQ(place, server_places(Storage::memory).front());
    PostgresqlServer::Options options;
    options.storage = Storage::disk;
    EXPECT_EQ(PostgresqlServer::start(options).directory().parent_path(), "/tmp");
}

TEST_F(ScratchPostgresql, LivesInTheFolderThatAVariableNames) {
    std::string folder = "/tmp/migrations-test-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    fs::permissions(folder, fs::perms(01777));
    {
        const Variables variables{{"MIGRATIONS_POSTGRESQL_DIR", folder}};
        const PostgresqlServer server = PostgresqlServer::start();
        EXPECT_EQ(server.directory().parent_path(), folder);
        EXPECT_EQ(ask(server.url(), "SELECT 1"), "1");
    }
    const std::string deep = folder + "/" + std::string(90, 'x');
    fs::create_directory(deep);
    for (const auto& [value, exit, said] : std::vector<std::tuple<std::string, Exit, std::string>>{
             {"here", Exit::usage, "MIGRATIONS_POSTGRESQL_DIR names 'here', which is not the absolute path of a folder"},
             {"/nowhere", Exit::usage, "MIGRATIONS_POSTGRESQL_DIR names '/nowhere', which is not the absolute path of a folder"},
             {deep, Exit::environment,
              "there is no place for a PostgreSQL server: the path '" + deep + "' is too long for that of a socket in it"}}) {
        const Variables variables{{"MIGRATIONS_POSTGRESQL_DIR", value}};
        try {
            PostgresqlServer::start();
            FAIL() << value;
        } catch (const Error& error) {
            EXPECT_EQ(error.exit, exit);
            EXPECT_EQ(error.what(), said);
        }
    }
    fs::remove_all(folder);
}

TEST_F(ScratchPostgresql, ManyRunAtOnce) {
    std::vector<PostgresqlServer> servers;
    for (int number = 0; number < 4; ++number) servers.push_back(PostgresqlServer::start());
    for (const PostgresqlServer& each : servers) {
        EXPECT_EQ(ask(each.create_database("same"), "SELECT current_database()"), "same");
    }
}

TEST_F(ScratchPostgresql, EndsWithAKilledOwnerAndTheNextStartClearsUp) {
    const std::string said = in_child([] {
        PostgresqlServer server = PostgresqlServer::start();
        return std::to_string(server.pid()) + " " + server.directory().string();
    });
    const auto process = static_cast<pid_t>(std::stol(said));
    const fs::path directory = said.substr(said.find(' ') + 1);
    EXPECT_TRUE(comes_true([&] { return !is_running(process); }));
    const PostgresqlServer next = PostgresqlServer::start();
    EXPECT_FALSE(fs::exists(directory));
}

TEST_F(ScratchPostgresql, ClearingUpTouchesNoOtherProcess) {
    // A left-over whose process id belongs to somebody else by now: this test.
    const Account account = server_account();
    std::string folder = "/tmp/migrations-pg-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    fs::create_directory(folder + "/data");
    std::ofstream(folder + "/owner.lock") << "";
    std::ofstream(folder + "/data/postmaster.pid") << getpid() << "\n";
    ASSERT_EQ(chown(folder.c_str(), account.uid, account.gid), 0);
    // And one that is in use.
    const PostgresqlServer used = PostgresqlServer::start();
    const PostgresqlServer next = PostgresqlServer::start();
    EXPECT_FALSE(fs::exists(folder));
    EXPECT_EQ(ask(used.url(), "SELECT 1"), "1");
}

TEST_F(ScratchPostgresql, ADamagedCacheIsMadeAnew) {
    static_cast<void>(PostgresqlServer::start());
    const fs::path cache = "/tmp/migrations-pgcache-" + std::to_string(server_account().uid);
    int damaged = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(cache)) {
        if (entry.is_directory()) damaged += fs::remove(entry.path() / "PG_VERSION") ? 1 : 0;
    }
    EXPECT_GE(damaged, 1);
    EXPECT_EQ(ask(PostgresqlServer::start().url(), "SELECT 1"), "1");
    for (const fs::directory_entry& entry : fs::directory_iterator(cache)) {
        EXPECT_TRUE(!entry.is_directory() || fs::exists(entry.path() / "PG_VERSION"));
    }
    PostgresqlServer::Options options;
    options.cache = false;
    EXPECT_EQ(ask(PostgresqlServer::start(options).url(), "SELECT 1"), "1");
}

TEST_F(ScratchPostgresql, AnOrdinaryUserNeedsNoRoot) {
    if (geteuid() != 0) GTEST_SKIP() << "every other test is run as an ordinary user";
    const passwd* const nobody = getpwnam("nobody");
    if (nobody == nullptr) GTEST_SKIP() << "no user 'nobody'";
    const std::string said = in_child([&]() -> std::string {
        if (setgroups(0, nullptr) != 0 || setgid(nobody->pw_gid) != 0 ||
            setuid(nobody->pw_uid) != 0)
            return "no setuid";
        PostgresqlServer server = PostgresqlServer::start();
        const std::string answer = ask(server.url(), "SELECT 1");
        server.stop();
        return answer;
    });
    EXPECT_EQ(said, "1");
}

TEST_F(ScratchPostgresql, SaysWhereThereIsNoServer) {
    try {
        PostgresqlServer::find_binaries("/nowhere");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.exit, Exit::environment);
        EXPECT_STREQ(error.what(),
                     "the setting names '/nowhere', where there is no `initdb` and `postgres`");
    }
    setenv("MIGRATIONS_POSTGRESQL_BINDIR", "/elsewhere", 1);
    EXPECT_THROW(PostgresqlServer::start(), Error);
    unsetenv("MIGRATIONS_POSTGRESQL_BINDIR");
}

TEST_F(ScratchPostgresql, AServerThatDoesNotStartSaysWhy) {
    // Programs that look like a server of PostgreSQL, and fail.
    std::string folder = "/tmp/migrations-test-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    for (const char* name : {"initdb", "postgres"}) {
        std::ofstream(folder + "/" + name)
            << "#!/bin/sh\necho " << name << " has no heart >&2\nexit 3\n";
        fs::permissions(folder + "/" + name, fs::perms(0755));
    }
    fs::permissions(folder, fs::perms(0755));
    PostgresqlServer::Options options;
    options.binaries = folder;
    try {
        PostgresqlServer::start(options);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.exit, Exit::environment);
        EXPECT_EQ(error.what(), "initdb of '" + folder + "' failed");
        EXPECT_EQ(error.help, "initdb has no heart\ninitdb has no heart");
    }
    fs::remove_all(folder);
}

class DetachedPostgresql : public ScratchPostgresql {
protected:
    DetachedPostgresql() : state("/tmp/migrations-state-" + std::to_string(getpid())) {}
    ~DetachedPostgresql() override { fs::remove(state); }

    fs::path directory() const {
        std::ifstream file(state);
        std::string line;
        std::getline(file, line);
        std::getline(file, line);
        return line;
    }

    fs::path state;
};

TEST_F(DetachedPostgresql, OutlivesTheProcessThatStartedIt) {
    // The child is killed at once, and the pipe that in_child() reads must end with it.
    const std::string url = in_child([&] { return start_detached(state, {}); });
    EXPECT_EQ(ask(url, "SELECT 1"), "1");
    EXPECT_EQ(detached_url(state), url);
    const fs::path place = directory();
    stop_detached(state);
    EXPECT_FALSE(fs::exists(place));
    EXPECT_FALSE(fs::exists(state));
    EXPECT_EQ(detached_url(state), "");
    stop_detached(state);
}

TEST_F(DetachedPostgresql, EndsAfterItsLifetime) {
    DetachedOptions options;
    options.lifetime = std::chrono::seconds(1);
    const std::string url = start_detached(state, options);
    EXPECT_EQ(ask(url, "SELECT 1"), "1");
    EXPECT_TRUE(comes_true([&] { return detached_url(state).empty(); }));
    EXPECT_TRUE(comes_true([&] { return !fs::exists(directory()); }));
}

TEST_F(DetachedPostgresql, EndsWithTheProcessThatItWatches) {
    const pid_t watched = fork();
    if (watched == 0) {
        pause();
        _exit(0);
    }
    DetachedOptions options;
    options.watched = watched;
    start_detached(state, options);
    EXPECT_NE(detached_url(state), "");
    kill(watched, SIGKILL);
    waitpid(watched, nullptr, 0);
    EXPECT_TRUE(comes_true([&] { return detached_url(state).empty(); }));
}

TEST_F(DetachedPostgresql, AnotherStartReplacesIt) {
    const std::string first = start_detached(state, {});
    const fs::path place = directory();
    const std::string second = start_detached(state, {});
    EXPECT_NE(first, second);
    EXPECT_FALSE(fs::exists(place));
    EXPECT_EQ(ask(second, "SELECT 1"), "1");
    stop_detached(state);
}

TEST_F(DetachedPostgresql, EachTestRunHasItsOwn) {
    // Both this process and its child would be tests; the runs are their parents.
    const fs::path here = state_of_test_run(state);
    const std::string there = in_child([&] { return state_of_test_run(state).string(); });
    EXPECT_EQ(here, state.string() + "." + std::to_string(getppid()));
    EXPECT_EQ(there, state.string() + "." + std::to_string(getpid()));
}

TEST_F(DetachedPostgresql, StateOfEndedRunsIsForgotten) {
    const std::string ended = in_child([&] { return state.string() + "." + std::to_string(getpid()); });
    const fs::path living = state_of_test_run(state);
    record_absence(ended, "killed");
    record_absence(living, "there is no server");
    forget_ended_runs(state);
    EXPECT_FALSE(fs::exists(ended));
    EXPECT_EQ(reason_of_absence(living), "there is no server");
    EXPECT_EQ(detached_url(living), "");
    try {
        Scratch(living).database(postgresql_dialect());
        ADD_FAILURE() << "a server was started all the same";
    } catch (const Error& error) {
        EXPECT_EQ(error.exit, Exit::environment);
        EXPECT_STREQ(error.what(), "there is no server");
    }
    stop_detached(living);
    EXPECT_EQ(reason_of_absence(living), "");
    // In the current folder.
    const fs::path here = fs::current_path();
    fs::current_path(state.parent_path());
    record_absence(ended, "killed");
    forget_ended_runs(state.filename());
    fs::current_path(here);
    EXPECT_FALSE(fs::exists(ended));
}

TEST_F(DetachedPostgresql, AServerThatSomebodyElseKeepsComesFirst) {
    const PostgresqlServer kept = PostgresqlServer::start();
    record_absence(state, "there is no server");
    const std::string keywords = "host=" + kept.directory().string() + " user=postgres dbname=postgres";
    for (const std::string& url : {kept.url(), keywords, "postgresql:///postgres?user=postgres&host=" +
                                                             kept.directory().string()}) {
        const Variables variables{{"MIGRATIONS_POSTGRESQL_URL", url}};
        Scratch scratch(state);
        const auto database = scratch.database(postgresql_dialect());
        const std::string name = database->query("SELECT current_database()").at(0).at(0).value_or("");
        EXPECT_EQ(name.find("migrations_scratch_"), 0U) << url;
    }
    EXPECT_EQ(ask(kept.url(), "SELECT count(*) FROM pg_database WHERE datname LIKE 'migrations%'"), "0");
    for (const auto& [url, message] : {std::pair("sqlite:///x.db", "MIGRATIONS_POSTGRESQL_URL: sqlite:///x.db is no "
                                                                   "PostgreSQL database"),
                                       std::pair("nonsense", "MIGRATIONS_POSTGRESQL_URL: the database URL cannot be "
                                                             "understood (8 characters); write sqlite:///file.db or "
                                                             "postgresql://user@host/database")}) {
        const Variables variables{{"MIGRATIONS_POSTGRESQL_URL", url}};
        try {
            Scratch(state).database(postgresql_dialect());
            ADD_FAILURE() << url;
        } catch (const Error& error) {
            EXPECT_EQ(error.exit, Exit::usage);
            EXPECT_STREQ(error.what(), message);
        }
    }
}

TEST_F(DetachedPostgresql, SaysWhyItDidNotStart) {
    DetachedOptions options;
    options.server.binaries = "/nowhere";
    try {
        start_detached(state, options);
        FAIL();
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(),
                     "the setting names '/nowhere', where there is no `initdb` and `postgres`");
    }
    EXPECT_FALSE(fs::exists(state));
}

}  // namespace
}  // namespace migrations

#endif  // MIGRATIONS_POSTGRESQL
