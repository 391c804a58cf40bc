#include <sqlite3.h>

#include <blog_db/migrations.hpp>
#include <blog_models/schema_hash.hpp>
#include <cstdio>
#include <migrations/sqlite3.hpp>
#if TOML_MODELS
#include <blog_models/blog.hpp>
#else
#include <app/models.hpp>
#endif

#ifndef NOT_COMPARED
static_assert(app::schema_hash == blog_db::schema_hash, "blog_models are not the models of blog_db");
#endif

int main(int, char** argv) {
    app::User user;
    user.email = "a@example.org";
    sqlite3* db = nullptr;
    if (sqlite3_open(argv[1], &db) != SQLITE_OK) return 1;
    migrations::options how;
    how.schema_hash = app::schema_hash;
    const migrations::outcome result = migrations::upgrade(db, blog_db::sqlite(), how);
    std::printf("applied %zu: %s\n", result.applied, result ? "up to date" : result.message.c_str());
    sqlite3_close(db);
    return result ? 0 : 1;
}
