#include "scratch/postgresql_server.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/sql_text.h"
#if MIGRATIONS_POSTGRESQL
#include "dialects/postgresql/client.h"
#endif
#include "scratch/child_process.h"
#include "scratch/postgresql_cluster.h"
#include "dialects/postgresql/environment.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

bool has_server(const fs::path& folder) {
    return !folder.empty() && access((folder / "initdb").c_str(), X_OK) == 0 &&
           access((folder / "postgres").c_str(), X_OK) == 0;
}

// The folders /usr/lib/postgresql/*/bin, the highest version first.
std::vector<fs::path> versioned_folders() {
    std::vector<std::pair<int, fs::path>> found;
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator("/usr/lib/postgresql", failed)) {
        found.emplace_back(std::atoi(entry.path().filename().c_str()), entry.path() / "bin");
    }
    std::sort(found.begin(), found.end(),
              [](const auto& left, const auto& right) { return left.first > right.first; });
    std::vector<fs::path> folders;
    for (const auto& each : found) folders.push_back(each.second);
    return folders;
}

std::vector<fs::path> path_folders() {
    std::vector<fs::path> folders;
    const char* variable = std::getenv("PATH");
    std::string_view rest = variable == nullptr ? "" : variable;
    while (!rest.empty()) {
        const std::size_t end = rest.find(':');
        folders.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return folders;
}

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char each : text) {
        const bool plain = (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') ||
                           (each >= 'A' && each <= 'Z') || each == '-' || each == '_' ||
                           each == '.';
        if (plain) {
            encoded += each;
        } else {
            encoded += '%';
            encoded += "0123456789ABCDEF"[static_cast<unsigned char>(each) >> 4U];
            encoded += "0123456789ABCDEF"[static_cast<unsigned char>(each) & 15U];
        }
    }
    return encoded;
}

std::vector<std::string> server_command(const fs::path& binaries, const fs::path& folder) {
    return {(binaries / "postgres").string(), "-D", (folder / "data").string(), "-k",
            folder.string(), "-p", "5432",
            // A socket in a private folder is what makes the trust in pg_hba.conf safe.
            "-c", "listen_addresses=", "-c", "unix_socket_permissions=0700",
            // It need not survive anything.
            "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c",
            "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "autovacuum=off", "-c",
            "shared_buffers=16MB", "-c", "max_wal_size=128MB", "-c", "max_connections=200", "-c", "logging_collector=off"};
}

// The last line of postmaster.pid says how far the server is (pg_ctl waits for it in the same way).
bool is_ready(const fs::path& data) {
    std::ifstream file(data / "postmaster.pid");
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (number == 8) return line.compare(0, 5, "ready") == 0;
    }
    return false;
}

// Runs one statement on the database `postgres`. Every other word is a name to be quoted.
void administer(const std::string& url, const std::string& what, std::string_view name,
                const std::vector<std::string_view>& words) {
#if MIGRATIONS_POSTGRESQL
    const WithoutPostgresqlVariables cleared;
    std::string sql;
    for (std::size_t at = 0; at < words.size(); ++at) {
        sql += at % 2 == 0 ? std::string(words[at]) : quote_identifier(words[at]);
    }
    std::string failure;
    if (const auto client = postgresql::connect(url, failure)) failure = client->exec(sql).message;
    if (!failure.empty()) {
        throw Error(Exit::environment, "the database '" + std::string(name) + "' cannot be " + what +
                                           ": " + failure.substr(0, failure.find('\n')));
    }
#else
    static_cast<void>(url);
    static_cast<void>(words);
    throw Error(Exit::environment, "the database '" + std::string(name) + "' cannot be " + what +
                                       ": this program was built without PostgreSQL");
#endif
}

}  // namespace

fs::path PostgresqlServer::find_binaries(const fs::path& explicit_folder) {
    const auto wanted = [](const fs::path& folder, const std::string& said_by) {
        if (has_server(folder)) return folder;
        throw Error(Exit::environment, said_by + " names '" + folder.string() +
                                           "', where there is no `initdb` and `postgres`");
    };
    if (!explicit_folder.empty()) return wanted(explicit_folder, "the setting");
    const char* variable = std::getenv("MIGRATIONS_POSTGRESQL_BINDIR");
    if (variable != nullptr && *variable != '\0')
        return wanted(variable, "MIGRATIONS_POSTGRESQL_BINDIR");
    const std::vector<fs::path> folders = program_folders();
    const auto found = std::find_if(folders.begin(), folders.end(), has_server);
    if (found != folders.end()) return *found;
    throw Error(Exit::environment,
                "there is no PostgreSQL server on this machine: `initdb` and `postgres` are "
                "neither in the folder of "
                "`pg_config --bindir`, nor in /usr/lib/postgresql/*/bin, nor in PATH",
                "install it (Debian: apt install postgresql), or set MIGRATIONS_POSTGRESQL_BINDIR");
}

std::vector<fs::path> PostgresqlServer::program_folders(const fs::path& explicit_folder) {
    std::vector<fs::path> folders;
    if (!explicit_folder.empty()) folders.push_back(explicit_folder);
    const char* variable = std::getenv("MIGRATIONS_POSTGRESQL_BINDIR");
    if (variable != nullptr && *variable != '\0') folders.emplace_back(variable);
    if (const std::string told = output_of_child({"pg_config", "--bindir"}); !told.empty()) folders.emplace_back(told);
    for (const std::vector<fs::path>& more : {versioned_folders(), path_folders()}) {
        folders.insert(folders.end(), more.begin(), more.end());
    }
    return folders;
}

PostgresqlServer PostgresqlServer::start(const Options& options) {
    const fs::path binaries = find_binaries(options.binaries);
    const Account account = server_account();
    clear_left_overs(account);

    PostgresqlServer server;  // from here on, its destructor clears up
    server.directory_ = make_server_folder(account, options.storage, server.lock_);
    const fs::path log = server.directory_ / "log";
    const fs::path data = server.directory_ / "data";
    make_cluster(binaries, data, account, log, options.cache);

    ChildOptions child;
    child.account = account;
    child.output = log;
    child.die_with_parent = true;
    server.pid_ = start_child(server_command(binaries, server.directory_), child);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!is_ready(data)) {
        if (wait_child(server.pid_, 10)) {
            server.pid_ = 0;
            throw Error(Exit::environment,
                        "the PostgreSQL server of '" + binaries.string() + "' did not start",
                        end_of_log(log));
        }
        if (std::chrono::steady_clock::now() > end) {
            throw Error(Exit::environment, "the PostgreSQL server did not get ready within 60 s",
                        end_of_log(log));
        }
    }
    return server;
}

PostgresqlServer::PostgresqlServer(PostgresqlServer&& other) noexcept
    : directory_(std::exchange(other.directory_, {})),
      pid_(std::exchange(other.pid_, 0)),
      lock_(std::exchange(other.lock_, -1)) {}

PostgresqlServer& PostgresqlServer::operator=(PostgresqlServer&& other) noexcept {
    if (this != &other) {
        stop();
        directory_ = std::exchange(other.directory_, {});
        pid_ = std::exchange(other.pid_, 0);
        lock_ = std::exchange(other.lock_, -1);
    }
    return *this;
}

PostgresqlServer::~PostgresqlServer() {
    stop();
}

void PostgresqlServer::stop() noexcept {
    if (pid_ > 0) {
        const std::pair<int, int> signals[] = {{SIGINT, 5000}, {SIGQUIT, 5000}, {SIGKILL, 5000}};
        for (const auto& [signal, patience] : signals) {
            kill(pid_, signal);
            if (wait_child(pid_, patience)) break;
        }
        pid_ = 0;
    }
    if (!directory_.empty()) {
        std::error_code ignored;
        fs::remove_all(directory_ / "data",
                       ignored);  // the lock file last: until then somebody is at it
        fs::remove_all(directory_, ignored);
        directory_.clear();
    }
    if (lock_ >= 0) {
        close(lock_);
        lock_ = -1;
    }
}

std::string postgresql_socket_url(const fs::path& directory, std::string_view database) {
    // What is not given comes from the environment, so all that can be given is. An empty host
    // address and options of one space say that there are none.
    return "postgresql:///" + percent_encoded(database) +
           "?host=" + percent_encoded(directory.string()) +
           "&hostaddr=&port=5432&user=postgres&options=%20&sslmode=disable&gssencmode=disable"
           "&channel_binding=disable&target_session_attrs=any";
}

std::string PostgresqlServer::url(std::string_view database) const {
    return postgresql_socket_url(directory_, database);
}

std::string PostgresqlServer::create_database(std::string_view name,
                                              std::string_view source) const {
    std::vector<std::string_view> words = {"CREATE DATABASE ", name};
    if (!source.empty()) words.insert(words.end(), {" TEMPLATE ", source});
    administer(url(), "made", name, words);
    return url(name);
}

void PostgresqlServer::drop_database(std::string_view name) const {
    administer(url(), "dropped", name, {"DROP DATABASE IF EXISTS ", name});
}

}  // namespace migrations
