#pragma once

#include <string>

#include "dialects/url.h"

namespace migrations {

// Where a PostgreSQL database is, for the command line of another program, which others can read.
struct UrlWords {
    std::string keywords;  // "host='h' dbname='blog'", without passwords
    std::string password;  // decoded; empty: none
};
UrlWords words_of(const DatabaseUrl& url);

}  // namespace migrations
