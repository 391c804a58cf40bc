#include <libpq-fe.h>

#include <exception>
#include <migrations/pqxx.hpp>
#include <string>

#include "dialects/postgresql/client.h"

namespace migrations::postgresql {

namespace {

class PqxxClient final : public Client {
public:
    explicit PqxxClient(const char* conninfo) : connection_(conninfo) {
#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)
        connection_.set_notice_handler([](pqxx::zview) noexcept {});
#endif
    }

    reply exec(std::string_view sql) override { return executor_.exec(sql); }
    void cancel() override { executor_.cancel(); }

private:
    pqxx::connection connection_;
    // Keeps the server's notices ("relation exists, skipping") to itself; libpq prints them.
#if PQXX_VERSION_MAJOR < 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR < 10)
    pqxx::quiet_errorhandler quiet_{connection_};
#endif
    pqxx_executor executor_{connection_};
};

}  // namespace

extern "C" __attribute__((visibility("default"))) Client* migrations_connect_to_postgresql(
    const char* conninfo, std::string& failure) {
    try {
        return new PqxxClient(conninfo);
    } catch (const std::exception& error) {
        failure = error.what();
    } catch (...) {
        failure = "an exception of an unknown type";
    }
    return nullptr;
}

extern "C" __attribute__((visibility("default"))) void migrations_parameters_of_postgresql(
    const char* conninfo, Parameters& parameters) {
    // It is known before the first byte goes to the server, so this does not wait for one.
    PGconn* connection = PQconnectStart(conninfo);
    PQconninfoOption* all = PQconninfo(connection);
    for (const PQconninfoOption* each = all; each != nullptr && each->keyword != nullptr; ++each) {
        if (each->val != nullptr && *each->val != '\0')
            parameters.emplace_back(each->keyword, each->val);
    }
    PQconninfoFree(all);
    PQfinish(connection);
}

}  // namespace migrations::postgresql
