#include "scratch/postgresql_test_database.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/sha256.h"
#include "base/sql_text.h"
#if MIGRATIONS_POSTGRESQL
#include "dialects/postgresql/client.h"
#endif
#include "dialects/postgresql/environment.h"
#include "scratch/ended_runs.h"
#include "scratch/file_lock.h"
#include "scratch/postgresql_detached.h"
#include "scratch/server_urls.h"
#include "scratch/service_file.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

struct Server {
    std::string url;
    bool is_private = true;  // it is nobody's but ours, and its databases go with it
};

// Throws Error state when ctest was asked for some tests without the one that starts the server.
Server server_of(const ServerDatabase& database) {
    if (const std::string named = named_server(); !named.empty()) return {named, false};
    const std::string url = detached_url(state_of_test_run(database.state_file));
    if (url.empty()) {
        throw Error(Exit::state, "this test run has no PostgreSQL server",
                    "let ctest run migrations.postgresql.start too, or name a server in MIGRATIONS_POSTGRESQL_URL");
    }
    return {url, true};
}

std::unique_ptr<Connection> connect(const Server& server) {
    OpenOptions how;
    how.own_server = server.is_private;
    return open_connection(require_url(server.url), how);
}

// The way to the server without a database, whichever variables a test has.
ConnectionParameters parameters_for(const Server& server) {
    ConnectionParameters found;
#if MIGRATIONS_POSTGRESQL
    std::optional<WithoutPostgresqlVariables> cleared;
    if (server.is_private) cleared.emplace();
    found = postgresql::parameters_of(server.url);
#endif
    // Some are the URL's of each test; those of a service cannot be services themselves.
    const auto is_left_out = [](const auto& each) {
        for (const char* name : {"dbname", "service", "servicefile", "fallback_application_name", "replication", "authtype", "tty"}) {
            if (each.first == name) return true;
        }
        return false;
    };
    std::erase_if(found, is_left_out);
    for (auto& [name, value] : found) {
        if (name == "options") value.erase(value.find_last_not_of(' ') + 1);  // where blanks mean nothing
    }
    if (!server.is_private) return found;
    // PGHOSTADDR and PGOPTIONS would lead elsewhere.
    std::erase_if(found, [](const auto& each) { return each.first == "options"; });
    found.insert(found.end(), {{"hostaddr", ""}, {"options", ""}});
    return found;
}

// ---- what must not stay where somebody else keeps the server ----

// The file in which the run of this process notes them, behind its beginning. Each line: what it is, which server, the name.
std::string notes_beginning(const fs::path& state_file) {
    return (state_file.parent_path() / (state_file.stem().string() + ".databases.")).string();
}
fs::path notes(const fs::path& state_file) { return notes_beginning(state_file) + std::to_string(getppid()); }

constexpr std::string_view database_word = "database";
constexpr std::string_view file_word = "file";

// One word for the server, without a secret: another run may have another server.
std::string word_of(const Server& server) {
    std::string text;
    for (const auto& [name, value] : parameters_for(server)) {
        if (name == "host" || name == "hostaddr" || name == "port" || name == "user") text += name + "=" + value + "\n";
    }
    return sha256(text).substr(0, 16);
}

// Before it is made: nothing is forgotten, whenever a process is killed. Processes add lines at the same time.
void note(const ServerDatabase& database, const Server& server, std::string_view word, const std::string& name) {
    const fs::path file = notes(database.state_file);
    const std::string line = std::string(word) + " " + word_of(server) + " " + name + "\n";
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const bool written = out >= 0 && ::write(out, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    const int error = errno;
    if (out >= 0) ::close(out);
    if (!written) throw Error(Exit::environment, "'" + file.string() + "' cannot be written: " + std::strerror(error));
}

void drop(Connection& server, const std::string& name) {
    server.execute("DROP DATABASE IF EXISTS " + quote_identifier(name) + " WITH (FORCE)");
}

// Only what is on the server that is named now; the rest waits for a run on its own.
void drop_noted(const std::vector<fs::path>& files) {
    const Server server{named_server(), false};
    if (files.empty() || server.url.empty()) return;
    const std::unique_ptr<Connection> connection = connect(server);
    const std::string here = word_of(server);
    for (const fs::path& file : files) {
        std::ifstream lines(file);
        bool all_here = true;
        for (std::string word, place, name; lines >> word >> place && std::getline(lines >> std::ws, name);) {
            if (place != here) {
                all_here = false;
            } else if (word == database_word) {
                drop(*connection, name);
            } else if (word == file_word && fs::exists(name) && fs::last_write_time(name) <= fs::last_write_time(file)) {
                fs::remove(name);  // the service file, which has the password; one that is newer is that of a later run
            }
        }
        lines.close();
        if (all_here) fs::remove(file);
    }
}

// ---- the template ----

bool exists(Connection& server, const std::string& name) {
    return !server.query("SELECT 1 FROM pg_catalog.pg_database WHERE datname = " + quote_literal(name)).empty();
}

// Under its name only once it is whole.
void make_template(const DatabaseTemplate& from, const Server& server, Connection& connection, const std::string& name) {
    const std::string half = name + "_half";
    drop(connection, half);
    connection.execute("CREATE DATABASE " + quote_identifier(half) + " TEMPLATE template0 ENCODING 'UTF8'");
    OpenOptions how;
    how.scratch = true;
    how.own_server = server.is_private;
    from.fill(require_url(with_database(server.url, half)), how);
    connection.execute("ALTER DATABASE " + quote_identifier(half) + " RENAME TO " + quote_identifier(name));
}

}  // namespace

std::string reason_of_no_server(const ServerDatabase& database) {
    std::string reason;
    if (MIGRATIONS_POSTGRESQL == 0) {
        reason = "this helper was built without PostgreSQL";
    } else if (named_server().empty()) {
        reason = reason_of_absence(state_of_test_run(database.state_file));
    }
    if (!reason.empty()) write_service_file(database.service_file, {{"host", absent_host}});
    return reason;
}

bool copy_template(const DatabaseTemplate& from, const ServerDatabase& database) {
    const Server server = server_of(database);
    const std::unique_ptr<Connection> connection = connect(server);
    const std::string source = "migrations_template_" + from.key.substr(0, 16) + "_" + database.run;
    bool made = false;
    if (!exists(*connection, source)) {
        const FileLock lock(database.service_file.string() + ".lock");
        if (!server.is_private) note(database, server, file_word, fs::absolute(database.service_file).string());
        write_service_file(database.service_file, parameters_for(server));
        made = !exists(*connection, source);
        if (made && !server.is_private) {
            note(database, server, database_word, source);
            note(database, server, database_word, source + "_half");
        }
        if (made) make_template(from, server, *connection, source);
    }
    if (!server.is_private) note(database, server, database_word, database.name);
    drop(*connection, database.name);
    connection->execute("CREATE DATABASE " + quote_identifier(database.name) + " TEMPLATE " + quote_identifier(source));
    return made;
}

void drop_test_databases(const fs::path& state_file) {
    const fs::path mine = notes(state_file);
    if (fs::exists(mine)) drop_noted({mine});
}

void drop_left_test_databases(const fs::path& state_file) { drop_noted(files_of_ended_runs(notes_beginning(state_file))); }

}  // namespace migrations
