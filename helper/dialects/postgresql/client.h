// A client of a PostgreSQL server. libpq, and the two dozen libraries that it needs, take longer to
// load than most commands take to run: what is linked to them is a module of its own, which is
// loaded when the first connection is made.
#pragma once

#include <memory>
#include <migrations/postgresql_reply.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrations::postgresql {

// An executor (migrations/postgresql_reply.hpp) that owns its connection.
class Client {
public:
    Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    virtual ~Client() = default;

    virtual reply exec(std::string_view sql) = 0;
    virtual void cancel() = 0;
};

// Connects; null, and libpq's words in `failure`, when that does not work. Throws Error environment
// when the module cannot be loaded.
std::unique_ptr<Client> connect(const std::string& conninfo, std::string& failure);

// What libpq makes of a connection string, the environment and service files taken in: the parameters
// that have a value, passwords too. None when it cannot be understood.
using Parameters = std::vector<std::pair<std::string, std::string>>;
Parameters parameters_of(const std::string& conninfo);

// What the module exports, under these names.
using ClientEntry = Client* (*)(const char* conninfo, std::string& failure);
constexpr const char* client_entry = "migrations_connect_to_postgresql";
using ParametersEntry = void (*)(const char* conninfo, Parameters& parameters);
constexpr const char* parameters_entry = "migrations_parameters_of_postgresql";

}  // namespace migrations::postgresql
