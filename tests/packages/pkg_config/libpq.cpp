// No connection is refused, and the outcome says so.
#include <libpq-fe.h>

#include <iostream>
#include <migrations/libpq.hpp>

int main() {
    PGconn* const connection = PQconnectdb("host=127.0.0.1 port=1 connect_timeout=5");
    const bool connected = PQstatus(connection) == CONNECTION_OK;
    PQfinish(connection);
    migrations::recorded found;
    const migrations::outcome read =
        migrations::read_recorded(static_cast<PGconn*>(nullptr), "migrations_version", found);
    std::cout << read.message << "\n";
    return connected || read || read.message.empty() ? 1 : 0;
}
