#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "dialects/connection.h"
#include "dialects/url.h"

namespace migrations {

// Databases for the tests of users, each of which is a copy of a template: making the template takes as long as the chain does,
// and a copy milliseconds. Several processes may ask at the same time, of one test run and of others.
struct DatabaseTemplate {
    std::string key;  // hexadecimal; another one for whatever makes the database another
    // Brings an empty database to the head of the chain. It is closed afterwards.
    std::function<void(const DatabaseUrl& url, const OpenOptions& how)> fill;
};

// A new SQLite database in `file`, in place of what is there. Templates are in the folder `migrations-templates` beside it: one, the
// newest. Returns whether it was made. Throws Error environment, and what `fill` throws.
bool copy_template(const DatabaseTemplate& from, const std::filesystem::path& file);

}  // namespace migrations
