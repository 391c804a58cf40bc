// A client of a PostgreSQL server. libpq, and the two dozen libraries that it needs, take longer to
// load than most commands take to run: what is linked to them is a module of its own, which is
// loaded when the first connection is made.
#pragma once

#include <memory>
#include <migrations/postgresql_reply.hpp>
#include <string>
#include <string_view>

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

// What the module exports, under the name `client_entry`.
using ClientEntry = Client* (*)(const char* conninfo, std::string& failure);
constexpr const char* client_entry = "migrations_connect_to_postgresql";

}  // namespace migrations::postgresql
