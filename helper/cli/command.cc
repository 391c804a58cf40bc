#include "cli/command.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/names.h"
#include "cli/database_steps.h"
#include "dialects/dialects.h"

namespace migrations {

namespace {

// An SQLite file that is not there, in a folder that is.
bool is_missing_file(const DatabaseUrl& url) {
    std::error_code failed;
    const std::filesystem::path path = url.path;
    return url.dialect == "sqlite" && url.path != ":memory:" && !std::filesystem::exists(path, failed) &&
           (path.parent_path().empty() || std::filesystem::is_directory(path.parent_path(), failed));
}

}  // namespace

DatabaseUrl read_url(const std::string& text, const VariableValues& values) {
    keep_secrets_in(text);
    std::string problem;
    const std::optional<std::string> expanded = expand_variables(text, problem, values);
    if (!expanded) throw Error(Exit::usage, problem);
    keep_secrets_in(*expanded);
    std::optional<DatabaseUrl> url = parse_database_url(*expanded, problem);
    if (!url) throw Error(Exit::usage, problem, "examples: sqlite:///app.db, postgresql://user@host/database");
    keep_secret(url->password);
    if (!url->password.empty()) keep_secret(url->conninfo);
    return *url;
}

DatabaseUrl database_url(const Context& context, const ProjectSettings& settings) {
    if (!context.database.empty()) return read_url(context.database, context.location.values);
    if (!settings.database.empty()) {
        DatabaseUrl url = read_url(settings.database, settings.values);
        // A path in migrations.toml means the same file wherever the command is run. One that a variable gives means
        // what it means to whoever set it.
        const bool is_path = url.dialect == "sqlite" && url.path != ":memory:" && settings.database[0] != '$';
        if (is_path && std::filesystem::path(url.path).is_relative()) {
            url.path = (std::filesystem::path(settings.folder) / url.path).lexically_normal().string();
        }
        return url;
    }
    const char* variable = std::getenv("DATABASE_URL");
    if (variable != nullptr && *variable != '\0') return read_url(variable, settings.values);
    throw Error(Exit::usage, "no database is named",
                "give --database URL, set DATABASE_URL, or write 'database' into " + settings.config_path);
}

void require_own_dialect(const DatabaseUrl& url, const ProjectSettings& settings) {
    if (std::any_of(settings.dialects.begin(), settings.dialects.end(),
                    [&](const Dialect* each) { return each->name() == url.dialect; })) {
        return;
    }
    throw Error(Exit::usage, "the database is of " + url.dialect + ", which is no dialect of " + settings.name,
                "name another database, or add \"" + url.dialect + "\" to 'dialects' in " + settings.config_path);
}

std::unique_ptr<Connection> open_database(const Context& context, const ProjectSettings& settings) {
    OpenOptions options;
    options.create = context.create;
    const DatabaseUrl url = database_url(context, settings);
    require_own_dialect(url, settings);
    if (is_missing_file(url) && context.can_create && !context.create) {
        std::error_code failed;
        Error error(Exit::environment, "there is no database '" + url.path + "'",
                    "to make a new one, give --create; a relative path starts at " +
                        std::filesystem::current_path(failed).string());
        error.state = "nothing was created";
        throw error;
    }
    return open_connection(url, options);
}

bool is_to_be_created(const Context& context, const ProjectSettings& settings) {
    return context.create && is_missing_file(database_url(context, settings));
}

const Dialect& choose_dialect(const std::string& name, const Context& context, const ProjectSettings& settings) {
    if (!name.empty()) {
        const Dialect* dialect = find_dialect(name);
        if (dialect != nullptr) return *dialect;
        const DialectNames known = names_of(dialects());
        const std::string hint = did_you_mean(name, known);
        throw Error(Exit::usage, "unknown dialect '" + name + "'", hint.empty() ? "it is " + join(known, " or ") : hint);
    }
    if (!context.database.empty()) return *find_dialect(database_url(context, settings).dialect);
    if (settings.dialects.size() == 1) return *settings.dialects.front();
    const char* variable = std::getenv("DATABASE_URL");
    if (!settings.database.empty() || (variable != nullptr && *variable != '\0')) {
        return *find_dialect(database_url(context, settings).dialect);
    }
    throw Error(Exit::usage, "the project has several dialects", "name one with --dialect");
}

std::vector<const Dialect*> chosen_dialects(const std::string& name, const Context& context, const ProjectSettings& settings) {
    if (name.empty()) return settings.dialects;
    return {&choose_dialect(name, context, settings)};
}

void require_done(const outcome& result, const Project& project, const Location& place) {
    if (result) return;
    Error error(static_cast<Exit>(result.status), result.message, result.help);
    const Revision* revision = project.graph.find(result.revision);
    error.location = place.path.empty() && revision != nullptr ? revision->origin : place;
    error.state = result.database_state;
    error.sql = result.sql;
    error.code = result.code;
    // The database has the script that takes back what was applied.
    if (result.status == status::integrity && revision != nullptr && project.settings.has_models() && project.graph.children(*revision).empty()) {
        error.help += (error.help.empty() ? "" : "; ") + std::string("where it is a draft of yours alone, take it back and write it anew: migrations revision --amend");
    }
    throw error;
}

}  // namespace migrations
