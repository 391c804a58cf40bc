// A test of the project: its database, in the variable that is its argument, is at the head and nobody else's.
#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <migrations/sqlite3.hpp>
#include <shop_db/migrations.hpp>
#include <string>

namespace {

// The rows of the table, as text; an error where there is one.
std::string names(sqlite3* db) {
    std::string found;
    sqlite3_exec(db, "SELECT name FROM items", [](void* into, int, char** row, char**) {
        *static_cast<std::string*>(into) += std::string(row[0]) + ";";
        return 0;
    }, &found, nullptr);
    return sqlite3_errcode(db) == SQLITE_OK ? found : sqlite3_errmsg(db);
}

int fail(const std::string& what) {
    std::printf("%s\n", what.c_str());
    return 1;
}

}  // namespace

int main(int, char** arguments) {
    const char* const place = std::getenv(arguments[1]);
    if (place == nullptr) return fail("no database is given");
    sqlite3* db = nullptr;
    if (sqlite3_open_v2(place, &db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) return fail(sqlite3_errmsg(db));
    const migrations::outcome state = migrations::check(db, shop_db::sqlite());
    if (!state) return fail(state.message);
    if (!names(db).empty()) return fail("not empty: " + names(db));
    const std::string mine = std::to_string(getpid());
    sqlite3_exec(db, ("INSERT INTO items (name) VALUES ('" + mine + "')").c_str(), nullptr, nullptr, nullptr);
    sqlite3_close(db);
    usleep(200000);  // the others run meanwhile
    if (sqlite3_open(place, &db) != SQLITE_OK) return fail(sqlite3_errmsg(db));
    const std::string found = names(db);
    sqlite3_close(db);
    return found == mine + ";" ? 0 : fail("shared: " + found);
}
