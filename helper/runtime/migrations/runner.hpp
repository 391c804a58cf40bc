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

#include <cstdio>
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
#ifdef MIGRATIONS_WITH_PQXX
#include "pqxx.hpp"
#endif

namespace migrations::runner {

// The file of "sqlite:///x.db"; nothing for the URL of another database.
inline bool sqlite_path(std::string_view url, std::string& path) {
    constexpr std::string_view scheme = "sqlite:///";
    if (url.substr(0, scheme.size()) == scheme) {
        path = url.substr(scheme.size());
        return true;
    }
    const bool other = url.find("://") != std::string_view::npos || url.find('=') != std::string_view::npos;
    path = url;
    return !other;
}

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
    if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) {
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
inline outcome on_libpq(const std::string& url, const set& chain, const request& asked) {
    PGconn* const connection = PQconnectdb(url.c_str());
    PGconn* const second = works_outside(chain) ? PQconnectdb(url.c_str()) : nullptr;
    outcome result;
    if (PQstatus(connection) != CONNECTION_OK) {
        result = unopened(PQerrorMessage(connection));
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
        return unopened(error.what());
    }
}
#endif

#if defined(MIGRATIONS_WITH_LIBPQ) || defined(MIGRATIONS_WITH_PQXX)
// With the client library that the functions ask for.
inline outcome on_postgresql(const std::string& url, const set& chain, const request& asked) {
#if defined(MIGRATIONS_WITH_LIBPQ) && defined(MIGRATIONS_WITH_PQXX)
    for (const function& each : asked.how.functions) {
        if (each.takes<PGconn*>()) return on_libpq(url, chain, asked);
    }
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
    std::string path;
    const bool lite = sqlite_path(asked.database, path);
    const set* chain = chain_for(lite ? dialect::sqlite : dialect::postgresql, chains);
    if (chain == nullptr) return unopened(std::string("this program has no migrations for ") + (lite ? "SQLite" : "PostgreSQL"));
#ifdef MIGRATIONS_WITH_SQLITE3
    if (lite) return on_sqlite(path, *chain, asked);
#endif
#if defined(MIGRATIONS_WITH_LIBPQ) || defined(MIGRATIONS_WITH_PQXX)
    if (!lite) return on_postgresql(asked.database, *chain, asked);
#endif
    return unopened(std::string("this program was built without a client library for ") + (lite ? "SQLite" : "PostgreSQL"));
}

// The same where a function throws, which has rolled its revision back.
inline outcome work_caught(const request& asked, const std::vector<const set*>& chains) {
#ifdef __cpp_exceptions
    try {
        return work(asked, chains);
    } catch (const std::exception& error) {
        outcome result = failure(status::sql_failed, std::string("a function of the program threw: ") + error.what(),
                                 "correct the function or the data, and run the same again");
        result.database_state = "the revision that called it was rolled back";
        return result;
    }
#else
    return work(asked, chains);
#endif
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
    asked.how.functions = std::move(functions);
    asked.how.application = asked.application.empty() ? std::string_view(arguments[0]) : std::string_view(asked.application);
    asked.how.tool_version = asked.tool_version;
    const auto tell = [](message_kind kind, std::string_view payload) {
        const std::string text = encode_message(kind, payload);
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
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
