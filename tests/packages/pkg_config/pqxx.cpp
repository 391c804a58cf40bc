// There is no server, which libpqxx says with an exception.
#include <iostream>
#include <migrations/pqxx.hpp>

int main() {
    try {
        pqxx::connection connection("host=127.0.0.1 port=1 connect_timeout=5");
        migrations::recorded found;
        std::cout << migrations::read_recorded(connection, "migrations_version", found).message << "\n";
    } catch (const pqxx::broken_connection&) {
        return 0;
    }
    return 1;
}
