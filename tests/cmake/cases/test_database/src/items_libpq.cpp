// The same test on PostgreSQL.
#include <libpq-fe.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <migrations/libpq.hpp>
#include <shop_db/migrations.hpp>
#include <string>

namespace {

std::string names(PGconn* db) {
    PGresult* const rows = PQexec(db, "SELECT string_agg(name, ';') FROM items");
    const std::string found = PQresultStatus(rows) == PGRES_TUPLES_OK ? PQgetvalue(rows, 0, 0) : PQerrorMessage(db);
    PQclear(rows);
    return found;
}

int fail(const std::string& what) {
    std::printf("%s\n", what.c_str());
    return 1;
}

}  // namespace

int main(int, char** arguments) {
    PGconn* const db = PQconnectdb(std::getenv(arguments[1]));
    if (PQstatus(db) != CONNECTION_OK) return fail(PQerrorMessage(db));
    const migrations::outcome state = migrations::check(db, shop_db::postgresql());
    if (!state) return fail(state.message);
    if (!names(db).empty()) return fail("not empty: " + names(db));
    const std::string mine = std::to_string(getpid());
    PQclear(PQexec(db, ("INSERT INTO items (name) VALUES ('" + mine + "')").c_str()));
    usleep(200000);  // the others run meanwhile
    const std::string found = names(db);
    PQfinish(db);
    return found == mine ? 0 : fail("shared: " + found);
}
