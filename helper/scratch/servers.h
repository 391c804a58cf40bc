#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scratch/postgresql_server.h"
#include "scratch/scratch.h"

namespace migrations {

// What a Scratch has made, and where.
struct Scratch::Servers {
    std::string state_file;
    std::string binaries;
    Storage storage = Storage::memory;
    std::string folder;  // for SQLite databases that are kept; empty: nowhere
    std::optional<PostgresqlServer> own;
    std::string base_url;    // of the server's maintenance database
    bool is_private = true;  // it is nobody's but ours
    std::vector<std::string> databases;
    std::unique_ptr<Connection> board;  // a database that is wiped and used again
    std::optional<Program> program;
    std::vector<std::string> files;     // of SQLite databases
    std::string copy;                   // the newest database that is a copy of another

    // The URL of the server's maintenance database. Finds the server, or starts one.
    const std::string& server();
    std::unique_ptr<Connection> connect(const std::string& url, OpenOptions options = {}) const;
    // With the functions that revisions call.
    std::unique_ptr<Connection> connect_with_program(const DatabaseUrl& url, OpenOptions options) const;

    // The name of a new database, made as a copy of another, which nobody may be connected to.
    std::string make_database(const std::string& model, const std::string& options = utf8);
    // A new empty one; its URL.
    std::string make_database();
    void drop(const std::string& name) const;
    // A new SQLite database that another program can open.
    DatabaseUrl file_database();

    void drop_databases() noexcept;
};

}  // namespace migrations
