#include "dialects/postgresql/client.h"

#include <dlfcn.h>

#include "base/error.h"

namespace migrations::postgresql {

namespace {

ClientEntry load_module() {
    // Found by the run path of the program: beside it where it is built, below lib/ where it is
    // installed.
    void* module = dlopen(MIGRATIONS_POSTGRESQL_MODULE, RTLD_NOW | RTLD_LOCAL);
    void* entry = module == nullptr ? nullptr : dlsym(module, client_entry);
    if (entry == nullptr) {
        throw Error(Exit::environment,
                    std::string("what talks to PostgreSQL cannot be loaded: ") + dlerror(),
                    "install libpqxx (Debian: apt install libpqxx-6.4), or Migrations anew");
    }
    return reinterpret_cast<ClientEntry>(entry);
}

}  // namespace

std::unique_ptr<Client> connect(const std::string& conninfo, std::string& failure) {
    static const ClientEntry entry = load_module();
    return std::unique_ptr<Client>(entry(conninfo.c_str(), failure));
}

}  // namespace migrations::postgresql
