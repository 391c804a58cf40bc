// Brings a new database up to date.
#include <sqlite3.h>

#include <example_db/migrations.hpp>
#include <example_models/notes.hpp>
#include <iostream>
#include <migrations/sqlite3.hpp>

int main() {
    sqlite3* db = nullptr;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK) return 1;
    const migrations::outcome result = migrations::upgrade(db, example_db::sqlite());
    sqlite3_close(db);
    if (!result) {
        std::cerr << result.message << "\n";
        return 1;
    }
    std::cout << "applied " << result.applied << " revision to the table '" << example::Note::table << "'\n";
    return 0;
}
