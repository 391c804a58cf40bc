// The data migrations of this project, for each client library that it uses.
#include <sqlite3.h>

#include <blog_db/migrations.hpp>
#include <string>
#if USE_PQXX
#include <pqxx/pqxx>
#else
#include <migrations/libpq.hpp>
#endif

namespace {

const char* const fill = "UPDATE posts SET slug = lower(replace(title, ' ', '-')) || '-' || id";

std::string fill_slugs(sqlite3* db) {
    return sqlite3_exec(db, fill, nullptr, nullptr, nullptr) == SQLITE_OK ? "" : sqlite3_errmsg(db);
}

#if USE_PQXX
void fill_slugs_on_server(pqxx::transaction_base& work) { work.exec(fill); }
#else
migrations::function_result fill_slugs_on_server(PGconn* connection) { return migrations::run_sql(connection, fill); }
#endif

}  // namespace

std::vector<migrations::function> blog_db::functions() {
    return {{"fill_slugs", fill_slugs}, {"fill_slugs", fill_slugs_on_server}};
}
