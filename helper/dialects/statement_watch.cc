#include "dialects/statement_watch.h"

#include "base/error.h"
#if MIGRATIONS_POSTGRESQL
#include "dialects/postgresql/connection.h"
#endif

namespace migrations {

std::unique_ptr<Connection> open_watched(const DatabaseUrl& url, const OpenOptions& options, StatementWatch& watch) {
#if MIGRATIONS_POSTGRESQL
    return postgresql::open_watched(url, options, watch);
#else
    static_cast<void>(url);
    static_cast<void>(options);
    static_cast<void>(watch);
    throw Error(Exit::environment, "this helper was built without PostgreSQL");
#endif
}

}  // namespace migrations
