#include <sqlite3.h>

#include <migrations/version.hpp>

#include "cli/doctor.h"
#include "dialects/dialects.h"
#include "dialects/sqlite/problems.h"
#include "scratch/postgresql_server.h"

#if MIGRATIONS_POSTGRESQL
#include "dialects/postgresql/client.h"
#endif

namespace migrations {
namespace {

constexpr const char* part = "installation";

bool has_dialect(const ProjectSettings& settings, const Dialect& dialect) {
    for (const Dialect* each : settings.dialects) {
        if (each == &dialect) return true;
    }
    return false;
}

Symptom sqlite_library(const ProjectSettings& settings) {
    const std::string is = std::string("SQLite ") + sqlite3_libversion();
    const int minimum = settings.render.sqlite_minimum;
    if (sqlite3_libversion_number() >= minimum) return {Symptom::State::good, part, is, ""};
    return {Symptom::State::bad, part, is + ", and scripts are written for " + sqlite::version_text(minimum) + " or later",
            "install a newer SQLite, or set sqlite_minimum = \"" + std::string(sqlite3_libversion()) + "\" in " +
                settings.config_path};
}

#if MIGRATIONS_POSTGRESQL
Symptom postgresql_client() {
    try {
        std::string failure;
        // Nobody listens there; that it says so shows that the module works.
        (void)postgresql::connect("host=/nonexistent dbname=postgres connect_timeout=1", failure);
        return {Symptom::State::good, part, "the client of PostgreSQL can be loaded", ""};
    } catch (const Error& error) {
        return {Symptom::State::bad, part, error.what(), error.help};
    }
}

Symptom postgresql_server(const std::string& bindir) {
    try {
        const auto binaries = PostgresqlServer::find_binaries(bindir);
        return {Symptom::State::good, part, "PostgreSQL for scratch databases in " + binaries.string(), ""};
    } catch (const Error& error) {
        return {Symptom::State::warning, part, error.what(), error.help};
    }
}
#endif

}  // namespace

Symptoms examine_installation(const ProjectSettings& settings, const std::string& postgresql_bindir) {
    Symptoms found = {{Symptom::State::good, part, "migrations " MIGRATIONS_VERSION, ""}, sqlite_library(settings)};
    if (!has_dialect(settings, postgresql_dialect())) return found;
#if MIGRATIONS_POSTGRESQL
    found.push_back(postgresql_client());
    found.push_back(postgresql_server(postgresql_bindir));
#else
    (void)postgresql_bindir;
    found.push_back({Symptom::State::bad, part, "this program was built without PostgreSQL",
                     "build it with -DMigrations_POSTGRESQL=ON"});
#endif
    return found;
}

}  // namespace migrations
