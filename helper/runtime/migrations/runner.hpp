// The program <name>_migrate that add_migrations(<name> FUNCTIONS ...) builds: the migrations of a project with the
// functions that they call. The command line and the tests start it for such revisions; people may, too, where they have
// no helper at hand:
//
//   DATABASE_URL=sqlite:///app.db blog_db_migrate upgrade
//
// Compiled with MIGRATIONS_WITH_SQLITE3, MIGRATIONS_WITH_LIBPQ and MIGRATIONS_WITH_PQXX, for the client libraries that it is
// linked with.
//
// C++17, standard library and the client libraries.
#pragma once

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outcome.hpp"
#include "record_words.hpp"
#include "run_text.hpp"
#include "runner_request.hpp"
#include "script.hpp"
#ifdef MIGRATIONS_WITH_SQLITE3
#include "sqlite3.hpp"
#endif
#ifdef MIGRATIONS_WITH_LIBPQ
#include "libpq.hpp"
#endif
// libpqxx needs exceptions.
#if defined(MIGRATIONS_WITH_PQXX) && !defined(__cpp_exceptions)
#undef MIGRATIONS_WITH_PQXX
#endif
#ifdef MIGRATIONS_WITH_PQXX
#include "pqxx.hpp"
#endif

namespace migrations::runner {

inline outcome unopened(std::string message) {
    outcome result = failure(status::connection, std::move(message), "check the URL of the database");
    result.database_state = "the database was not touched";
    return result;
}

// The moves that are asked for, as those of the chain. Not done: the program does not have them, or in another form.
inline outcome find_moves(const set& chain, const request& asked, std::vector<move>& moves) {
    for (const wanted_move& each : asked.moves) {
        const migration* const found = chain.find(each.id);
        if (found != nullptr && (each.chain_hash.empty() || found->chain_hash == each.chain_hash)) {
            moves.push_back({found, each.way});
            continue;
        }
        outcome result = failure(
            status::state,
            found == nullptr ? "this program has no revision '" + each.id + "'"
                             : "this program was built with another form of revision '" + each.id + "', or of one before it",
            "build it anew");
        result.revision = each.id;
        result.database_state = "the database was not touched";
        return result;
    }
    return {};
}

// Does what is asked on an open database; or with two connections to it.
template <class... Handles>
outcome carry_out(const set& chain, const request& asked, Handles&... handles) {
    if (asked.command == request::what::upgrade) return upgrade(handles..., chain, asked.how);
    std::vector<move> moves;
    if (outcome bad = find_moves(chain, asked, moves); !bad) return bad;
    return run(handles..., chain, slice<move>(moves.data(), moves.size()), asked.how);
}

// Whether some revision may need a second connection.
inline bool works_outside(const set& chain) {
    for (const migration& each : chain.migrations) {
        if (!each.up.transactional || !each.down.transactional) return true;
    }
    return false;
}

#ifdef MIGRATIONS_WITH_SQLITE3
inline outcome on_sqlite(const std::string& path, const set& chain, const request& asked) {
    sqlite3* db = nullptr;
    outcome result;
    const int create = asked.create ? SQLITE_OPEN_CREATE : 0;
    if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | create, nullptr) != SQLITE_OK) {
        result = unopened("cannot open '" + path + "': " + (db == nullptr ? "no memory" : sqlite3_errmsg(db)));
    } else {
        sqlite3_exec(db, "PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr);
        result = asked.command == request::what::check ? check(db, chain, asked.how) : carry_out(chain, asked, db);
    }
    sqlite3_close(db);
    return result;
}
#endif

#ifdef MIGRATIONS_WITH_LIBPQ
// What libpq says of a URL that it cannot read quotes it, password and all.
inline bool is_understood(const std::string& url) {
    char* words = nullptr;
    PQconninfoOption* const parsed = PQconninfoParse(url.c_str(), &words);
    PQfreemem(words);
    PQconninfoFree(parsed);
    return parsed != nullptr;
}

inline outcome on_libpq(const std::string& url, const set& chain, const request& asked) {
    PGconn* const connection = PQconnectdb(url.c_str());
    PGconn* const second = works_outside(chain) ? PQconnectdb(url.c_str()) : nullptr;
    outcome result;
    if (PQstatus(connection) != CONNECTION_OK) {
        result = unopened(is_understood(url) ? PQerrorMessage(connection) : "the URL of the database is not understood");
    } else if (asked.command == request::what::check) {
        result = check(connection, chain, asked.how);
    } else {
        result = second == nullptr ? carry_out(chain, asked, connection) : carry_out(chain, asked, connection, second);
    }
    PQfinish(second);
    PQfinish(connection);
    return result;
}
#endif

#ifdef MIGRATIONS_WITH_PQXX
inline outcome on_pqxx(const std::string& url, const set& chain, const request& asked) {
    try {
        pqxx::connection connection(url);
        if (asked.command == request::what::check) return check(connection, chain, asked.how);
        if (!works_outside(chain)) return carry_out(chain, asked, connection);
        pqxx::connection second(url);
        return carry_out(chain, asked, connection, second);
    } catch (const pqxx::broken_connection& error) {
        const std::string words = error.what();
        return unopened(words.find("onninfo") == std::string::npos && words.find("URI") == std::string::npos &&
                                words.find("percent-encoded") == std::string::npos
                            ? words
                            : "the URL of the database is not understood");
    }
}
#endif

#if defined(MIGRATIONS_WITH_LIBPQ) || defined(MIGRATIONS_WITH_PQXX)
#if defined(MIGRATIONS_WITH_LIBPQ) && defined(MIGRATIONS_WITH_PQXX)
// Whether something that the chain calls is there for libpq alone.
inline bool wants_libpq(const set& chain, const options& how) {
    for (const migration& each : chain.migrations) {
        for (const script* way : {&each.up, &each.down}) {
            for (const step& one : way->steps) {
                const function* const found = one.is_call() ? find_function<pqxx::transaction_base&>(how, one.function) : nullptr;
                if (found != nullptr && found->takes<PGconn*>()) return true;
            }
        }
    }
    return false;
}
#endif

// With the client library that the functions ask for; all of a chain with one.
inline outcome on_postgresql(const std::string& url, const set& chain, const request& asked) {
#if defined(MIGRATIONS_WITH_LIBPQ) && defined(MIGRATIONS_WITH_PQXX)
    if (wants_libpq(chain, asked.how)) return on_libpq(url, chain, asked);
#endif
#ifdef MIGRATIONS_WITH_PQXX
    return on_pqxx(url, chain, asked);
#else
    return on_libpq(url, chain, asked);
#endif
}
#endif

// The chain of this dialect; null: the program has none.
inline const set* chain_for(dialect language, const std::vector<const set*>& chains) {
    for (const set* each : chains) {
        if (each->language == language) return each;
    }
    return nullptr;
}

inline outcome work(const request& asked, const std::vector<const set*>& chains) {
    const database_place place = place_of(asked.database);
    if (place.kind == database_place::what::unknown) {
        return unopened("the URL of the database is none of SQLite or PostgreSQL: sqlite:///app.db, postgresql://user@host/name");
    }
    const bool lite = place.kind == database_place::what::sqlite;
    const std::string name = lite ? "SQLite" : "PostgreSQL";
    const set* const chain = chain_for(lite ? dialect::sqlite : dialect::postgresql, chains);
    if (chain == nullptr) return unopened("this program has no migrations for " + name);
#ifdef MIGRATIONS_WITH_SQLITE3
    if (lite) return on_sqlite(place.text, *chain, asked);
#endif
#if defined(MIGRATIONS_WITH_LIBPQ) || defined(MIGRATIONS_WITH_PQXX)
    if (!lite) return on_postgresql(place.text, *chain, asked);
#endif
    return unopened("this program was built without a client library for " + name);
}

// The same where something throws, which has rolled the revision at hand back.
inline outcome work_caught(const request& asked, const std::vector<const set*>& chains) {
#ifdef __cpp_exceptions
    std::string what = "an exception that says nothing";
    try {
        return work(asked, chains);
    } catch (const std::exception& error) {
        what = error.what();
    } catch (...) {
    }
    outcome result = failure(status::sql_failed, "an exception ended the migration: " + what,
                             "correct the function that threw it, or the data, and run the same again");
    result.database_state = "the revision at hand was rolled back; those before it stay";
    return result;
#else
    return work(asked, chains);
#endif
}

// The stream that stdout was; what is printed from now on goes to stderr.
inline std::FILE* take_stdout() {
#ifdef _WIN32
    std::FILE* const taken = _fdopen(_dup(1), "wb");
    _dup2(2, 1);
#else
    std::FILE* const taken = fdopen(dup(1), "wb");
    dup2(2, 1);
#endif
    return taken == nullptr ? stdout : taken;
}

inline void say(const char* label, const std::string& text) {
    if (!text.empty()) std::fprintf(stderr, "%s%s\n", label, text.c_str());
}

// main() of the program. `chains`: one for each dialect. Returns the exit code, which is the status of the outcome.
inline int main(int count, char** arguments, const std::vector<const set*>& chains, std::vector<function> functions) {
    request asked = read_arguments(count, arguments);
    if (!asked.mistake.empty()) {
        std::fprintf(stderr, "error: %s\n%s", asked.mistake.c_str(), usage());
        return 2;
    }
    if (asked.command == request::what::help) {
        std::fputs(usage(), stdout);
        return 0;
    }
    if (asked.database.empty()) {
        std::fprintf(stderr, "error: no database is named\nnote: give --database URL, or set DATABASE_URL\n");
        return 2;
    }
#ifndef _WIN32
    setenv("PGCONNECT_TIMEOUT", "10", 0);  // as the helper has it
#endif
    asked.how.functions = std::move(functions);
    asked.how.application = asked.application.empty() ? std::string_view(arguments[0]) : std::string_view(asked.application);
    asked.how.tool_version = asked.tool_version;
    // What functions print must not come between the messages.
    std::FILE* const messages = asked.machine ? take_stdout() : stdout;
    const auto tell = [&](message_kind kind, std::string_view payload) {
        const std::string text = encode_message(kind, payload);
        std::fwrite(text.data(), 1, text.size(), messages);
        std::fflush(messages);
    };
    if (asked.machine) {
        asked.how.on_event = [&](const event& each) { tell(message_kind::event, encode_event(each)); };
        asked.how.on_statement = [&](std::string_view each) { tell(message_kind::statement, each); };
    } else {
        asked.how.on_log = [](std::string_view line) { std::printf("%.*s\n", static_cast<int>(line.size()), line.data()); };
    }
    const outcome result = work_caught(asked, chains);
    if (asked.machine) {
        tell(message_kind::outcome, encode_outcome(result));
    } else if (result) {
        std::printf("the database is %s\n", place_text(result.to).c_str());
    } else {
        say("error: ", result.message);
        say("note: ", result.sql);
        say("note: ", result.database_state);
        say("note: ", result.help);
    }
    return static_cast<int>(result.status);
}

}  // namespace migrations::runner
