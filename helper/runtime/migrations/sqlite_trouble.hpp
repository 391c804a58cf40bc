// What can go wrong with SQLite, as a value: result codes, their kind, and what a person can do.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "outcome.hpp"

namespace migrations::sqlite {

// What went wrong; `done` when nothing did.
struct trouble {
    status kind = status::done;
    int code = 0;  // extended result code; 0 when it is not SQLite that complains
    std::string message;
    std::string sql;  // the statement
    std::string help;

    explicit operator bool() const { return kind != status::done; }
};

// Rows of a query as text, NULL as an empty string.
using rows = std::vector<std::vector<std::string>>;

// How a result code is to be taken (sqlite.org/rescode.html).
inline status kind_of(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return status::busy;
        case SQLITE_FULL:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_NOTADB:
        case SQLITE_CORRUPT:
        case SQLITE_IOERR:
        case SQLITE_NOLFS:
        case SQLITE_NOMEM:
            return status::environment;
        default:
            return status::sql_failed;
    }
}

// What a person can do about a result code; may be empty.
inline std::string help_of(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return "run the same command again when the other process is done";
        case SQLITE_FULL:
            return "free disk space and run the same command again";
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return "make the database file and its folder writable";
        case SQLITE_CANTOPEN:
            return "check that the file and its folder exist and may be written";
        case SQLITE_NOTADB:
            return "check the name of the file: it is no SQLite database, or it is encrypted";
        case SQLITE_CORRUPT:
            return "restore a backup; see sqlite.org/recovery.html";
        default:
            return {};
    }
}

// At most 400 bytes of a statement, cut between characters.
inline std::string excerpt(std::string_view sql) {
    constexpr std::size_t most = 400;
    if (sql.size() <= most) return std::string(sql);
    std::size_t end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(sql[end]) & 0xc0U) == 0x80U) --end;
    return std::string(sql.substr(0, end)) + "...";
}

// One line: control characters become spaces.
inline std::string one_line(std::string text) {
    for (char& each : text) {
        if (static_cast<unsigned char>(each) < 0x20 || each == 0x7f) each = ' ';
    }
    return text;
}

// Whether `PRAGMA query_only` is on: then writing fails as it does on a read-only file.
inline bool is_query_only(sqlite3* db) {
    sqlite3_stmt* query = nullptr;
    const bool on = sqlite3_prepare_v2(db, "PRAGMA query_only", -1, &query, nullptr) == SQLITE_OK &&
                    sqlite3_step(query) == SQLITE_ROW && sqlite3_column_int(query, 0) != 0;
    sqlite3_finalize(query);
    return on;
}

inline trouble trouble_of(sqlite3* db, int code, std::string_view sql) {
    const int extended = sqlite3_extended_errcode(db);
    // A handle that sqlite3_open() failed on calls every use a misuse, but still knows what failed.
    const bool failed_to_open = code == SQLITE_MISUSE && extended != SQLITE_OK;
    const int exact = failed_to_open || (extended & 0xff) == (code & 0xff) ? extended : code;
    trouble bad{kind_of(exact), exact, one_line(sqlite3_errmsg(db)), excerpt(sql), help_of(exact)};
    if ((exact & 0xff) == SQLITE_READONLY && is_query_only(db)) {
        bad.message = "the connection is read-only: its PRAGMA query_only is on";
        bad.help = "turn it off, or migrate with another connection";
    }
    return bad;
}

}  // namespace migrations::sqlite
