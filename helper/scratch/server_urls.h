#pragma once

#include <string>

#include "dialects/url.h"

namespace migrations {

// Throws Error usage with what is wrong with the text.
DatabaseUrl require_url(const std::string& text);

// The server that MIGRATIONS_POSTGRESQL_URL names, as libpq takes it; empty when it names none. Throws Error usage when that is
// not the URL of a PostgreSQL database.
std::string named_server();

// Another database of the same server.
std::string with_database(const std::string& conninfo, const std::string& name);

}  // namespace migrations
