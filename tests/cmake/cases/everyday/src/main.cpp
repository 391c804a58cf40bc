#include <sqlite3.h>

#include <cstdio>
#include <migrations/sqlite3.hpp>
#include <shop_db/migrations.hpp>
#include <shop_models/items.hpp>
#include <shop_models/schema_hash.hpp>

static_assert(shop_models::schema_hash == shop_db::schema_hash, "shop_models are not the models of shop_db");
static_assert(!shop_db::head.empty(), "there is one head");

int main(int, char** argv) {
    shop_models::Item item;
    item.name = "pen";
    sqlite3* db = nullptr;
    if (sqlite3_open(argv[1], &db) != SQLITE_OK) return 1;
    const migrations::outcome result = migrations::upgrade(db, shop_db::sqlite());
    std::printf("applied %zu: %s\n", result.applied, result ? "up to date" : result.message.c_str());
    sqlite3_close(db);
    return result ? 0 : 1;
}
