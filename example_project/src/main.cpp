// A small blog. It keeps its data in one SQLite file, which it brings up to date by itself when it starts.
// Usage: blog [FILE]

#include <sqlite3.h>

#include <blog_db/migrations.hpp>
#include <blog_models/posts.hpp>
#include <blog_models/users.hpp>
#include <iostream>
#include <memory>
#include <migrations/sqlite3.hpp>
#include <string>

namespace {

struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

Database open(const std::string& path) {
    sqlite3* db = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    Database database(db);
    if (code != SQLITE_OK) {
        std::cerr << "blog: cannot open " << path << ": " << sqlite3_errmsg(db) << "\n";
        return nullptr;
    }
    sqlite3_exec(db, "PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr);
    return database;
}

// The part that this example is about: three lines in a real program.
bool bring_up_to_date(sqlite3* db) {
    const migrations::outcome result = migrations::upgrade(db, blog_db::sqlite());
    if (!result) {
        std::cerr << "blog: the database cannot be used: " << result.message << "\n"
                  << "blog: " << result.database_state << "\n";
        if (!result.help.empty()) std::cerr << "blog: " << result.help << "\n";
        return false;
    }
    if (result.applied > 0) {
        std::cout << "upgraded the database by " << result.applied << " revision(s), to " << result.to.front() << "\n";
    } else {
        std::cout << "the database is up to date, at " << result.to.front() << "\n";
    }
    return true;
}

std::size_t count(sqlite3* db, std::string_view table) {
    const std::string sql = "SELECT count(*) FROM \"" + std::string(table) + "\"";
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) return 0;
    const Statement statement(raw);
    return sqlite3_step(raw) == SQLITE_ROW ? static_cast<std::size_t>(sqlite3_column_int64(raw, 0)) : 0;
}

}  // namespace

int main(int argc, char** argv) {
    const Database db = open(argc > 1 ? argv[1] : "blog.db");
    if (!db || !bring_up_to_date(db.get())) return 1;
    std::cout << count(db.get(), blog::User::table) << " users, " << count(db.get(), blog::Post::table) << " posts\n";
    return 0;
}
