// A new database has no record of migrations, as the runtime sees it.
#include <sqlite3.h>

#include <iostream>
#include <migrations/sqlite3.hpp>

int main() {
    sqlite3* db = nullptr;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK) return 1;
    migrations::recorded found;
    const migrations::outcome read = migrations::read_recorded(db, "migrations_version", found);
    sqlite3_close(db);
    if (!read || found.version_table || !found.empty) {
        std::cerr << read.message << "\n";
        return 1;
    }
    std::cout << "a new database\n";
    return 0;
}
