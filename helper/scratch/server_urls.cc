#include "scratch/server_urls.h"

#include <cstdlib>
#include <optional>

#include "base/error.h"

namespace migrations {
namespace {

constexpr const char* server_variable = "MIGRATIONS_POSTGRESQL_URL";

}  // namespace

DatabaseUrl require_url(const std::string& text) {
    std::string problem;
    std::optional<DatabaseUrl> url = parse_database_url(text, problem);
    if (!url) throw Error(Exit::usage, problem);
    return *url;
}

std::string named_server() {
    const char* variable = std::getenv(server_variable);
    if (variable == nullptr || *variable == '\0') return "";
    std::string problem;
    const std::optional<DatabaseUrl> url = parse_database_url(variable, problem);
    if (!url) throw Error(Exit::usage, std::string(server_variable) + ": " + problem);
    if (url->dialect != "postgresql") {
        throw Error(Exit::usage, std::string(server_variable) + ": " + url->shown + " is no PostgreSQL database",
                    "write postgresql://user@host/database, a database from which others can be made");
    }
    return url->conninfo;
}

// The last name counts, in a URI as in libpq's keywords.
std::string with_database(const std::string& conninfo, const std::string& name) {
    if (conninfo.find("://") == std::string::npos) return conninfo + " dbname=" + name;
    return conninfo + (conninfo.find('?') == std::string::npos ? "?" : "&") + "dbname=" + name;
}

}  // namespace migrations
