#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace migrations {

// Where a database is. Never printed whole: `shown` is for people.
struct DatabaseUrl {
    std::string dialect;   // "sqlite" or "postgresql"
    std::string path;      // SQLite: the file, or ":memory:"
    std::string conninfo;  // PostgreSQL: URI or key-value text for libpq, with the password
    std::string password;  // as it was written and decoded, to keep out of every message; empty when there is none
    std::string shown;     // without password: "postgresql://app:***@host/db", "sqlite:///blog.db"
};

// Understands sqlite:///relative, sqlite:////absolute, sqlite://:memory:, a path that ends in .db, .sqlite or .sqlite3,
// postgresql://, postgres://, postgresql+driver:// and libpq's "host=... dbname=...". Returns nothing and a problem
// text otherwise; the problem never quotes any part of the input.
std::optional<DatabaseUrl> parse_database_url(std::string_view text, std::string& problem);

// Replaces each ${NAME} by the environment variable, and each ${x:key} by the value of this key; a missing one is a problem.
std::optional<std::string> expand_variables(std::string_view text, std::string& problem,
                                            const std::map<std::string, std::string>& values = {});

}  // namespace migrations
