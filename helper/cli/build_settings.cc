#include "cli/build_settings.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "base/toml.h"
#include "cli/settings.h"
#include "dialects/dialects.h"
#include "dialects/url.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

// Where a key of migrations.toml is, or would be.
Location place_of(const std::string& key, const Node* config, const ProjectSettings& settings) {
    const Node* value = config == nullptr ? nullptr : config->find(key);
    return value == nullptr ? Location{settings.config_path, 1, 1} : value->location;
}

[[noreturn]] void contradict(Location place, const std::string& message, const std::string& help) {
    throw Error(Exit::usage, Diagnostics{error_at(std::move(place), "settings", message, help)});
}

DialectNames sorted_names(const std::vector<const Dialect*>& dialects) {
    DialectNames names = names_of(dialects);
    std::sort(names.begin(), names.end());
    return names;
}

// "dialects = ["sqlite", "postgresql"]"
std::string line_for(const std::string& key, const std::vector<std::string>& values) {
    std::vector<std::string> quoted;
    for (const std::string& each : values) quoted.push_back(toml_string(each));
    const std::string text = join(quoted, ", ");
    return key + " = " + (key == "dialects" ? "[" + text + "]" : text);
}

// What a command without the build would take must be what CMake says.
void require_same(const std::string& key, const char* keyword, const std::vector<std::string>& in_cmake,
                  const std::vector<std::string>& in_settings, const Node* config, const ProjectSettings& settings) {
    if (in_cmake.empty() || in_cmake == in_settings) return;
    const bool said = config->find(key) != nullptr;
    contradict(place_of(key, config, settings),
               "'" + key + "' is '" + join(in_settings, ", ") + "' " + (said ? "here" : "when nothing is said here") +
                   ", and '" + join(in_cmake, ", ") + "' in CMakeLists.txt",
               "write " + line_for(key, in_cmake) + " here, or " +
                   (key == "name" ? "call add_migrations(" + in_settings.front() + " ...) there"
                                  : "leave " + std::string(keyword) + " out there"));
}

// Those of `left` that are not in `right`; both are sorted.
std::string beyond(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    std::vector<std::string> only;
    std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(only));
    return only.empty() ? "none" : join(only, ", ");
}

// Models may be said in one place or in both.
void require_same_models(const ProjectSettings& build, const Node* config, const ProjectSettings& settings) {
    if (build.models.empty() || settings.models.empty() || build.models == settings.models) return;
    contradict(place_of("models", config, settings), "'models' here and MODELS in CMakeLists.txt are not the same files",
               "only here: " + beyond(settings.models, build.models) + "\nonly there: " +
                   beyond(build.models, settings.models) + "\nname the same files, or name them in one place; a folder takes in new files: MODEL_DIRECTORY in CMakeLists.txt");
}

// A build has a database to play with even where none is named, if it can be a file.
std::string default_database(const Node& build, const ProjectSettings& settings) {
    const Node* url = build.find("default_database");
    const bool has_sqlite = std::find(settings.dialects.begin(), settings.dialects.end(), &sqlite_dialect()) !=
                            settings.dialects.end();
    return url != nullptr && url->is_string() && has_sqlite ? url->string() : "";
}

}  // namespace

void add_build(const Node& build_file, const Node* config, ProjectSettings& settings) {
    ProjectSettings build;
    build.folder = settings.folder;
    build.version_table.clear();
    Diagnostics diagnostics;
    read_project_file(build_file, build, diagnostics);
    if (has_errors(diagnostics)) throw Error(Exit::usage, std::move(diagnostics));

    if (config != nullptr) {
        ProjectSettings alone = settings;
        complete(alone);
        if (!build.name.empty()) require_same("name", "", {build.name}, {alone.name}, config, settings);
        require_same("dialects", "DIALECTS", sorted_names(build.dialects), sorted_names(alone.dialects), config, settings);
        if (!build.version_table.empty()) {
            require_same("version_table", "VERSION_TABLE", {build.version_table}, {alone.version_table}, config, settings);
        }
        require_same_models(build, config, settings);
    }
    settings.from_build = true;
    settings.origins.insert(build.origins.begin(), build.origins.end());
    if (!build.name.empty()) settings.name = build.name;
    if (!build.models.empty()) {
        settings.models = build.models;
        settings.model_folders = build.model_folders;
    }
    settings.compiled_models = build.compiled_models;
    settings.model_problems.insert(settings.model_problems.end(), build.model_problems.begin(), build.model_problems.end());
    settings.build_folder = build.build_folder;
    settings.build_config = build.build_config;
    settings.fix_command = build.fix_command;
    settings.drift = build.drift;
    settings.review = build.review;
    settings.name_space = build.name_space;
    settings.header_prefix = build.header_prefix;
    settings.has_functions = build.has_functions;
    settings.program = build.program;
    settings.postgresql_state = build.postgresql_state;
    complete(settings);
    const char* variable = std::getenv("DATABASE_URL");
    if (settings.database.empty() && (variable == nullptr || *variable == '\0')) {
        settings.database = build.database.empty() ? default_database(build_file, settings) : build.database;
    }
}

std::string default_project_name(const std::string& folder) {
    // The folder is usually called migrations/, which says nothing; the one above it names the project.
    const fs::path path = folder;
    return (path.filename() == "migrations" ? path.parent_path() : path).filename().string();
}

void complete(ProjectSettings& settings) {
    if (settings.name.empty()) settings.name = default_project_name(settings.folder);
    if (settings.version_table.empty()) settings.version_table = "migrations_version";
    if (settings.dialects.empty()) settings.dialects.push_back(&sqlite_dialect());
    if (settings.name_space.empty()) settings.name_space = settings.name;
    if (settings.header_prefix.empty()) settings.header_prefix = settings.name;
    // Beside the revisions, so that each of several databases has one of its own.
    if (settings.tests.folder.empty() && !settings.revision_folders.empty()) {
        settings.tests.folder = (std::filesystem::path(settings.revision_folders.front()).parent_path() / "tests").string();
    }
}

void require_known_dialect(const Node* config, const ProjectSettings& settings) {
    // What a variable holds is known when the database is opened.
    if (settings.database.empty() || settings.database.find("${") != std::string::npos) return;
    std::string ignored;  // a URL that cannot be understood is reported when it is used
    const std::optional<DatabaseUrl> url = parse_database_url(settings.database, ignored);
    const std::vector<std::string> known = sorted_names(settings.dialects);
    if (!url || std::find(known.begin(), known.end(), url->dialect) != known.end()) return;
    const bool said_here = config != nullptr && config->find("database") != nullptr;
    contradict(place_of(said_here ? "database" : "dialects", config, settings),
               (said_here ? "'database'" : "DATABASE in CMakeLists.txt") + std::string(" is of ") + url->dialect +
                   ", and the project is for " + join(known, " and "),
               "name another database, or add \"" + url->dialect + "\" to 'dialects'");
}

}  // namespace migrations
