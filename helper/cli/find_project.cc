#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/toml.h"
#include "cli/output.h"
#include "cli/project.h"
#include "cli/settings.h"
#include "dialects/dialects.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

constexpr const char* settings_name = "migrations.toml";

// Settings are part of the command line, so whatever is wrong with them is an Error usage.
Node read_toml(const fs::path& path) {
    try {
        const SourceFile file = read_source(path);
        // A message about a malformed line quotes it.
        keep_secrets_in(file.text);
        Diagnostics diagnostics;
        std::optional<Node> node = parse_toml(file, diagnostics);
        if (!node) throw Error(Exit::usage, std::move(diagnostics));
        return std::move(*node);
    } catch (const Error& error) {
        if (error.exit != Exit::graph) throw;
        throw Error(Exit::usage, error.diagnostics);
    }
}

// migrations.toml in this folder, in its folder migrations/, or in one further up.
fs::path find_settings(const ProjectLocation& location) {
    std::error_code failed;
    if (!location.config.empty()) {
        fs::path path = fs::absolute(location.config);
        if (fs::is_directory(path, failed)) path /= settings_name;
        if (!fs::exists(path, failed)) {
            throw Error(Exit::usage, "there is no '" + path.string() + "'",
                        "-c takes migrations.toml or the folder that has it");
        }
        return path.lexically_normal();
    }
    const fs::path here = fs::current_path(failed);
    if (failed) throw Error(Exit::environment, "the current folder does not exist any more", "change to another folder");
    for (fs::path folder = here;; folder = folder.parent_path()) {
        for (const fs::path& candidate : {folder / settings_name, folder / "migrations" / settings_name}) {
            if (fs::exists(candidate, failed)) return candidate;
        }
        if (folder == folder.parent_path()) break;
    }
    throw Error(Exit::usage, "no migrations.toml here, in '" + here.string() + "', or in a folder above",
                "run 'migrations init' to start a project, or name one with -c");
}

// The project file that CMake wrote into a build folder.
fs::path find_in_build(const std::string& build) {
    std::vector<fs::path> found;
    const fs::path index = fs::path(build) / "migrations-projects.txt";
    for (const std::string& line : split(read_bytes(index), '\n')) {
        if (line.empty()) continue;
        const fs::path path = line;
        found.push_back(path);
    }
    if (found.size() == 1) return found.front();
    if (found.empty()) {
        throw Error(Exit::usage, "'" + build + "' is no build folder with add_migrations()",
                    "configure it first: cmake -B " + build);
    }
    std::vector<std::string> files;
    for (const fs::path& each : found) files.push_back(each.string());
    throw Error(Exit::usage, "'" + build + "' has " + count_of(found.size(), "project"),
                "name one: --project " + join(files, " or --project "));
}

// A setting that both files have must be the same in both.
void require_equal(const std::string& key, const std::string& in_cmake, const std::string& in_settings,
                   const std::string& config_path) {
    if (!in_cmake.empty() && !in_settings.empty() && in_cmake != in_settings) {
        throw Error(Exit::usage,
                    Diagnostics{error_at({config_path, 0, 0}, "settings",
                                         "'" + key + "' is '" + in_settings + "' here and '" + in_cmake +
                                             "' in CMakeLists.txt",
                                         "say it in one place: migrations.toml")});
    }
}

std::string names_of(const std::vector<const Dialect*>& dialects) {
    std::vector<std::string> names;
    for (const Dialect* each : dialects) names.emplace_back(each->name());
    std::sort(names.begin(), names.end());
    return join(names, ", ");
}

ProjectSettings from_settings(const fs::path& config) {
    ProjectSettings settings;
    settings.config_path = config.string();
    settings.folder = config.parent_path().string();
    settings.revisions = (config.parent_path() / "revisions").string();
    settings.ledger = (config.parent_path() / "migrations.lock").string();
    settings.version_table.clear();
    const fs::path own_template = config.parent_path() / "revision.toml.in";
    std::error_code ignored;
    if (fs::exists(own_template, ignored)) settings.revision_template = own_template.string();

    Diagnostics diagnostics;
    read_settings_file(read_toml(config), settings, diagnostics);
    if (has_errors(diagnostics)) throw Error(Exit::usage, std::move(diagnostics));
    return settings;
}

// What CMake adds to the settings of migrations.toml.
void add_build(const Node& file, ProjectSettings& settings) {
    ProjectSettings build;
    build.folder = settings.folder;
    build.version_table.clear();
    Diagnostics diagnostics;
    read_project_file(file, build, diagnostics);
    if (has_errors(diagnostics)) throw Error(Exit::usage, std::move(diagnostics));

    const std::string& config = settings.config_path;
    require_equal("name", build.name, settings.name, config);
    require_equal("dialects", names_of(build.dialects), names_of(settings.dialects), config);
    require_equal("version_table", build.version_table, settings.version_table, config);
    require_equal("models", join(build.models, ", "), join(settings.models, ", "), config);

    settings.from_build = true;
    if (!build.name.empty()) settings.name = build.name;
    if (!build.dialects.empty()) settings.dialects = build.dialects;
    if (!build.version_table.empty()) settings.version_table = build.version_table;
    if (!build.models.empty()) {
        settings.models = build.models;
        settings.model_folders = build.model_folders;
    }
    settings.model_problems.insert(settings.model_problems.end(), build.model_problems.begin(), build.model_problems.end());
    if (settings.database.empty() && std::getenv("DATABASE_URL") == nullptr) settings.database = build.database;
    settings.build_folder = build.build_folder;
    settings.build_config = build.build_config;
    settings.fix_command = build.fix_command;
    settings.drift = build.drift;
    settings.review = build.review;
    settings.name_space = build.name_space;
    settings.header_prefix = build.header_prefix;
    settings.postgresql_state = build.postgresql_state;
}

void complete(ProjectSettings& settings) {
    if (settings.name.empty()) {
        // The folder is usually called migrations/, which says nothing; the one above it names the project.
        fs::path folder = settings.folder;
        if (folder.filename() == "migrations") folder = folder.parent_path();
        settings.name = folder.filename().string();
    }
    if (settings.version_table.empty()) settings.version_table = "migrations_version";
    if (settings.dialects.empty()) settings.dialects.push_back(&sqlite_dialect());
    if (settings.name_space.empty()) settings.name_space = settings.name;
    if (settings.header_prefix.empty()) settings.header_prefix = settings.name;
}

}  // namespace

ProjectSettings read_project(const ProjectLocation& location) {
    std::string project_file = location.project_file;
    if (project_file.empty() && location.config.empty()) {
        std::string build = location.build_folder;
        const char* variable = std::getenv("MIGRATIONS_BUILD_DIR");
        if (build.empty() && variable != nullptr) build = variable;
        if (!build.empty()) project_file = find_in_build(build).string();
    }
    if (project_file.empty()) {
        ProjectSettings settings = from_settings(find_settings(location));
        complete(settings);
        return settings;
    }

    const Node file = read_toml(project_file);
    const Node* directory = file.find("directory");
    ProjectSettings settings;
    if (directory != nullptr && directory->is_string()) {
        const fs::path config = fs::path(directory->string()) / settings_name;
        std::error_code ignored;
        if (!fs::exists(config, ignored)) {
            throw Error(Exit::usage, "there is no '" + config.string() + "'",
                        "run 'migrations init " + directory->string() + "' to make one");
        }
        settings = from_settings(config);
    } else {
        settings.version_table.clear();
    }
    add_build(file, settings);
    complete(settings);
    return settings;
}

}  // namespace migrations
