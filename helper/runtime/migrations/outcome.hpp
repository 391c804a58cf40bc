// What a call of the runtime returns, and how a caller steers it.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "script.hpp"

namespace migrations {

// How a call ended. The numbers are the exit codes of the command line.
enum class status {
    done = 0,                // the database is where it was asked to be
    internal = 1,            // a mistake in this library
    behind = 3,              // check() only: there are revisions to apply
    integrity = 5,           // an applied revision was edited afterwards
    state = 6,               // the database and the chain do not fit together
    sql_failed = 7,          // a statement failed; the revision was rolled back
    partially_applied = 8,   // a revision without a transaction stopped half-way
    busy = 9,                // another process holds the lock, or the database is in use
    connection = 10,         // the connection is lost; nothing of the revision was applied
    refused = 11,            // not done, because it could lose data or cannot be done safely
    environment = 12,        // read-only, no permission, disk full, a library that is too old
    in_doubt = 13,           // the connection broke during COMMIT: the revision is applied or it is not
    cancelled = 130,         // options::cancelled said so; what was committed before stays
};

// The result of a call. Never throws, owns its text.
struct outcome {
    migrations::status status = migrations::status::done;
    std::vector<std::string> from;  // heads in the database before; empty: base
    std::vector<std::string> to;    // heads in the database now
    std::size_t applied = 0;        // revisions that this call itself ran, up or down
    bool database_newer = false;    // with status::state: the database holds revisions that the chain does not know

    std::string revision;           // the one that failed
    std::size_t statement = 0;      // 1-based number of the step that failed; 0: no step
    std::string sql;                // its text, at most 400 bytes
    std::string code;               // SQLSTATE, or the SQLite extended result code as a number
    std::string message;            // what went wrong, one line, no full stop; never holds a password
    std::string database_state;     // what state the database is in now, as a sentence
    std::string help;               // what to do next; may be empty

    explicit operator bool() const { return status == migrations::status::done; }
};

// What happens during a call, for progress lines and logs.
struct event {
    enum class kind {
        waiting,    // another process holds the lock; `elapsed` so far
        starting,   // a revision starts
        finished,   // a revision is committed; `elapsed` is what it took
        skipped,    // another process applied it meanwhile
    };
    kind what = kind::starting;
    std::string_view revision;
    std::string_view message;  // of the revision
    direction way = direction::up;
    std::chrono::milliseconds elapsed{0};
};

struct options {
    // How long to wait for another process that migrates, all waits together.
    std::chrono::milliseconds lock_timeout{10000};
    // PostgreSQL: how long one statement may queue for a table lock before it is tried again, so that it never
    // blocks the application's own queries for longer.
    std::chrono::milliseconds statement_lock_timeout{2000};
    // All revisions of a call in one transaction: after a failure none of them is applied. Otherwise each is one of its own,
    // and those before the failure stay.
    bool single_transaction = false;
    // What becomes of a step outside a transaction that was started, and of which nothing tells whether it had its
    // effect: the call stops (status::partially_applied), or the step runs again, or it counts as done.
    enum class unknown_step { stop, retry, skip };
    unknown_step unknown = unknown_step::stop;
    // Written to the history table beside each revision.
    std::string_view application;
    std::string_view tool_version;
    // That of the models which the program was built with, from <blog_models/schema_hash.hpp>: a set with another one is
    // refused (status::state). Empty: nobody asks.
    std::string_view schema_hash;
    // SQLite: the statements are collected through on_statement, for somebody else to run later. The history rows in
    // them name no run, user, machine and duration, so that the text is the same whoever collects it. (On PostgreSQL
    // the recorder of recording.hpp does this by itself.)
    bool collecting = false;
    // SQLite: a file that becomes a copy of the database as it is before the first revision. None is made when there is
    // nothing to do. A file that is there already is not overwritten: the call is refused (status::refused).
    std::string backup;
    // Asked on the calling thread between revisions and while waiting, and on SQLite also while a statement of a revision
    // runs (by the progress handler of the connection, of which there is none after such a call). True ends the call: the
    // revision at hand is rolled back, those before it stay. A revision without a transaction is not left half-way. Must not
    // throw.
    std::function<bool()> cancelled;
    // Called for each event, on the calling thread, between statements.
    std::function<void(const event&)> on_event;
    // Called with the text of each statement before it runs, bookkeeping included.
    std::function<void(std::string_view)> on_statement;
};

}  // namespace migrations
