#include <libpq-fe.h>

#include <migrations/libpq.hpp>
#include <orders_db/migrations.hpp>
#include <string>

#include "start.hpp"

namespace {

class connection {
public:
    explicit connection(const std::string& url) : handle_(PQconnectdb(url.c_str())) {
        if (!*this) std::fprintf(stderr, "%s\n", PQerrorMessage(handle_));
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { PQfinish(handle_); }

    explicit operator bool() const { return PQstatus(handle_) == CONNECTION_OK; }
    PGconn* get() const { return handle_; }

private:
    PGconn* handle_;
};

}  // namespace

int main(int argc, char** argv) { return start<connection>(argc, argv, orders_db::postgresql()); }
