#include "dialects/postgresql/connection.h"

#include <migrations/postgresql.hpp>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/sql_text.h"
#include "dialects/dialects.h"
#include "dialects/postgresql/client.h"
#include "dialects/postgresql/conninfo.h"
#include "dialects/postgresql/environment.h"
#include "dialects/postgresql/left_out.h"
#include "dialects/postgresql/raw_sql.h"
#include "dialects/postgresql/reflect.h"
#include "dialects/postgresql/watched_client.h"

namespace migrations::postgresql {

namespace {

std::unique_ptr<Client> connect_to(const DatabaseUrl& url, const OpenOptions& options) {
    std::optional<WithoutPostgresqlVariables> cleared;
    if (options.own_server) cleared.emplace();
    std::string failure;
    std::unique_ptr<Client> client =
        connect(complete_conninfo(url, options.connect_timeout), failure);
    if (client != nullptr) return client;
    throw Error(Exit::connect,
                "cannot connect to " + url.shown + ": " + connect_failure(url, failure),
                "check the URL, and that the server is running and lets this user in");
}

[[noreturn]] void fail(const reply& answer, std::string_view sql, const std::string& label) {
    // The runtime sorts errors for its own outcomes; the numbers of both are the exit codes.
    const status kind = is_contention(answer) ? status::busy : status_of(answer);
    std::string message = words_of(answer);
    if (kind == status::connection)
        message = "the connection to " + label + " was lost: " + message;
    Error error(static_cast<Exit>(kind), message, help_for(answer));
    error.code = answer.sqlstate;
    error.sql = excerpt_of(sql);
    if (answer.position > 0) error.position = byte_of_character(sql, answer.position) + 1;
    throw error;
}

// What the catalogue's functions print depends on these.
constexpr const char* printing_settings =
    "SET LOCAL quote_all_identifiers = off; SET LOCAL standard_conforming_strings = on; "
    "SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = postgres; "
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = hex";

class PostgresqlConnection final : public Connection {
public:
    // `watch`: of the statements of run(); null: nobody's.
    PostgresqlConnection(const DatabaseUrl& url, const OpenOptions& options, StatementWatch* watch = nullptr)
        : url_(url), options_(options), watch_(watch) {
        connect();
        if (options.scratch) execute("SET synchronous_commit = off");
    }

    const Dialect& language() const override { return postgresql_dialect(); }
    std::string label() const override { return url_.shown; }

    void execute(std::string_view sql) override { static_cast<void>(query(sql)); }

    std::vector<Cells> query(std::string_view sql) override {
        if (sql.find('\0') != std::string_view::npos) {
            throw Error(Exit::sql_failed,
                        "the SQL text has a NUL character, which PostgreSQL cannot store");
        }
        reply answer = client_->exec(sql);
        if (!answer.ok) fail(answer, sql, url_.shown);
        return std::move(answer.rows);
    }

    Schema reflect(const std::vector<std::string>& ignored) override {
        const std::optional<std::string> schema =
            query("SELECT pg_catalog.current_schema()").at(0).at(0);
        if (!schema) {
            throw Error(Exit::state,
                        "the search path of " + url_.shown + " names no schema that exists",
                        "create the schema, or set search_path for the role or the database");
        }
        execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        try {
            execute("SET LOCAL search_path TO " + quote_identifier(*schema));
            execute(printing_settings);
            Schema found = postgresql::reflect([&](std::string_view sql) { return query(sql); },
                                               ignored, *schema);
            execute("COMMIT");
            return found;
        } catch (...) {
            client_->exec("ROLLBACK");
            throw;
        }
    }

    std::vector<LeftOut> left_out(const std::vector<std::string>& ignored) override {
        return postgresql::left_out([&](std::string_view sql) { return query(sql); }, ignored);
    }

    outcome upgrade(const set& chain, const options& options) override {
        make_room_for(chain);
        return certain(postgresql::upgrade(*client_, chain, options, second()), chain, options);
    }
    outcome check(const set& chain, const options& options) override {
        return postgresql::check(*client_, chain, options);
    }
    outcome run(const set& chain, slice<move> way, const options& options) override {
        make_room_for(chain);
        migrations::options told = options;
        if (watched_ != nullptr) {
            told.on_statement = [this, &options](std::string_view statement) {
                watched_->announce(statement);
                if (options.on_statement) options.on_statement(statement);
            };
        }
        return certain(postgresql::run(*client_, chain, way, told, second()), chain, told);
    }
    outcome stamp(const set& chain, slice<std::string_view> heads, bool force,
                  const options& options) override {
        const stamping mode = force ? stamping::forced : stamping::checked;
        return certain(postgresql::stamp(*client_, chain, heads, options, mode), chain,
                       options);
    }
    outcome read_recorded(const set& chain, recorded& result) override {
        return postgresql::read_recorded(*client_, chain.version_table, result);
    }

private:
    void connect() {
        watched_ = nullptr;
        std::unique_ptr<Client> client = connect_to(url_, options_);
        if (watch_ != nullptr) {
            auto watched = std::make_unique<WatchedClient>(std::move(client), *watch_);
            watched_ = watched.get();
            client = std::move(watched);
        }
        client_ = std::move(client);
    }

    // The connection broke during a COMMIT: a new one can tell what became of it.
    outcome certain(outcome result, const set& chain, const options& options) {
        if (!result) second_.reset();  // it may be what was lost
        if (result.status != status::in_doubt) return result;
        try {
            connect();
        } catch (const Error&) {
            return result;
        }
        return postgresql::confirm(*client_, chain, result, options);
    }

    // A throw-away database has no schemas but its own, and the record may be meant for another.
    void make_room_for(const set& chain) {
        const std::size_t dot = chain.version_table.find('.');
        if (!options_.scratch || dot == std::string_view::npos) return;
        execute("CREATE SCHEMA IF NOT EXISTS " + quote_identifier(std::string(chain.version_table.substr(0, dot))));
    }

    // Connected when it is first needed, and kept.
    second_connection<Client>::source second() {
        return [this] {
            if (second_ == nullptr) second_ = connect_to(url_, options_);
            return second_.get();
        };
    }

    DatabaseUrl url_;
    OpenOptions options_;
    StatementWatch* watch_;
    std::unique_ptr<Client> client_;
    WatchedClient* watched_ = nullptr;  // that is client_
    std::unique_ptr<Client> second_;
};

}  // namespace

std::unique_ptr<Connection> open(const DatabaseUrl& url, const OpenOptions& options) {
    return std::make_unique<PostgresqlConnection>(url, options);
}

std::unique_ptr<Connection> open_watched(const DatabaseUrl& url, const OpenOptions& options, StatementWatch& watch) {
    return std::make_unique<PostgresqlConnection>(url, options, &watch);
}

}  // namespace migrations::postgresql
