#include <sqlite3.h>

#include <migrations/sqlite3.hpp>
#include <orders_db/migrations.hpp>
#include <string>

#include "start.hpp"

namespace {

class connection {
public:
    explicit connection(const std::string& path) {
        if (sqlite3_open(path.c_str(), &handle_) == SQLITE_OK) return;
        std::fprintf(stderr, "%s: %s\n", path.c_str(), sqlite3_errmsg(handle_));
        sqlite3_close(handle_);
        handle_ = nullptr;
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { sqlite3_close(handle_); }

    explicit operator bool() const { return handle_ != nullptr; }
    sqlite3* get() const { return handle_; }

private:
    sqlite3* handle_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) { return start<connection>(argc, argv, orders_db::sqlite()); }
