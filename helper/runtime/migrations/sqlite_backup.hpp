// A copy of a SQLite database, made before it is changed (sqlite.org/backup.html).
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <cstdio>
#include <string>

#include "sqlite_session.hpp"
#include "sqlite_trouble.hpp"

namespace migrations::sqlite {

// The file that a copy goes to; closed at the end of the scope.
class backup_file {
public:
    backup_file() = default;
    backup_file(const backup_file&) = delete;
    backup_file& operator=(const backup_file&) = delete;
    ~backup_file() { sqlite3_close(handle_); }

    int open(const std::string& path, int flags) {
        sqlite3_close(handle_);
        return sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
    }
    sqlite3* handle() const { return handle_; }

private:
    sqlite3* handle_ = nullptr;
};

// Copies the database of the session into a new file, and waits for others as all calls do. What was begun of a copy that
// fails is taken away.
inline trouble back_up(session& on, const std::string& path) {
    backup_file file;
    if (file.open(path, SQLITE_OPEN_READWRITE) == SQLITE_OK) {
        return {status::refused, 0, "the file for the backup, '" + path + "', is there already", {},
                "name another file for the backup, or take that one away"};
    }
    const auto failed = [&](int code, sqlite3* db) {
        trouble bad = trouble_of(db, code, {});
        bad.message = "the backup '" + path + "' cannot be written: " + bad.message;
        if (bad.kind != status::busy) bad.kind = status::environment;
        return bad;
    };
    int code = file.open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (code != SQLITE_OK) return failed(code, file.handle());
    trouble bad;
    sqlite3_backup* const copy = sqlite3_backup_init(file.handle(), "main", on.db, "main");
    if (copy == nullptr) {
        bad = failed(sqlite3_errcode(file.handle()), file.handle());
    } else {
        constexpr int pages = 1024;  // between two questions whether to go on
        on.restart_wait();
        do {
            bad = on.cancelled();
            if (bad) break;
            code = sqlite3_backup_step(copy, pages);
            if (kind_of(code) == status::busy && on.wait()) code = SQLITE_OK;
        } while (code == SQLITE_OK);
        const int ended = sqlite3_backup_finish(copy);
        if (!bad && code != SQLITE_DONE) bad = failed(ended == SQLITE_OK ? code : ended, file.handle());
    }
    if (bad) {
        file.open(":memory:", SQLITE_OPEN_READWRITE);  // closes the file
        std::remove(path.c_str());
        std::remove((path + "-journal").c_str());
    }
    return bad;
}

}  // namespace migrations::sqlite
