// The data migrations of this project, for each client library that it uses.
#include <sqlite3.h>

#include <blog_db/migrations.hpp>
#include <string>
#if USE_PQXX
#include <pqxx/pqxx>
#else
#include <libpq-fe.h>
#endif

namespace {

const char* const fill = "UPDATE posts SET slug = lower(replace(title, ' ', '-')) || '-' || id";

std::string fill_slugs(sqlite3* db) {
    return sqlite3_exec(db, fill, nullptr, nullptr, nullptr) == SQLITE_OK ? "" : sqlite3_errmsg(db);
}

#if USE_PQXX
void fill_slugs_on_server(pqxx::transaction_base& work) { work.exec(fill); }
#else
std::string fill_slugs_on_server(PGconn* connection) {
    PGresult* const result = PQexec(connection, fill);
    const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return done ? "" : PQerrorMessage(connection);
}
#endif

}  // namespace

std::vector<migrations::function> blog_db::functions() {
    return {{"fill_slugs", fill_slugs}, {"fill_slugs", fill_slugs_on_server}};
}
