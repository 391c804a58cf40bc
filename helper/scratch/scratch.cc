#include "scratch/scratch.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <migrations/tables.hpp>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/sql_text.h"
#include "dialects/dialects.h"
#include "scratch/postgresql_detached.h"
#include "scratch/postgresql_server.h"
#include "scratch/server_urls.h"

namespace migrations {
namespace {

// Several processes make scratch databases on one server at the same time.
std::string fresh_name() {
    std::random_device random;
    return "migrations_scratch_" + std::to_string(getpid()) + "_" + std::to_string(random());
}

}  // namespace

struct Scratch::Servers {
    std::string state_file;
    std::string binaries;
    std::optional<PostgresqlServer> own;
    std::string base_url;  // of the server's maintenance database
    bool is_private = true;  // it is nobody's but ours
    std::vector<std::string> databases;
    std::unique_ptr<Connection> board;  // a database that is wiped and used again
    std::optional<Program> program;
    std::vector<std::string> files;     // of SQLite databases
    std::string copy;                   // the newest database that is a copy of another

    const std::string& server() {
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
            own = PostgresqlServer::start(options);
            base_url = own->url();
        }
        return base_url;
    }

    std::unique_ptr<Connection> connect(const std::string& url, OpenOptions options = {}) const {
        options.own_server = is_private;
        return open_connection(require_url(url), options);
    }

    void drop(const std::string& name) const {
        if (!name.empty()) connect(base_url)->execute("DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)");
    }

    // The name of a new database, made as a copy of another.
    std::string make_database(const std::string& model) {
        const std::unique_ptr<Connection> connection = connect(server());
        databases.push_back(fresh_name());
        connection->execute("CREATE DATABASE \"" + databases.back() + "\" TEMPLATE \"" + model + "\" ENCODING 'UTF8'");
        return databases.back();
    }
    // A new SQLite database that another program can open.
    DatabaseUrl file_database() {
        std::string pattern = (std::filesystem::temp_directory_path() / "migrations-scratch-XXXXXX").string();
        const int made = mkstemp(pattern.data());
        if (made < 0) throw Error(Exit::environment, "cannot make '" + pattern + "': " + std::strerror(errno));
        ::close(made);
        files.push_back(pattern);
        return require_url("sqlite:///" + pattern);
    }

    // With the functions that revisions call.
    std::unique_ptr<Connection> connect_with_program(const DatabaseUrl& url, OpenOptions options) const {
        options.scratch = true;
        options.own_server = is_private && url.dialect == postgresql_dialect().name();
        std::unique_ptr<Connection> database = open_connection(url, options);
        if (!program) return database;
        Program called = *program;
        called.own_server = options.own_server;
        return with_program(std::move(database), url, std::move(called));
    }

    std::string make_database() { return with_database(server(), make_database("template0")); }

    void drop_databases() noexcept {
        board.reset();
        std::error_code ignored;
        for (const std::string& each : files) {
            for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::filesystem::remove(each + suffix, ignored);
        }
        if (databases.empty() || own) return;  // a server of our own takes them along
        try {
            const std::unique_ptr<Connection> connection = connect(base_url);
            for (const std::string& each : databases) connection->execute("DROP DATABASE IF EXISTS \"" + each + "\" WITH (FORCE)");
        } catch (const std::exception&) {
            // The server may be gone by now, and its databases with it; what is left bears our name.
        }
    }
};

Scratch::Scratch(std::string state_file, std::string binaries) : servers_(std::make_unique<Servers>()) {
    servers_->state_file = std::move(state_file);
    servers_->binaries = std::move(binaries);
}

Scratch::~Scratch() { servers_->drop_databases(); }

void Scratch::use_program(Program program) { servers_->program = std::move(program); }

std::unique_ptr<Connection> Scratch::database(const Dialect& dialect) {
    if (dialect.language() == dialect::sqlite && !servers_->program) return open_memory();
    return servers_->connect_with_program(new_place(dialect), {});
}

DatabaseUrl Scratch::shared_database(const Dialect& dialect) { return new_place(dialect); }

std::unique_ptr<Connection> Scratch::open(const DatabaseUrl& shared) const {
    OpenOptions options;
    options.may_be_killed = true;
    return servers_->connect_with_program(shared, options);
}

DatabaseUrl Scratch::new_place(const Dialect& dialect) {
    if (dialect.language() == dialect::sqlite) return servers_->file_database();
    if (MIGRATIONS_POSTGRESQL == 0) throw Error(Exit::environment, "this helper was built without PostgreSQL");
    return require_url(servers_->make_database());
}

Connection& Scratch::wiped(const Dialect& dialect) {
    std::unique_ptr<Connection>& board = servers_->board;
    if (board && dialect.language() == dialect::postgresql) {
        try {
            board->execute("RESET ALL; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            return *board;
        } catch (const Error&) {
            // What cannot be wiped, for its size or for what is in it, is left behind.
        }
    }
    board = database(dialect);
    return *board;
}

Schema Scratch::as_read_back(const Dialect& dialect, const Schema& schema, const RenderOptions& options) {
    Diagnostics diagnostics;
    const Script script = dialect.render({}, creation(schema), options, diagnostics);
    if (has_errors(diagnostics)) throw Error(Exit::graph, std::move(diagnostics));
    Connection& database = wiped(dialect);
    run_script(database, script);
    return database.reflect({});
}

std::unique_ptr<Connection> Scratch::database_after_sql(const Dialect& dialect, const std::string& sql) {
    std::unique_ptr<Connection> database = this->database(dialect);
    if (dialect.language() == dialect::sqlite) {
        database->execute(sql);
        return database;
    }
    // One by one: the server's word about a failure then comes with the statement that it is about.
    const Dialect::RawSql raw = dialect.classify(sql);
    if (!raw.problem.empty()) throw Error(Exit::sql_failed, raw.problem);
    for (const std::string& statement : raw.statements) database->execute(statement);
    // pg_dump empties the search path, and what it made would not be found.
    database->execute("RESET ALL");
    return database;
}

std::unique_ptr<Connection> Scratch::copy_of(std::unique_ptr<Connection>& database) {
    if (database->language().language() == dialect::sqlite) return copy_in_memory(*database);
    OpenOptions options;
    options.scratch = true;
    const std::string name = database->query("SELECT pg_catalog.current_database()").at(0).at(0).value_or("");
    database.reset();
    servers_->drop(servers_->copy);
    servers_->copy = servers_->make_database(name);
    const std::string url = with_database(servers_->base_url, servers_->copy);
    database = servers_->connect(with_database(servers_->base_url, name), options);
    return servers_->connect(url, options);
}

Scratch::Place Scratch::postgresql_place() {
    if (MIGRATIONS_POSTGRESQL == 0) throw Error(Exit::environment, "this helper was built without PostgreSQL");
    const std::string name = servers_->make_database("template0");
    return {require_url(with_database(servers_->server(), name)), name, servers_->is_private};
}

void Scratch::require_room_for(const std::string& name) {
    if (!is_on_named_server()) {
        throw Error(Exit::usage, "the server of the copy ends with this command, and the copy with it",
                    "set MIGRATIONS_POSTGRESQL_URL to the URL of a server that keeps it");
    }
    const std::string one = "SELECT 1 FROM pg_catalog.pg_database WHERE datname = " + quote_literal(name);
    if (servers_->connect(servers_->server())->query(one).empty()) return;
    throw Error(Exit::usage, "there is a database '" + name + "' already", "give the copy another name");
}

void Scratch::keep(const Place& place, const std::string& name) {
    require_room_for(name);
    servers_->connect(servers_->server())
        ->execute("ALTER DATABASE " + quote_identifier(place.name) + " RENAME TO " + quote_identifier(name));
    std::erase(servers_->databases, place.name);
}

bool Scratch::is_on_named_server() { return !named_server().empty(); }

Schema Scratch::after_sql(const Dialect& dialect, const std::string& sql) {
    return database_after_sql(dialect, sql)->reflect({});
}

void run_script(Connection& database, const Script& script) {
    for (const Step& step : script.steps) {
        if (step.is_rebuild()) {
            throw Error(Exit::internal, "a rebuild of table '" + step.table + "' needs the runner");
        }
        database.execute(step.sql);
    }
}

std::vector<std::string> record_tables(std::string_view version_table) {
    const table_names names = names_of(dialect::sqlite, version_table);
    return {names.version, names.history, names.journal};
}

bool is_bookkeeping(const std::string& statement, std::string_view version_table) {
    for (const std::string& name : record_tables(version_table)) {
        if (statement.find("\"" + name + "\"") != std::string::npos) return true;
    }
    for (const char* word : {"SELECT", "EXPLAIN", "PRAGMA foreign_key_check", "PRAGMA table_"}) {
        if (statement.rfind(word, 0) == 0) return true;
    }
    return false;
}

std::vector<std::string> run_recorded(Connection& database, const Script& script) {
    std::vector<std::vector<column_source>> sources(script.steps.size());
    std::vector<step> steps;
    for (std::size_t i = 0; i < script.steps.size(); ++i) {
        const Step& from = script.steps[i];
        for (const ColumnSource& each : from.sources) sources[i].push_back({each.column, each.expression});
        steps.push_back({from.sql, from.table, from.expected, from.wanted, {sources[i].data(), sources[i].size()}});
    }
    // The runner refuses a filled database of which nothing is recorded, so this one is recorded to be at a start.
    const std::string_view start[] = {"start"};
    migration migrations[2];
    migrations[0].id = "start";
    migrations[1].id = "difference";
    migrations[1].parents = {start, 1};
    migrations[1].up = {{steps.data(), steps.size()}, true};
    migrations[1].irreversible = "it is not meant to be taken back";
    set chain;
    chain.project = "difference";
    chain.language = database.language().language();
    chain.migrations = {migrations, 2};

    std::vector<std::string> statements;
    options how;
    how.collecting = true;
    outcome result = database.stamp(chain, {start, 1}, true, how);
    if (result) {
        how.on_statement = [&](std::string_view statement) {
            if (!is_bookkeeping(std::string(statement), chain.version_table)) statements.emplace_back(statement);
        };
        const move way[] = {{&migrations[1], direction::up}};
        result = database.run(chain, {way, 1}, how);
    }
    if (!result) {
        Error error(static_cast<Exit>(result.status), result.message, result.help);
        error.sql = result.sql;
        error.code = result.code;
        throw error;
    }
    return statements;
}

}  // namespace migrations
