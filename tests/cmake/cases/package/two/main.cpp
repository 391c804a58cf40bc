#include <sqlite3.h>

#include <migrations/sqlite3.hpp>
#include <one_db/migrations.hpp>
#include <one_models/items.hpp>

int main() {
    sqlite3* db = nullptr;
    const bool done = sqlite3_open(":memory:", &db) == SQLITE_OK && migrations::upgrade(db, one_db::sqlite());
    sqlite3_close(db);
    return done ? 0 : 1;
}
