#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.h"
#include "dialects/dialect.h"
#include "schema/schema.h"
#include "scratch/program.h"
#include "scratch/storage.h"

namespace migrations {

// Databases that are made, used and thrown away. SQLite ones are in memory (see use_program()). PostgreSQL ones live on the server that
// MIGRATIONS_POSTGRESQL_URL names, else on the one of a test run (`state_file`, see postgresql_detached.h), else on a
// private one that is started on first use, with the programs in the folder `binaries` (empty: looked for), and ends with
// this object. All are dropped in the destructor. `storage`: of the private one.
class Scratch {
public:
    explicit Scratch(std::string state_file = {}, std::string binaries = {}, Storage storage = Storage::memory);
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    // From now on database() makes SQLite ones in files, and has moves that call functions made by this program.
    void use_program(Program program);

    // A new empty database of the dialect, open as long as the caller keeps it; it must be closed before this object
    // goes. Throws Error environment when there is no PostgreSQL to start, or the test run has none; usage when
    // MIGRATIONS_POSTGRESQL_URL is not the URL of a PostgreSQL database.
    std::unique_ptr<Connection> database(const Dialect& dialect);

    // Throws what database() throws where there is no server.
    void require_server(const Dialect& dialect);

    // Where a new empty database is, of SQLite in a file, which any number of processes open with open(). Killing one of
    // them does no harm. Throws as database() does.
    DatabaseUrl shared_database(const Dialect& dialect);
    std::unique_ptr<Connection> open(const DatabaseUrl& shared) const;

    // What the server says about a schema: made on a new database by its own DDL and read back. Throws Error graph
    // with the Diagnostics of what the dialect cannot render.
    Schema as_read_back(const Dialect& dialect, const Schema& schema, const RenderOptions& options);

    // A new database on which this SQL was run, with the session's settings as they were before.
    std::unique_ptr<Connection> database_after_sql(const Dialect& dialect, const std::string& sql);

    // A database that is as this one is. PostgreSQL copies only what nobody is connected to, so the connection is made anew,
    // too, and the copy is good until the next call.
    std::unique_ptr<Connection> copy_of(std::unique_ptr<Connection>& database);

    // Databases that outlive this object, for the other tests of the same run (checkpoints.h), by name: of SQLite files in this folder,
    // of PostgreSQL databases on the server of the test run, which go with it. None are kept unless this is called, nor for
    // revisions that call functions of a program, nor on a server that somebody else keeps.
    void keep_in(std::string folder);
    bool keeps(const Dialect& dialect) const;
    std::set<std::string> kept(const Dialect& dialect);
    // A new database that is as the kept one; null when that is gone, or none.
    std::unique_ptr<Connection> copy_of_kept(const Dialect& dialect, const std::string& name);
    // Keeps what this database is now, in place of others whose names begin with the same number. Its connection is made anew. Where it
    // cannot be kept, nothing happens.
    void keep_copy(std::unique_ptr<Connection>& database, const std::string& name);

    // A new empty PostgreSQL database, for whoever opens it by itself. `options`: of CREATE DATABASE.
    static constexpr const char* utf8 = "ENCODING 'UTF8'";
    struct Place {
        DatabaseUrl url;
        std::string name;
        bool is_private = true;  // on a server of our own: see OpenOptions::own_server
    };
    Place postgresql_place(const std::string& options = utf8);

    // It gets this name and stays when this object goes. Nobody may be connected to it. Throws Error usage on a server of our
    // own, which goes too, and where there is a database of this name.
    void keep(const Place& place, const std::string& name);
    // Throws what keep() would throw.
    void require_room_for(const std::string& name);

    // Whether PostgreSQL databases are made on a server that somebody else keeps, on which nothing of them is to stay.
    static bool is_on_named_server();

    // What the server says about a database on which this SQL was run.
    Schema after_sql(const Dialect& dialect, const std::string& sql);

private:
    DatabaseUrl new_place(const Dialect& dialect);
    // An empty database that is good until the next call.
    Connection& wiped(const Dialect& dialect);

    struct Servers;
    std::unique_ptr<Servers> servers_;
};

// Runs the steps of a script on a database, one by one, without bookkeeping. Throws Error sql_failed.
void run_script(Connection& database, const Script& script);

// The tables in which the runner keeps the books, for reflect() to leave out.
std::vector<std::string> record_tables(std::string_view version_table);

// Whether a statement of the runner only keeps the books or looks around, and changes nothing of the user's.
bool is_bookkeeping(const std::string& statement, std::string_view version_table);

// Runs a script with the runtime, rebuilds and all, and returns its statements as they ran: without bookkeeping, but
// with the settings and the transaction that it needs. The database gets the bookkeeping tables too.
std::vector<std::string> run_recorded(Connection& database, const Script& script);

}  // namespace migrations
