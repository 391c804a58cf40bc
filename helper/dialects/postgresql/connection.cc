#include "dialects/postgresql/connection.h"

#include <migrations/pqxx.hpp>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/sql_text.h"
#include "dialects/dialects.h"
#include "dialects/postgresql/conninfo.h"
#include "dialects/postgresql/reflect.h"

namespace migrations::postgresql {

namespace {

// A connection that keeps the server's notices ("relation exists, skipping") to itself; libpq
// prints them.
struct Session {
    explicit Session(const std::string& conninfo) : connection(conninfo) {
#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
        connection.set_notice_handler([](pqxx::zview) noexcept {});
#endif
    }

    pqxx::connection connection;
#if PQXX_VERSION_MAJOR < 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR < 10)
    pqxx::quiet_errorhandler quiet{connection};
#endif
};

std::unique_ptr<Session> connect(const DatabaseUrl& url, const OpenOptions& options) {
    try {
        return std::make_unique<Session>(complete_conninfo(url, options.connect_timeout));
    } catch (const std::exception& error) {
        throw Error(Exit::connect,
                    "cannot connect to " + url.shown + ": " + connect_failure(url, error.what()),
                    "check the URL, and that the server is running and lets this user in");
    }
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
    throw error;
}

// What the catalogue's functions print depends on these.
constexpr const char* printing_settings =
    "SET LOCAL quote_all_identifiers = off; SET LOCAL standard_conforming_strings = on; "
    "SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = postgres; "
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = hex";

class PostgresqlConnection final : public Connection {
public:
    PostgresqlConnection(const DatabaseUrl& url, const OpenOptions& options)
        : url_(url), options_(options), session_(connect(url, options)) {
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
        pqxx_executor executor(session_->connection);
        reply answer = executor.exec(sql);
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
            pqxx_executor(session_->connection).exec("ROLLBACK");
            throw;
        }
    }

    outcome upgrade(const set& chain, const options& options) override {
        return certain(migrations::upgrade(session_->connection, chain, options), chain, options);
    }
    outcome check(const set& chain, const options& options) override {
        return migrations::check(session_->connection, chain, options);
    }
    outcome run(const set& chain, slice<move> way, const options& options) override {
        return certain(migrations::run(session_->connection, chain, way, options), chain, options);
    }
    outcome stamp(const set& chain, slice<std::string_view> heads, bool force,
                  const options& options) override {
        const stamping mode = force ? stamping::forced : stamping::checked;
        return certain(migrations::stamp(session_->connection, chain, heads, options, mode), chain,
                       options);
    }
    outcome read_recorded(const set& chain, recorded& result) override {
        return migrations::read_recorded(session_->connection, chain.version_table, result);
    }

private:
    // The connection broke during a COMMIT: a new one can tell what became of it.
    outcome certain(outcome result, const set& chain, const options& options) {
        if (result.status != status::in_doubt) return result;
        try {
            session_ = connect(url_, options_);
        } catch (const Error&) {
            return result;
        }
        return migrations::confirm(session_->connection, chain, result, options);
    }

    DatabaseUrl url_;
    OpenOptions options_;
    std::unique_ptr<Session> session_;
};

}  // namespace

std::unique_ptr<Connection> open(const DatabaseUrl& url, const OpenOptions& options) {
    return std::make_unique<PostgresqlConnection>(url, options);
}

}  // namespace migrations::postgresql
