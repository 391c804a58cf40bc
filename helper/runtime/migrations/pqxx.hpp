// PostgreSQL over libpqxx 6.4 to 7.10: the functions of postgresql.hpp for a pqxx::connection.
//
//     void start(pqxx::connection& connection, pqxx::connection& second) {
//         const migrations::outcome result = migrations::upgrade(connection, second, blog_db::postgresql());
//         if (!result) throw std::runtime_error(result.message + "; " + result.database_state);
//     }
//
// `second` holds the lock for steps outside a transaction; it may be left out where there are none. check(), run(),
// stamp(), read_recorded() and confirm() are as those of sqlite3.hpp and libpq.hpp, where each has an example.
//
// No pqxx transaction may be open on the connection. Exceptions of libpqxx become outcomes; those
// of the caller's own callbacks pass through, after the transaction is rolled back.
//
// C++17, needs exceptions.
#pragma once

#include <exception>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <utility>

#include "postgresql.hpp"

namespace migrations {

namespace postgresql {

// An executor over a connection that somebody else owns. While it lives, libpqxx 6 does not
// reconnect by itself: the new session would know nothing of the transaction and its settings.
class pqxx_executor {
public:
    using function_argument = pqxx::transaction_base&;

    explicit pqxx_executor(pqxx::connection& connection) : connection_(&connection) {
        let_reconnect(false);
    }
    pqxx_executor(const pqxx_executor&) = delete;
    pqxx_executor& operator=(const pqxx_executor&) = delete;
    ~pqxx_executor() { let_reconnect(true); }

    reply exec(std::string_view sql) {
        reply answer;
        try {
            pqxx::nontransaction transaction(*connection_);
            const pqxx::result result = transaction.exec(std::string(sql));
            if (is_copy(result)) return copy_reply();
            for (const auto& row : result) {
                std::vector<std::optional<std::string>> fields;
                for (const auto& field : row) {
                    if (field.is_null()) {
                        fields.emplace_back();
                    } else {
                        fields.emplace_back(field.c_str());
                    }
                }
                answer.rows.push_back(std::move(fields));
            }
            answer.affected = static_cast<long long>(result.affected_rows());
            answer.ok = true;
        } catch (const pqxx::broken_connection& error) {
            // libpqxx 6 looks at the connection once more before it throws, and may say what that met; what
            // the server said when it ended the connection is then in its log alone.
            answer.message = first_line(error.what()) + " (the server's log may say more)";
            answer.broken = true;
        } catch (const pqxx::sql_error& error) {
            answer.sqlstate = error.sqlstate();
            if (answer.sqlstate.empty()) answer.sqlstate = code_of_caught();
            answer.message = first_line(error.what());
            answer.position = position_in(sql, error.what());
        } catch (const pqxx::usage_error& error) {
            answer.sqlstate =
                "25001";  // active_sql_transaction: the caller has a transaction object open
            answer.message = first_line(error.what());
        } catch (const std::exception& error) {
            answer.sqlstate = code_of_caught();
            answer.message = first_line(error.what());
        } catch (...) {
            answer.message = "an exception of an unknown type";
        }
        if (!answer.ok) {
            answer.rows.clear();
            answer.broken = answer.broken || !connection_->is_open();
        }
        return answer;
    }

    // What the server refuses a function is an answer; other exceptions are the function's own, and pass through.
    reply call(const function& what) {
        reply answer;
        try {
            pqxx::nontransaction transaction(*connection_);
            answer = function_reply(what.call<pqxx::transaction_base&>(transaction));
        } catch (const pqxx::broken_connection& error) {
            answer.message = first_line(error.what());
            answer.broken = true;
        } catch (const pqxx::sql_error& error) {
            answer.sqlstate = error.sqlstate();
            if (answer.sqlstate.empty()) answer.sqlstate = code_of_caught();
            answer.message = first_line(error.what());
        }
        return answer;
    }

    // Asks the server to end the statement that another thread waits for.
    void cancel() {
        try {
            connection_->cancel_query();
        } catch (const std::exception&) {
            // It then ends by itself.
        }
    }

private:
    // A COPY from or to the client, of which libpqxx says nothing: its columns have no names. The
    // next statement ends it.
    static bool is_copy(const pqxx::result& result) {
        if (result.columns() == 0) return false;
        try {
            return result.column_name(0) == nullptr;
        } catch (const std::exception&) {
            return true;
        }
    }

    // libpqxx 6 keeps the server's code of some errors to itself; the type of the exception that was caught tells it.
    static std::string code_of_caught() {
        try {
            throw;
        } catch (const pqxx::insufficient_privilege&) {
            return "42501";
        } catch (const pqxx::disk_full&) {
            return "53100";
        } catch (const pqxx::out_of_memory&) {
            return "53200";
        } catch (const pqxx::serialization_failure&) {
            return "40001";
        } catch (const pqxx::deadlock_detected&) {
            return "40P01";
        } catch (const pqxx::statement_completion_unknown&) {
            return "40003";
        } catch (...) {
            return {};
        }
    }

    // "ERROR:  no such thing\nLINE 1: ..." gives "no such thing"; the word before the colon is in
    // the server's language.
    static std::string first_line(std::string_view text) {
        text = text.substr(0, text.find('\n'));
        if (const std::size_t colon = text.find(":  "); colon != std::string_view::npos)
            text.remove_prefix(colon + 3);
        return std::string(text);
    }

    // The character that libpq points to below its second line, "LINE 2: SELECT nick", from 1; the beginning of the
    // line where the middle of a long one is shown ("LINE 2: ...nick FROM"), 0 when it points to nothing. libpqxx keeps
    // the number that the server sent to itself.
    static std::size_t position_in(std::string_view sql, std::string_view text) {
        const std::size_t first = text.find('\n');
        if (first == std::string_view::npos) return 0;
        const std::string_view shown = text.substr(first + 1);
        const std::size_t digits = shown.find_first_of("0123456789");
        const std::size_t colon = shown.find(": ");
        const std::size_t caret_line = shown.find('\n');
        if (digits == std::string_view::npos || colon == std::string_view::npos || digits > colon ||
            caret_line == std::string_view::npos || colon > caret_line) {
            return 0;
        }
        const std::string_view below = shown.substr(caret_line + 1);
        const std::size_t caret = below.find_first_not_of(' ');
        if (caret == std::string_view::npos || below[caret] != '^') return 0;
        std::size_t line = 0;
        for (std::size_t i = digits; i < colon && shown[i] >= '0' && shown[i] <= '9'; ++i)
            line = line * 10 + static_cast<std::size_t>(shown[i] - '0');
        std::size_t character = 1;
        std::size_t at = 0;
        for (; line > 1 && at < sql.size(); ++at) {
            if ((static_cast<unsigned char>(sql[at]) & 0xc0U) != 0x80U) ++character;
            if (sql[at] == '\n') --line;
        }
        const bool shortened = shown.substr(colon + 2, 3) == "...";
        // The word for "line" may have other letters than ASCII; the caret is indented by characters.
        std::size_t prefix = 0;
        for (std::size_t i = 0; i < colon + 2; ++i) {
            if ((static_cast<unsigned char>(shown[i]) & 0xc0U) != 0x80U) ++prefix;
        }
        return shortened || caret < prefix ? character : character + caret - prefix;
    }

    void let_reconnect(bool allowed) {
#if PQXX_VERSION_MAJOR < 7
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored \
    "-Wdeprecated-declarations"  // there is no other way before version 7
#endif
        connection_->inhibit_reactivation(!allowed);
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif
#else
        static_cast<void>(allowed);
#endif
    }

    pqxx::connection* connection_;
};

}  // namespace postgresql

// Brings the database up to all heads of the set.
inline outcome upgrade(pqxx::connection& connection, const set& of, const options& how = {}) {
    postgresql::pqxx_executor database(connection);
    return postgresql::upgrade(database, of, how);
}

// The same with revisions outside a transaction, which need a second connection to the same database as the same role.
inline outcome upgrade(pqxx::connection& connection, pqxx::connection& second, const set& of,
                       const options& how = {}) {
    postgresql::pqxx_executor database(connection);
    postgresql::pqxx_executor guard(second);
    return postgresql::upgrade(database, of, how, [&] { return &guard; });
}

// Compares the database with the set and changes nothing: done, behind, state or integrity.
inline outcome check(pqxx::connection& connection, const set& of, const options& how = {}) {
    postgresql::pqxx_executor database(connection);
    return postgresql::check(database, of, how);
}

// Makes the moves in their order. Those that somebody else has made meanwhile are skipped.
inline outcome run(pqxx::connection& connection, const set& of, slice<move> moves,
                   const options& how = {}) {
    postgresql::pqxx_executor database(connection);
    return postgresql::run(database, of, moves, how);
}

// The same with revisions outside a transaction: as for upgrade().
inline outcome run(pqxx::connection& connection, pqxx::connection& second, const set& of,
                   slice<move> moves, const options& how = {}) {
    postgresql::pqxx_executor database(connection);
    postgresql::pqxx_executor guard(second);
    return postgresql::run(database, of, moves, how, [&] { return &guard; });
}

// Records that the database is at `heads` without running anything. `forced` empties the version
// table first, whatever it holds.
inline outcome stamp(pqxx::connection& connection, const set& of, slice<std::string_view> heads,
                     const options& how = {}, stamping mode = stamping::checked) {
    postgresql::pqxx_executor database(connection);
    return postgresql::stamp(database, of, heads, how, mode);
}

// Reads all that the database records about its migrations.
inline outcome read_recorded(pqxx::connection& connection, std::string_view version_table,
                             recorded& found) {
    postgresql::pqxx_executor database(connection);
    return postgresql::read_recorded(database, version_table, found);
}

// Finds out, on a new connection, how a call ended that returned status::in_doubt: postgresql.hpp
// says what it returns.
inline outcome confirm(pqxx::connection& connection, const set& of, const outcome& doubtful,
                       const options& how = {}) {
    postgresql::pqxx_executor database(connection);
    return postgresql::confirm(database, of, doubtful, how);
}

}  // namespace migrations
