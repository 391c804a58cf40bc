// PostgreSQL over libpq: the functions of postgresql.hpp for a PGconn*.
//
//     // `second` holds the lock for steps outside a transaction; it may be left out where there are none.
//     bool start(PGconn* connection, PGconn* second) {
//         migrations::outcome result = migrations::upgrade(connection, second, blog_db::postgresql());
//         if (result.status == migrations::status::in_doubt) {  // the connection broke during COMMIT
//             PQreset(connection);
//             result = migrations::confirm(connection, blog_db::postgresql(), result);
//         }
//         if (!result) std::cerr << result.message << "; " << result.database_state << "; " << result.help << "\n";
//         return bool(result);
//     }
//
// check(), run(), stamp() and read_recorded() are as those of sqlite3.hpp, where each has an example.
//
// The connection must be idle: no open transaction, no query under way. It is left as it was found.
//
// C++17, no exceptions, no RTTI.
#pragma once

#include <libpq-fe.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "postgresql.hpp"

namespace migrations {

namespace postgresql {

// An executor over a connection that somebody else owns.
class libpq_executor {
public:
    using function_argument = PGconn*;

    explicit libpq_executor(PGconn* connection) : connection_(connection) {}

    reply exec(std::string_view sql) {
        reply answer;
        drain();
        if (PQsendQuery(connection_, std::string(sql).c_str()) == 0) {
            note_error(answer, nullptr);
        } else {
            answer.ok = true;
            while (PGresult* result = PQgetResult(connection_)) {
                take(answer, result);
                PQclear(result);
                if (PQstatus(connection_) == CONNECTION_BAD) break;
            }
        }
        if (PQstatus(connection_) == CONNECTION_BAD) {
            if (answer.ok) note_error(answer, nullptr);
            answer.broken = true;
        }
        if (!answer.ok) answer.rows.clear();
        return answer;
    }

    reply call(const function& what) {
        reply answer = function_reply(what.call<PGconn*>(connection_));
        if (PQtransactionStatus(connection_) == PQTRANS_ACTIVE) {
            drain();
            answer = function_reply("it left a query or a COPY under way");
        }
        if (PQstatus(connection_) != CONNECTION_BAD) return answer;
        if (answer.ok) note_error(answer, nullptr);
        answer.ok = false;
        answer.broken = true;
        return answer;
    }

    // Asks the server to end the statement that another thread waits for.
    void cancel() {
        PGcancel* const handle = PQgetCancel(connection_);
        if (handle == nullptr) return;
        char trouble[256] = {};
        PQcancel(handle, trouble, sizeof trouble);
        PQfreeCancel(handle);
    }

    // Whether a transaction of the caller, or a query, is under way.
    bool in_use() const {
        const PGTransactionStatusType status = PQtransactionStatus(connection_);
        return status == PQTRANS_ACTIVE || status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
    }

private:
    // Ends what is under way, and throws its results away.
    void drain() {
        reply ignored;
        while (PGresult* const left = PQgetResult(connection_)) {
            take(ignored, left);
            PQclear(left);
            if (PQstatus(connection_) == CONNECTION_BAD) return;
        }
    }

    void take(reply& answer, PGresult* result) {
        switch (PQresultStatus(result)) {
            case PGRES_COPY_IN:
                if (answer.ok) answer = copy_reply();
                PQputCopyEnd(connection_, copy_refused);
                return;
            case PGRES_COPY_OUT: {
                if (answer.ok) answer = copy_reply();
                char* line = nullptr;
                while (PQgetCopyData(connection_, &line, 0) > 0) PQfreemem(line);
                return;
            }
            case PGRES_TUPLES_OK:
                take_rows(answer, result);
                return;
            case PGRES_COMMAND_OK:
            case PGRES_EMPTY_QUERY:
            case PGRES_NONFATAL_ERROR:
                answer.rows.clear();
                answer.affected = std::strtoll(PQcmdTuples(result), nullptr, 10);
                return;
            default:
                note_error(answer, result);
                return;
        }
    }

    static void take_rows(reply& answer, const PGresult* result) {
        answer.rows.clear();
        const int width = PQnfields(result);
        const int height = PQntuples(result);
        for (int row = 0; row < height; ++row) {
            std::vector<std::optional<std::string>> fields;
            for (int column = 0; column < width; ++column) {
                if (PQgetisnull(result, row, column) != 0) {
                    fields.emplace_back();
                } else {
                    fields.emplace_back(PQgetvalue(result, row, column));
                }
            }
            answer.rows.push_back(std::move(fields));
        }
        answer.affected = height;
    }

    // Keeps the first error of a message: what follows it is its consequence.
    void note_error(reply& answer, const PGresult* result) {
        if (!answer.sqlstate.empty() || !answer.message.empty()) return;
        answer.ok = false;
        const auto field = [&](int code) -> std::string {
            const char* text = result == nullptr ? nullptr : PQresultErrorField(result, code);
            return text == nullptr ? std::string() : std::string(text);
        };
        answer.sqlstate = field(PG_DIAG_SQLSTATE);
        answer.message = field(PG_DIAG_MESSAGE_PRIMARY);
        answer.detail = field(PG_DIAG_MESSAGE_DETAIL);
        answer.position = static_cast<std::size_t>(
            std::strtoull(field(PG_DIAG_STATEMENT_POSITION).c_str(), nullptr, 10));
        if (answer.message.empty()) {
            answer.message =
                result == nullptr ? PQerrorMessage(connection_) : PQresultErrorMessage(result);
            if (answer.message.empty()) answer.message = "the server gave no reason";
        }
    }

    PGconn* connection_;
};

}  // namespace postgresql

// Runs SQL for a function: its error and SQLSTATE, by which a transaction that lost a race is tried again.
//
//     migrations::function_result fill_slugs(PGconn* connection) {
//         return migrations::run_sql(connection, "UPDATE posts SET slug = lower(title)");
//     }
inline function_result run_sql(PGconn* connection, const char* sql) {
    PGresult* const result = PQexec(connection, sql);
    const ExecStatusType ended = PQresultStatus(result);
    function_result found;
    if (ended != PGRES_COMMAND_OK && ended != PGRES_TUPLES_OK && ended != PGRES_EMPTY_QUERY) {
        const char* const words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        const char* const code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        found.error = words == nullptr ? PQerrorMessage(connection) : words;
        if (code != nullptr) found.sqlstate = code;
    }
    PQclear(result);
    return found;
}

namespace postgresql {

// Calls `body` with an executor, or refuses a connection that is in use.
template <class Body>
outcome with_libpq(PGconn* connection, const Body& body) {
    if (connection == nullptr || PQstatus(connection) != CONNECTION_OK) {
        outcome result;
        result.status = status::connection;
        result.message = "the connection to the database is not open";
        result.database_state = "the database was not touched";
        return result;
    }
    libpq_executor executor(connection);
    if (executor.in_use()) return connection_in_use();
    return body(executor);
}

// The same with two of them.
template <class Body>
outcome with_libpq(PGconn* connection, PGconn* second, const Body& body) {
    return with_libpq(connection, [&](libpq_executor& database) {
        return with_libpq(second, [&](libpq_executor& other) { return body(database, other); });
    });
}

}  // namespace postgresql

// Brings the database up to all heads of the set.
inline outcome upgrade(PGconn* connection, const set& of, const options& how = {}) {
    return postgresql::with_libpq(connection, [&](postgresql::libpq_executor& database) {
        return postgresql::upgrade(database, of, how);
    });
}

// The same with revisions outside a transaction, which need a second connection to the same database as the same role.
inline outcome upgrade(PGconn* connection, PGconn* second, const set& of, const options& how = {}) {
    return postgresql::with_libpq(connection, second, [&](auto& database, auto& guard) {
        return postgresql::upgrade(database, of, how, [&] { return &guard; });
    });
}

// Compares the database with the set and changes nothing: done, behind, state or integrity.
inline outcome check(PGconn* connection, const set& of, const options& how = {}) {
    return postgresql::with_libpq(connection, [&](postgresql::libpq_executor& database) {
        return postgresql::check(database, of, how);
    });
}

// Makes the moves in their order. Those that somebody else has made meanwhile are skipped.
inline outcome run(PGconn* connection, const set& of, slice<move> moves, const options& how = {}) {
    return postgresql::with_libpq(connection, [&](postgresql::libpq_executor& database) {
        return postgresql::run(database, of, moves, how);
    });
}

// The same with revisions outside a transaction: as for upgrade().
inline outcome run(PGconn* connection, PGconn* second, const set& of, slice<move> moves,
                   const options& how = {}) {
    return postgresql::with_libpq(connection, second, [&](auto& database, auto& guard) {
        return postgresql::run(database, of, moves, how, [&] { return &guard; });
    });
}

// Records that the database is at `heads` without running anything. `forced` empties the version
// table first, whatever it holds.
inline outcome stamp(PGconn* connection, const set& of, slice<std::string_view> heads,
                     const options& how = {}, stamping mode = stamping::checked) {
    return postgresql::with_libpq(connection, [&](postgresql::libpq_executor& database) {
        return postgresql::stamp(database, of, heads, how, mode);
    });
}

// Reads all that the database records about its migrations.
inline outcome read_recorded(PGconn* connection, std::string_view version_table, recorded& found) {
    return postgresql::with_libpq(connection, [&](postgresql::libpq_executor& database) {
        return postgresql::read_recorded(database, version_table, found);
    });
}

// Finds out, on a new connection, how a call ended that returned status::in_doubt: postgresql.hpp
// says what it returns.
inline outcome confirm(PGconn* connection, const set& of, const outcome& doubtful,
                       const options& how = {}) {
    return postgresql::with_libpq(connection, [&](postgresql::libpq_executor& database) {
        return postgresql::confirm(database, of, doubtful, how);
    });
}

}  // namespace migrations
