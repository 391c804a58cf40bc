#include "dialects/sqlite/copy.h"

#include <sqlite3.h>

#include <memory>
#include <thread>

#include "base/error.h"
#include "dialects/sqlite/connection.h"

namespace migrations::sqlite {
namespace {

constexpr int pages_at_once = 1024;  // between two questions whether to go on
constexpr int restarts_allowed = 3;

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

[[noreturn]] void fail(const std::string& path, int code, const std::string& message) {
    const int kind = code & 0xff;
    const bool full = kind == SQLITE_FULL || code == SQLITE_IOERR_WRITE;
    Error error(Exit::environment, "the database cannot be copied to '" + path + "': " + message,
                full ? "free disk space, or set TMPDIR to a folder with more of it" : "");
    if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED) {
        error.exit = Exit::busy;
        error.help = "try again when nobody else keeps the database to itself";
    }
    error.code = std::to_string(code);
    throw error;
}

// As long as a reader is there, writers wait, but where the database has a write-ahead log. So others may write between
// two portions, which SQLite then copies again from the start; only who does so all the time has to wait.
class Reader {
public:
    explicit Reader(Connection& database) : database_(database) {}
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() {
        if (reading_) sqlite3_exec(handle_of(database_), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    void hold() {
        if (reading_) return;
        database_.execute("BEGIN; SELECT count(*) FROM main.sqlite_schema");
        reading_ = true;
    }

private:
    Connection& database_;
    bool reading_ = false;
};

bool copy_pages(Connection& database, sqlite3* target, const std::string& path, const CopyOptions& how, bool logged) {
    Reader reader(database);
    if (logged) reader.hold();
    sqlite3_backup* copy = sqlite3_backup_init(target, "main", handle_of(database), "main");
    if (copy == nullptr) fail(path, sqlite3_extended_errcode(target), sqlite3_errmsg(target));
    const auto end = std::chrono::steady_clock::now() + how.patience;
    int restarts = 0;
    int left = -1;
    int code = SQLITE_OK;
    bool cancelled = false;
    while (!(cancelled = how.cancelled && how.cancelled())) {
        code = sqlite3_backup_step(copy, pages_at_once);
        const bool busy = code == SQLITE_BUSY || code == SQLITE_LOCKED;
        if (busy && std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            continue;
        }
        if (code != SQLITE_OK) break;
        const int now = sqlite3_backup_remaining(copy);
        if (left >= 0 && now >= left && ++restarts == restarts_allowed) reader.hold();
        left = now;
    }
    const int ended = sqlite3_backup_finish(copy);
    if (cancelled) return false;
    // What failed is said by the one that was written to, but for the lock of the other.
    if (code != SQLITE_DONE) fail(path, ended == SQLITE_OK ? code : sqlite3_extended_errcode(target), sqlite3_errstr(code));
    return true;
}

}  // namespace

bool copy_to_file(Connection& database, const std::string& path, const CopyOptions& how) {
    const bool logged = database.query("PRAGMA journal_mode").at(0).at(0) == "wal";
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open_v2(file_name(path).c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    const Database target(raw);
    if (opened != SQLITE_OK) fail(path, opened, raw == nullptr ? "out of memory" : sqlite3_errmsg(raw));
    sqlite3_extended_result_codes(raw, 1);
    // Until it is whole, it is worth nothing.
    sqlite3_exec(raw, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", nullptr, nullptr, nullptr);
    if (!copy_pages(database, raw, path, how, logged)) return false;
    // It is a setting of the file, and decides about how long revisions take.
    const char* journal = logged ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE";
    if (sqlite3_exec(raw, journal, nullptr, nullptr, nullptr) != SQLITE_OK) {
        fail(path, sqlite3_extended_errcode(raw), sqlite3_errmsg(raw));
    }
    return true;
}

long long changed_rows(Connection& database) {
    sqlite3* handle = handle_of(database);
    return handle == nullptr ? -1 : sqlite3_total_changes(handle);
}

}  // namespace migrations::sqlite
