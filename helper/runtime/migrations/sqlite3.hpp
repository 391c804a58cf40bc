// Brings a SQLite database up to date, on the handle of the caller.
//
//     bool start(sqlite3* db) {
//         const migrations::outcome result = migrations::upgrade(db, blog_db::sqlite());
//         if (!result) std::cerr << result.message << "; " << result.database_state << "; " << result.help << "\n";
//         return bool(result);
//     }
//
//     // Whether there is something to do. Reads only.
//     bool is_behind(sqlite3* db) {
//         return migrations::check(db, blog_db::sqlite()).status == migrations::status::behind;
//     }
//
//     // Takes back the revision that the database is at.
//     migrations::outcome step_back(sqlite3* db) {
//         migrations::recorded found;
//         const migrations::outcome read = migrations::read_recorded(db, blog_db::sqlite().version_table, found);
//         if (!read || found.heads.empty()) return read;
//         const migrations::move down{blog_db::sqlite().find(found.heads.front().revision), migrations::direction::down};
//         if (down.what == nullptr) return migrations::check(db, blog_db::sqlite());  // says which it is
//         return migrations::run(db, blog_db::sqlite(), {&down, 1});
//     }
//
//     // Records that a database is at a revision which somebody made otherwise.
//     migrations::outcome adopt(sqlite3* db) {
//         const std::string_view heads[] = {"3f2a9c0d1b7e"};
//         return migrations::stamp(db, blog_db::sqlite(), heads);
//     }
//
// All functions return an outcome and throw nothing of their own; when a callback of the options
// throws, the open transaction is rolled back, the connection is restored, and the exception goes
// on. They wait for other processes up to options::lock_timeout, all waits together. They refuse a
// handle with an open transaction or a running statement (status::refused), but for check() and
// read_recorded(); and a null one, all of them. Needs SQLite 3.35.5, or set::sqlite_minimum.
//
// Temporary objects of the connection are refused where they hide one of the database: a script
// would mean them.
//
// The settings that they change on the connection (foreign_keys, double-quoted strings,
// legacy_alter_table, busy timeout) are restored. An authorizer of the caller's is not, because
// SQLite cannot tell which one it is: after a call that applied something, none is set.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <string_view>

#include "newer_chain.hpp"
#include "outcome.hpp"
#include "record_check.hpp"
#include "recorded.hpp"
#include "script.hpp"
#include "sqlite_engine.hpp"
#include "sqlite_record.hpp"
#include "sqlite_up_to_date.hpp"
#include "tables.hpp"

namespace migrations {

// Whether the database is at all heads of the set: done, behind, state or integrity. Reads only.
inline outcome check(sqlite3* db, const set& of, const options& how = {}) {
    return sqlite::engine(db, of, how).check();
}

// Along a way. Moves that are made already are skipped; one that cannot be made ends the call.
inline outcome run(sqlite3* db, const set& of, slice<move> moves, const options& how = {}) {
    return sqlite::engine(db, of, how).run(moves);
}

// Records the heads without running anything; no heads is base. `forced` replaces whatever is
// recorded, also when the chain does not know it.
inline outcome stamp(sqlite3* db, const set& of, slice<std::string_view> heads,
                     const options& how = {}, stamping mode = stamping::checked) {
    return sqlite::engine(db, of, how).stamp(heads, mode);
}

// Reads the whole record. The outcome has no heads.
inline outcome read_recorded(sqlite3* db, std::string_view version_table, recorded& found) {
    if (outcome bad = sqlite::refuse_null(db); !bad) return bad;
    const options how;
    sqlite::session on(db, how);
    const table_names names = names_of(dialect::sqlite, version_table);
    const auto ends = [](const sqlite::trouble& bad) {
        outcome result = failure(bad.kind, bad.message, bad.help);
        result.sql = bad.sql;
        if (bad.code != 0) result.code = std::to_string(bad.code);
        if (bad) result.database_state = "the database is unchanged";
        return result;
    };
    const sqlite::session::snapshot reading(on);
    if (sqlite::trouble bad = sqlite::read_state(on, names, found)) return ends(bad);
    const bool with_table = found.version_table;
    if (with_table) {
        if (sqlite::trouble bad = sqlite::read_details(on, names, found)) return ends(bad);
    }
    if (sqlite::trouble bad = sqlite::read_objects(on, names, found)) return ends(bad);
    return {};
}

// To all heads of the set. Does not lock, and reads once, when the database is there already.
inline outcome upgrade(sqlite3* db, const set& of, const options& how = {}) {
    outcome nothing_to_do;
    if (sqlite::is_up_to_date(db, of, how, nothing_to_do)) return nothing_to_do;
    const outcome result = sqlite::engine(db, of, how).upgrade();
    if (result || !result.database_newer || how.newer == newer_database::refuse) return result;
    return replace_newer(
        of, how, result, [&](recorded& found) { return read_recorded(db, of.version_table, found); },
        [&](const set& all, slice<move> moves) { return run(db, all, moves, how); },
        [&](bool with_backup) {
            options then = how;
            if (!with_backup) then.backup.clear();  // it is made
            return sqlite::engine(db, of, then).upgrade();
        });
}

}  // namespace migrations
