// Upgrades the database that it is given, functions and all.
#include <sqlite3.h>

#include <blog_db/migrations.hpp>
#include <cstdio>
#include <migrations/sqlite3.hpp>

int main(int, char** arguments) {
    sqlite3* db = nullptr;
    if (sqlite3_open(arguments[1], &db) != SQLITE_OK) return 1;
    migrations::options how;
    how.functions = blog_db::functions();
    how.on_log = [](std::string_view line) { std::printf("%.*s\n", static_cast<int>(line.size()), line.data()); };
    const migrations::outcome result = migrations::upgrade(db, blog_db::sqlite(), how);
    std::printf("applied %zu: %s\n", result.applied, result ? "up to date" : result.message.c_str());
    sqlite3_close(db);
    return result ? 0 : 1;
}
