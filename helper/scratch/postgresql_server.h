#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scratch/server_places.h"

namespace migrations {

// A PostgreSQL server of one's own, to be thrown away: it listens on a Unix socket in a private
// directory only, keeps nothing over a power failure, and ends with the thread that started it, in
// whatever way that ends (Linux).
//
// Nothing of the environment (PGHOST, PGDATA, ...) reaches it, and it touches nothing but what it
// made itself. What a killed process left behind is cleared away by the next start. Each process
// may have any number of servers.
class PostgresqlServer {
public:
    struct Options {
        std::filesystem::path
            binaries;       // folder with `initdb` and `postgres`; empty: find_binaries()
        bool cache = true;  // keep a copy of the empty cluster for the next start
        Storage storage = Storage::memory;
    };

    // The folder with `initdb` and `postgres`: `explicit_folder` if given, else the environment
    // variable MIGRATIONS_POSTGRESQL_BINDIR, `pg_config --bindir`, the newest
    // /usr/lib/postgresql/*/bin, PATH. Throws Error environment, which says where it looked.
    static std::filesystem::path find_binaries(const std::filesystem::path& explicit_folder = {});

    // The folders in which programs of PostgreSQL may be, in the order in which find_binaries() looks.
    static std::vector<std::filesystem::path> program_folders(const std::filesystem::path& explicit_folder = {});

    // Starts a server and waits until it accepts connections. Throws Error environment, with the
    // end of the server's log where it has one.
    static PostgresqlServer start(const Options& options);
    static PostgresqlServer start() { return start(Options()); }

    PostgresqlServer(PostgresqlServer&& other) noexcept;
    PostgresqlServer& operator=(PostgresqlServer&& other) noexcept;
    PostgresqlServer(const PostgresqlServer&) = delete;
    PostgresqlServer& operator=(const PostgresqlServer&) = delete;
    ~PostgresqlServer();  // stops the server and removes its directory

    // A connection URI for libpq as a superuser. It says all that a URI can say; PGSERVICE and a few
    // more variables of the caller still change its meaning: see dialects/postgresql/environment.h.
    std::string url(std::string_view database = "postgres") const;

    // Makes a database, as a copy of the database `source` if given, which must have no connection.
    // Returns its URL. Throws Error environment.
    std::string create_database(std::string_view name, std::string_view source = {}) const;

    // Drops a database; nothing happens when there is none. Throws Error environment when it is in
    // use.
    void drop_database(std::string_view name) const;

    // The private directory: the socket, the log file `log`, and the cluster in `data`.
    const std::filesystem::path& directory() const { return directory_; }
    pid_t pid() const { return pid_; }

    // Ends the server: at once, but in good order if it can. Safe to call twice.
    void stop() noexcept;

private:
    PostgresqlServer() = default;

    std::filesystem::path directory_;
    pid_t pid_ = 0;
    int lock_ =
        -1;  // held as long as the server is wanted: whoever gets it may clear the directory away
};

// The URL of url() for a server in `directory`.
std::string postgresql_socket_url(const std::filesystem::path& directory,
                                  std::string_view database);

}  // namespace migrations
