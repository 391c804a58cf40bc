#include "dialects/connection.h"

#include "base/error.h"
#include "dialects/sqlite/connection.h"
#if MIGRATIONS_POSTGRESQL
#include "dialects/postgresql/connection.h"
#endif

namespace migrations {

std::unique_ptr<Connection> open_connection(const DatabaseUrl& url, const OpenOptions& options) {
    if (url.dialect == "sqlite") return sqlite::open(url.path, options);
#if MIGRATIONS_POSTGRESQL
    return postgresql::open(url, options);
#else
    throw Error(Exit::usage, "this build has no PostgreSQL",
                "build the helper with -DMigrations_POSTGRESQL=ON (needs libpqxx and libpg_query)");
#endif
}

std::unique_ptr<Connection> open_memory() {
    OpenOptions options;
    options.create = true;
    options.scratch = true;
    return sqlite::open(":memory:", options);
}

std::unique_ptr<Connection> copy_in_memory(Connection& database) {
    std::unique_ptr<Connection> copy = open_memory();
    sqlite::copy_pages(database, *copy);
    return copy;
}

}  // namespace migrations
