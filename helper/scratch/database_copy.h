#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "dialects/connection.h"
#include "dialects/sqlite/copy.h"
#include "scratch/scratch.h"

namespace migrations {

struct CopyWish {
    std::string keep;      // SQLite: a new file; PostgreSQL: a new name on the server that MIGRATIONS_POSTGRESQL_URL names
    std::string binaries;  // folder of PostgreSQL's programs; empty: looked for
    CopyOptions how;
};

// A database that is as another one was at one moment, and is thrown away. The other one is only read.
class DatabaseCopy {
public:
    // `source`: a connection to the database of the URL. Throws Error environment, busy, usage; Interrupted. Nothing is left then.
    DatabaseCopy(const DatabaseUrl& of, Connection& source, const CopyWish& wish);
    ~DatabaseCopy();
    DatabaseCopy(const DatabaseCopy&) = delete;
    DatabaseCopy& operator=(const DatabaseCopy&) = delete;

    const DatabaseUrl& url() const { return url_; }
    bool is_private() const { return place_.is_private; }  // on a server of our own
    long long bytes() const { return bytes_; }
    std::chrono::milliseconds took() const { return took_; }
    // "PostgreSQL 17, and the database is on 15"; empty where there is no difference.
    const std::string& other_version() const { return other_version_; }

    // "it sorts texts as C.UTF-8 does: the server has no en_US.utf8"; empty where it sorts them as the other one does.
    const std::string& other_order() const { return other_order_; }

    // Has it stay, as it was wished. Nobody may be connected to it.
    void keep();

private:
    void copy_file(Connection& source, const CopyWish& wish);
    void copy_server(const DatabaseUrl& of, Connection& source, const CopyWish& wish);
    void clear() noexcept;

    DatabaseUrl url_;
    std::string wish_;
    std::string folder_;    // of our own; empty: none
    std::string new_file_;  // outside of it, that is to go; empty: none
    Scratch::Place place_;
    std::unique_ptr<Scratch> scratch_;
    long long bytes_ = 0;
    std::chrono::milliseconds took_{0};
    std::string other_version_;
    std::string other_order_;
};

}  // namespace migrations
