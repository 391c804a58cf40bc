#include "scratch/scratch.h"

#include <migrations/tables.hpp>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/sql_text.h"
#include "dialects/dialects.h"
#include "scratch/server_urls.h"
#include "scratch/servers.h"

namespace migrations {

Scratch::Scratch(std::string state_file, std::string binaries, Storage storage) : servers_(std::make_unique<Servers>()) {
    servers_->state_file = std::move(state_file);
    servers_->binaries = std::move(binaries);
    servers_->storage = storage;
}

Scratch::~Scratch() { servers_->drop_databases(); }

void Scratch::use_program(Program program) { servers_->program = std::move(program); }

std::unique_ptr<Connection> Scratch::database(const Dialect& dialect) {
    if (dialect.language() == dialect::sqlite && !servers_->program) return open_memory();
    return servers_->connect_with_program(new_place(dialect), {});
}

void Scratch::require_server(const Dialect& dialect) {
    if (dialect.language() == dialect::sqlite) return;
    if (MIGRATIONS_POSTGRESQL == 0) throw Error(Exit::environment, "this helper was built without PostgreSQL");
    servers_->server();
}

DatabaseUrl Scratch::shared_database(const Dialect& dialect) { return new_place(dialect); }

std::unique_ptr<Connection> Scratch::open(const DatabaseUrl& shared) const {
    OpenOptions options;
    options.may_be_killed = true;
    return servers_->connect_with_program(shared, options);
}

DatabaseUrl Scratch::new_place(const Dialect& dialect) {
    if (dialect.language() == dialect::sqlite) return servers_->file_database();
    require_server(dialect);
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

Scratch::Place Scratch::postgresql_place(const std::string& options) {
    require_server(postgresql_dialect());
    const std::string name = servers_->make_database("template0", options);
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
