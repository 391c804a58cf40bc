#pragma once

#include <string>
#include <utility>
#include <vector>

namespace migrations {

// While it lives, this process has no variable PG*. libpq takes from them whatever a connection string does not say:
// PGSERVICE, PGHOSTADDR, PGREQUIREAUTH, PGTZ, ... Not all of them can be said in one, so a connection to a server of
// our own is made without them. Environments belong to whole processes: not for one with several threads.
class WithoutPostgresqlVariables {
public:
    WithoutPostgresqlVariables();
    ~WithoutPostgresqlVariables();
    WithoutPostgresqlVariables(const WithoutPostgresqlVariables&) = delete;
    WithoutPostgresqlVariables& operator=(const WithoutPostgresqlVariables&) = delete;

private:
    std::vector<std::pair<std::string, std::string>> removed_;
};

}  // namespace migrations
