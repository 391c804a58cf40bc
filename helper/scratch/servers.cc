#include "scratch/servers.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "base/sql_text.h"
#include "dialects/dialects.h"
#include "scratch/postgresql_detached.h"
#include "scratch/server_urls.h"

namespace migrations {
namespace {

std::string text_in(const char* file) {
    std::string text;
    std::ifstream(file) >> text;
    return text;
}

// Where the numbers of processes mean what they mean here: this machine since it was started, and this container.
std::string place_of_processes() {
    struct stat about {};
    const std::string container = stat("/proc/self/ns/pid", &about) == 0 ? std::to_string(about.st_ino) : "";
    return sha256(text_in("/proc/sys/kernel/random/boot_id") + " " + container).substr(0, 8);
}

// The names of scratch databases of the processes of this place; a number follows, and "_".
std::string names_beginning() { return "migrations_scratch_" + place_of_processes() + "_"; }

// Several processes make scratch databases on one server at the same time.
std::string fresh_name() {
    std::random_device random;
    return names_beginning() + std::to_string(getpid()) + "_" + std::to_string(random());
}

// Drops what killed processes of this place left on a server that somebody else keeps; a copy of a real database may be among it.
void drop_left_databases(Connection& server) {
    const std::string beginning = names_beginning();
    for (const Cells& row : server.query("SELECT datname FROM pg_catalog.pg_database WHERE pg_catalog.starts_with(datname, " +
                                         quote_literal(beginning) + ")")) {
        const std::string name = row.at(0).value_or("");
        const pid_t maker = static_cast<pid_t>(std::atol(name.c_str() + beginning.size()));
        if (maker <= 0 || kill(maker, 0) == 0 || errno != ESRCH) continue;
        try {
            server.execute("DROP DATABASE IF EXISTS " + quote_identifier(name) + " WITH (FORCE)");
        } catch (const Error&) {
            // It is another role's.
        }
    }
}

}  // namespace

const std::string& Scratch::Servers::server() {
    if (!base_url.empty()) return base_url;
    base_url = named_server();
    is_private = base_url.empty();
    if (is_private && !state_file.empty()) {
        const std::string reason = reason_of_absence(state_file);
        if (!reason.empty()) throw Error(Exit::environment, reason);
        base_url = detached_url(state_file);
    }
    if (base_url.empty()) {
        PostgresqlServer::Options options;
        options.binaries = binaries;
        options.storage = storage;
        own = PostgresqlServer::start(options);
        base_url = own->url();
    }
    if (!is_private) drop_left_databases(*connect(base_url));
    return base_url;
}

std::unique_ptr<Connection> Scratch::Servers::connect(const std::string& url, OpenOptions options) const {
    options.own_server = is_private;
    return open_connection(require_url(url), options);
}

void Scratch::Servers::drop(const std::string& name) const {
    if (!name.empty()) connect(base_url)->execute("DROP DATABASE IF EXISTS " + quote_identifier(name) + " WITH (FORCE)");
}

std::string Scratch::Servers::make_database(const std::string& model, const std::string& options) {
    const std::unique_ptr<Connection> connection = connect(server());
    databases.push_back(fresh_name());
    connection->execute("CREATE DATABASE " + quote_identifier(databases.back()) + " TEMPLATE " + quote_identifier(model) + " " + options);
    return databases.back();
}

std::string Scratch::Servers::make_database() { return with_database(server(), make_database("template0")); }

DatabaseUrl Scratch::Servers::file_database() {
    std::string pattern = (std::filesystem::temp_directory_path() / "migrations-scratch-XXXXXX").string();
    const int made = mkstemp(pattern.data());
    if (made < 0) throw Error(Exit::environment, "cannot make '" + pattern + "': " + std::strerror(errno));
    ::close(made);
    files.push_back(pattern);
    return require_url("sqlite:///" + pattern);
}

std::unique_ptr<Connection> Scratch::Servers::connect_with_program(const DatabaseUrl& url, OpenOptions options) const {
    options.scratch = true;
    options.own_server = is_private && url.dialect == postgresql_dialect().name();
    std::unique_ptr<Connection> database = open_connection(url, options);
    if (!program) return database;
    Program called = *program;
    called.own_server = options.own_server;
    return with_program(std::move(database), url, std::move(called));
}

void Scratch::Servers::drop_databases() noexcept {
    board.reset();
    std::error_code ignored;
    for (const std::string& each : files) {
        for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::filesystem::remove(each + suffix, ignored);
    }
    if (databases.empty() || own) return;  // a server of our own takes them along
    try {
        const std::unique_ptr<Connection> connection = connect(base_url);
        for (const std::string& each : databases) connection->execute("DROP DATABASE IF EXISTS " + quote_identifier(each) + " WITH (FORCE)");
    } catch (const std::exception&) {
        // The server may be gone by now, and its databases with it; what is left bears our name.
    }
}

}  // namespace migrations
