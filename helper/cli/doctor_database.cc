#include <unistd.h>

#include <filesystem>
#include <memory>

#include "base/names.h"
#include "cli/at_head.h"
#include "cli/database_steps.h"
#include "cli/doctor.h"

namespace migrations {
namespace {

constexpr const char* part = "database";

std::string first_cell(Connection& database, const char* sql) {
    const std::vector<Cells> rows = database.query(sql);
    return rows.empty() || rows.front().empty() ? "" : rows.front().front().value_or("");
}

void examine_sqlite(Connection& database, const std::string& path, Symptoms& found) {
    std::error_code failed;
    const std::filesystem::path folder = std::filesystem::absolute(path, failed).parent_path();
    if (path != ":memory:" && (access(path.c_str(), W_OK) != 0 || access(folder.c_str(), W_OK | X_OK) != 0)) {
        found.push_back({Symptom::State::bad, part, "the file or its folder cannot be written: " + path,
                         "SQLite writes its journal beside the file: make both writable for this user"});
    }
    const std::string state = first_cell(database, "PRAGMA quick_check(1)");
    if (state != "ok") {
        found.push_back({Symptom::State::bad, part, "the file is damaged: " + state,
                         "restore a backup, or save what can be read: sqlite3 FILE .recover"});
    }
    const std::vector<Cells> orphans = database.query("PRAGMA foreign_key_check");
    if (!orphans.empty()) {
        found.push_back({Symptom::State::warning, part,
                         count_of(orphans.size(), "row") + " that refer to nothing, the first in table '" +
                             orphans.front().front().value_or("") + "'",
                         "an upgrade that touches these tables is refused; see: PRAGMA foreign_key_check"});
    }
}

void examine_postgresql(Connection& database, Symptoms& found) {
    const std::string version = first_cell(database, "SELECT current_setting('server_version')");
    const std::string schema = first_cell(database, "SELECT current_schema()");
    found.push_back({Symptom::State::good, part, "PostgreSQL " + version + ", schema '" + schema + "'", ""});
    if (schema.empty()) {
        found.push_back({Symptom::State::bad, part, "no schema of the search path exists",
                         "make it, or set search_path for this user or database"});
        return;
    }
    if (first_cell(database, "SELECT pg_is_in_recovery()") == "t") {
        found.push_back({Symptom::State::bad, part, "the server is a standby, which can only be read", "connect to the primary"});
    } else if (first_cell(database, "SELECT current_setting('transaction_read_only')") == "on") {
        found.push_back({Symptom::State::bad, part, "transactions are read-only here",
                         "set default_transaction_read_only = off for this user"});
    }
    if (first_cell(database, "SELECT has_schema_privilege(current_schema(), 'CREATE')") != "t") {
        const std::string user = first_cell(database, "SELECT quote_ident(current_user)");
        const std::string quoted_schema = first_cell(database, "SELECT quote_ident(current_schema())");
        found.push_back({Symptom::State::bad, part, "this user may not make tables in the schema '" + schema + "'",
                         "as its owner, run: GRANT CREATE ON SCHEMA " + quoted_schema + " TO " + user});
    }
}

void examine_record(Connection& database, const Project& project, Symptoms& found) {
    const recorded record = read_record(database, project);
    for (const unfinished_move& each : record.unfinished) {
        found.push_back({Symptom::State::bad, part, "revision " + each.revision + " has begun and is not finished",
                         "run: migrations resume"});
    }
    if (!record.version_table && !record.empty) {
        found.push_back({Symptom::State::bad, part,
                         "it is not empty, and nothing is recorded: it holds '" + join(record.objects, "', '") + "'",
                         "if it is at a revision already, run: migrations stamp REVISION"});
        return;
    }
    const std::string where = ids_of(current_heads(project, record));
    const outcome checked = check_record(project.graph, project.settings, database);
    if (!checked && checked.status != status::behind && record.unfinished.empty()) {
        found.push_back({Symptom::State::bad, part, checked.message, checked.help});
        return;
    }
    found.push_back({Symptom::State::good, part, "it is at " + where, ""});
}

}  // namespace

Symptoms examine_database(const Context& context, const Project& project) {
    Symptoms found;
    try {
        const DatabaseUrl url = database_url(context, project.settings);
        const std::unique_ptr<Connection> database = open_database(context, project.settings);
        found.push_back({Symptom::State::good, part, "connected to " + database->label(), ""});
        if (url.dialect == "sqlite") {
            examine_sqlite(*database, url.path, found);
        } else {
            examine_postgresql(*database, found);
        }
        examine_record(*database, project, found);
    } catch (const Error& error) {
        // Without a database there is a project all the same.
        const bool unnamed = error.exit == Exit::usage;
        found.push_back({unnamed ? Symptom::State::warning : Symptom::State::bad, part, error.what(), error.help});
    }
    return found;
}

}  // namespace migrations
