#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "dialects/url.h"

namespace migrations::postgresql {

// The URL's conninfo with our own parameters for libpq behind it, where it does not set them
// itself.
std::string complete_conninfo(const DatabaseUrl& url, std::chrono::milliseconds connect_timeout);

// Why a connection could not be made, from libpq's message: the server's own words (what follows
// FATAL), or ours for the usual failures of the network. Anything else libpq says may repeat pieces
// of a mistyped URL, and is left out.
std::string connect_failure(const DatabaseUrl& url, std::string_view message);

}  // namespace migrations::postgresql
