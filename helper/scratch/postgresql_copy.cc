#include "scratch/postgresql_copy.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/error.h"
#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/url_words.h"
#include "scratch/child_process.h"
#include "scratch/interrupt.h"
#include "scratch/pipeline.h"
#include "scratch/postgresql_server.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace migrations {
namespace {

namespace fs = std::filesystem;

int version_of(Connection& database) {
    return std::atoi(database.query("SHOW server_version_num").at(0).at(0).value_or("").c_str()) / 10000;
}

// 15 of "pg_dump (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"; 0 when it says no such thing.
int version_of(const fs::path& program) {
    const std::string text = output_of_child({program.string(), "--version"});
    const std::size_t at = text.find(") ");
    return at == std::string::npos ? 0 : std::atoi(text.c_str() + at + 2);
}

// A folder whose pg_dump reads that server: the first one that is not above the server of the copy, which need not know what newer
// programs ask of it; else the one that is least above it.
fs::path folder_of_pg_dump(const std::string& binaries, int server, int copy) {
    std::set<fs::path> seen;
    int newest = 0;
    int above = 0;
    fs::path where;
    fs::path least_above;
    for (const fs::path& folder : PostgresqlServer::program_folders(binaries)) {
        const bool there = access((folder / "pg_dump").c_str(), X_OK) == 0 && access((folder / "pg_restore").c_str(), X_OK) == 0;
        if (!there || !seen.insert(folder).second) continue;
        const int found = version_of(folder / "pg_dump");
        if (found >= server && found <= copy) return folder;
        if (found > copy && (above == 0 || found < above)) {
            above = found;
            least_above = folder;
        }
        if (found > newest) {
            newest = found;
            where = folder;
        }
    }
    if (above > 0) return least_above;
    const std::string package = "install the client of PostgreSQL " + std::to_string(server) + " (Debian: apt install postgresql-client-" +
                                std::to_string(server) + "), or set MIGRATIONS_POSTGRESQL_BINDIR to its folder";
    if (newest == 0) {
        throw Error(Exit::environment,
                    "the database cannot be copied: there is no pg_dump and pg_restore where programs of PostgreSQL are, nor in PATH", package);
    }
    throw Error(Exit::environment,
                "the database cannot be copied: it is on PostgreSQL " + std::to_string(server) + ", and '" + (where / "pg_dump").string() +
                    "' is of " + std::to_string(newest),
                package);
}

// The password goes where others cannot read it. A server of our own is found by what the connection says alone.
PipedProgram program(const fs::path& path, const DatabaseUrl& url, bool own_server, const std::vector<std::string>& options) {
    const UrlWords words = words_of(url);
    PipedProgram made;
    made.words = {path.string(), "--no-password", "--dbname=" + words.keywords};
    made.words.insert(made.words.end(), options.begin(), options.end());
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view variable = *each;
        const bool language = variable.starts_with("LC_") || variable.starts_with("LANG=") || variable.starts_with("LANGUAGE=");
        const bool replaced = variable.starts_with("PGPASSWORD=") && !words.password.empty();
        if (!language && !replaced && !(own_server && variable.starts_with("PG"))) made.variables.emplace_back(variable);
    }
    made.variables.emplace_back("LC_ALL=C");
    if (!words.password.empty()) made.variables.push_back("PGPASSWORD=" + words.password);
    return made;
}

// "pg_dump: error: query failed: ERROR:  permission denied for table pay" without what is the same each time.
std::string complaint_of(const std::string& program, const ProgramEnd& end) {
    const std::string mark = program + ": error: ";
    for (const std::string& line : split(end.said, '\n')) {
        if (line.starts_with(mark)) return program + ": " + line.substr(mark.size());
    }
    return program + " ended with exit code " + std::to_string(end.code);
}

// Policies and grants name them, and so may revisions.
void make_roles(Connection& source, Connection& copy) {
    std::string sql;
    for (const Cells& row : source.query("SELECT rolname FROM pg_catalog.pg_roles WHERE rolname !~ '^pg_' ORDER BY 1")) {
        const std::string name = row.at(0).value_or("");
        if (copy.query("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = " + quote_literal(name)).empty()) {
            sql += "CREATE ROLE " + quote_identifier(name) + ";";
        }
    }
    if (!sql.empty()) copy.execute(sql);
}

// What the user of the original gets by role and database, he gets here by the database.
void set_up(Connection& source, Connection& copy, const std::string& name) {
    std::vector<std::string> schemas;
    for (const Cells& row : source.query("SELECT unnest(pg_catalog.current_schemas(false))")) {
        schemas.push_back(quote_identifier(row.at(0).value_or("")));
    }
    const std::string zone = source.query("SHOW TimeZone").at(0).at(0).value_or("UTC");
    const std::string database = "ALTER DATABASE " + quote_identifier(name) + " SET ";
    if (!schemas.empty()) copy.execute(database + "search_path TO " + join(schemas, ", "));
    copy.execute(database + "TimeZone TO " + quote_literal(zone));
}

}  // namespace

DatabaseLocale locale_of(Connection& database) {
    // Which columns there are depends on the version.
    const Cells row = database.query("SELECT pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, "
                                     "pg_catalog.to_jsonb(d) ->> 'datlocprovider', "
                                     "coalesce(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale') "
                                     "FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()").at(0);
    const auto cell = [&](std::size_t at) { return row.at(at).value_or(""); };
    DatabaseLocale found{"ENCODING " + quote_literal(cell(0)) + " LC_COLLATE " + quote_literal(cell(1)) + " LC_CTYPE " + quote_literal(cell(2)), cell(1)};
    if (cell(3) == "i") {
        found.options += " LOCALE_PROVIDER icu ICU_LOCALE " + quote_literal(cell(4));
        found.name = "ICU " + cell(4);
    } else if (cell(3) == "b") {
        found.options += " LOCALE_PROVIDER builtin BUILTIN_LOCALE " + quote_literal(cell(4));
        found.name = cell(4);
    } else if (cell(3) == "c") {
        found.options += " LOCALE_PROVIDER libc";
    }
    return found;
}

PostgresqlCopy copy_postgresql(const DatabaseUrl& from, Connection& source, const Scratch::Place& to,
                               const std::string& binaries, const CopyOptions& how) {
    OpenOptions open;
    open.own_server = to.is_private;
    const std::unique_ptr<Connection> copy = open_connection(to.url, open);
    const PostgresqlCopy made{version_of(source), version_of(*copy)};
    if (made.version_of_copy < made.version_of_source) {
        throw Error(Exit::environment,
                    "the database cannot be copied: it is on PostgreSQL " + std::to_string(made.version_of_source) +
                        ", and the server for the copy is " + std::to_string(made.version_of_copy),
                    "set MIGRATIONS_POSTGRESQL_URL to a server of that version, or MIGRATIONS_POSTGRESQL_BINDIR to its programs");
    }
    const fs::path folder = folder_of_pg_dump(binaries, made.version_of_source, made.version_of_copy);
    if (to.is_private) make_roles(source, *copy);
    // Subscriptions would connect to where the original gets its rows.
    const std::vector<std::string> dump = {"--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-publications",
                                           "--no-subscriptions", "--no-security-labels", "--no-tablespaces",
                                           // 0 would be for ever.
                                           "--lock-wait-timeout=" + std::to_string(std::max<long long>(1, how.patience.count()))};
    const PipelineEnd end = run_pipeline(program(folder / "pg_dump", from, false, dump),
                                         program(folder / "pg_restore", to.url, to.is_private, {"--no-owner", "--no-privileges", "--exit-on-error"}),
                                         how.cancelled);
    if (end.cancelled) throw Interrupted();
    // The one that is left alone complains about that.
    const bool by_dump = end.from.code != 0 && end.from.code < 128;
    // By which pg_dump limits how long it waits for locks.
    if (by_dump && end.from.said.find("due to statement timeout") != std::string::npos) {
        throw Error(Exit::busy, "the database cannot be copied: somebody has kept a table of it longer than one wants to wait",
                    "try again, or wait longer with --lock-timeout");
    }
    if (by_dump || end.to.code != 0 || end.from.code != 0) {
        const bool full = end.to.said.find("No space left on device") != std::string::npos;
        throw Error(Exit::environment, "the database cannot be copied: " + (by_dump || end.to.code == 0 ? complaint_of("pg_dump", end.from)
                                                                                                        : complaint_of("pg_restore", end.to)),
                    full      ? "free disk space on the server of the copy"
                    : by_dump ? "the user of the URL must be allowed to read all of the database"
                              : "give a server that has what the database uses, with MIGRATIONS_POSTGRESQL_URL");
    }
    set_up(source, *copy, to.name);
    copy->execute("ANALYZE");
    return made;
}

}  // namespace migrations
