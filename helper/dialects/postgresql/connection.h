#pragma once

#include <memory>

#include "dialects/connection.h"
#include "dialects/url.h"

namespace migrations {
class StatementWatch;
}

namespace migrations::postgresql {

// Connects to the database of the URL, with UTF-8 as the encoding of all text and with keepalives,
// so that a peer that is gone is noticed. Throws Error connect, which never says anything of a
// password, nor repeats what libpq says about a URL. Only in builds with libpqxx.
std::unique_ptr<Connection> open(const DatabaseUrl& url, const OpenOptions& options);

// The same, and the statements of run() are watched.
std::unique_ptr<Connection> open_watched(const DatabaseUrl& url, const OpenOptions& options, StatementWatch& watch);

}  // namespace migrations::postgresql
