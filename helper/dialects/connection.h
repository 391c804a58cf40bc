#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <migrations/outcome.hpp>
#include <migrations/recorded.hpp>
#include <migrations/script.hpp>

#include "dialects/dialect.h"
#include "dialects/left_out.h"
#include "dialects/url.h"
#include "schema/schema.h"

namespace migrations {

using Cells = std::vector<std::optional<std::string>>;  // one row as text; nothing is NULL

struct OpenOptions {
    bool create = false;     // SQLite: make the file when it does not exist
    bool read_only = false;  // SQLite: open it so
    bool scratch = false;    // a throw-away database: no fsync
    bool may_be_killed = false;  // SQLite: a throw-away one in a file that must outlive its process
    bool own_server = false; // PostgreSQL: nothing of the environment (PGHOSTADDR, PGSERVICE, ...) leads elsewhere
    std::chrono::milliseconds connect_timeout{10000};
};

// An open database. Everything may throw Error; nothing reconnects by itself. No message holds a password.
class Connection {
public:
    virtual ~Connection() = default;

    virtual const Dialect& language() const = 0;
    virtual std::string label() const = 0;  // for people, without password: "postgresql://app@host/db"

    // Runs one or more statements.
    virtual void execute(std::string_view sql) = 0;
    // Runs one query and returns all its rows.
    virtual std::vector<Cells> query(std::string_view sql) = 0;

    // The schema of the database: for PostgreSQL the current schema. The tables of `ignored` (the bookkeeping) are
    // left out. Types are Verbatim, but for native enums; names are those of the server.
    virtual Schema reflect(const std::vector<std::string>& ignored) = 0;

    // What reflect() passes over: rules, policies, grants, ...; sorted by kind and name, from a fixed number of
    // queries. What belongs to extensions, and to the tables of `ignored`, is theirs and left out.
    virtual std::vector<LeftOut> left_out(const std::vector<std::string>& ignored) = 0;

    // The runtime's functions (migrations/sqlite3.hpp, postgresql.hpp) on this connection.
    virtual outcome upgrade(const set& chain, const options& options) = 0;
    virtual outcome check(const set& chain, const options& options) = 0;
    virtual outcome run(const set& chain, slice<move> way, const options& options) = 0;
    virtual outcome stamp(const set& chain, slice<std::string_view> heads, bool force, const options& options) = 0;
    virtual outcome read_recorded(const set& chain, recorded& result) = 0;
};

// Opens the database of the URL. Throws Error: connect, environment (no such file, not a database), usage (a dialect
// that this build lacks).
std::unique_ptr<Connection> open_connection(const DatabaseUrl& url, const OpenOptions& options = {});

// An SQLite database in memory.
std::unique_ptr<Connection> open_memory();

// One that is as this SQLite database is now, page by page. Precondition: no transaction is open.
std::unique_ptr<Connection> copy_in_memory(Connection& database);

}  // namespace migrations
