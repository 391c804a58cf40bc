#include "dialects/postgresql/client.h"

#include <dlfcn.h>

#include "base/error.h"

namespace migrations::postgresql {

namespace {

void* from_module(const char* name) {
    // Found by the run path of the program: beside it where it is built, below lib/ where it is
    // installed.
    static void* const module = dlopen(MIGRATIONS_POSTGRESQL_MODULE, RTLD_NOW | RTLD_LOCAL);
    // Said once, of the first failure.
    static const std::string why = module == nullptr ? dlerror() : "";
    void* entry = module == nullptr ? nullptr : dlsym(module, name);
    if (entry == nullptr) {
        throw Error(Exit::environment,
                    "what talks to PostgreSQL cannot be loaded: " + (module == nullptr ? why : std::string(dlerror())),
                    "install libpqxx (Debian: apt install libpqxx-6.4), or Migrations anew");
    }
    return entry;
}

}  // namespace

std::unique_ptr<Client> connect(const std::string& conninfo, std::string& failure) {
    static const auto entry = reinterpret_cast<ClientEntry>(from_module(client_entry));
    return std::unique_ptr<Client>(entry(conninfo.c_str(), failure));
}

Parameters parameters_of(const std::string& conninfo) {
    static const auto entry = reinterpret_cast<ParametersEntry>(from_module(parameters_entry));
    Parameters parameters;
    entry(conninfo.c_str(), parameters);
    return parameters;
}

}  // namespace migrations::postgresql
