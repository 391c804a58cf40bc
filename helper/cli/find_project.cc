#include <cstdlib>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/toml.h"
#include "cli/build_settings.h"
#include "cli/databases.h"
#include "cli/output.h"
#include "cli/project.h"
#include "cli/settings.h"
#include "cli/shell_command.h"

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

// migrations.toml in this folder, in its folder migrations/, or in one further up; nothing when there is none.
std::optional<fs::path> settings_above(const fs::path& here) {
    std::error_code failed;
    for (fs::path folder = here;; folder = folder.parent_path()) {
        for (const fs::path& candidate : {folder / settings_name, folder / "migrations" / settings_name}) {
            if (fs::exists(candidate, failed)) return candidate;
        }
        if (folder == folder.parent_path()) return std::nullopt;
    }
}

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
    if (const std::optional<fs::path> found = settings_above(here)) return *found;
    throw Error(Exit::usage, "no migrations.toml here, in '" + here.string() + "', or in a folder above",
                "run 'migrations init' to start a project, or name one with -c");
}

// migrations.toml of a project file; empty when the file is not there or names none.
fs::path settings_of(const fs::path& project_file) {
    std::error_code ignored;
    if (!fs::exists(project_file, ignored)) return {};
    const Node file = read_toml(project_file);
    const Node* directory = file.find("directory");
    return directory != nullptr && directory->is_string() ? fs::path(directory->string()) / settings_name : fs::path();
}

// The name that add_migrations() was called with.
std::string name_in(const Node& project) {
    const Node* name = project.find("name");
    return name != nullptr && name->is_string() ? name->string() : "";
}

// Of several projects, the one whose folder is at hand, and of several databases in it, the one that the command line
// names; nothing when that does not tell them apart.
std::optional<fs::path> project_at_hand(const std::vector<fs::path>& project_files, const ProjectLocation& location) {
    std::error_code failed;
    const std::optional<fs::path> config = settings_above(fs::current_path(failed));
    if (!config) return std::nullopt;
    std::vector<fs::path> here;
    for (const fs::path& each : project_files) {
        if (fs::equivalent(settings_of(each), *config, failed)) here.push_back(each);
    }
    if (here.size() > 1) {
        const DatabaseSettings wanted = choose_database(read_databases(*config, read_toml(*config)), location);
        std::erase_if(here, [&](const fs::path& each) { return name_in(read_toml(each)) != wanted.settings.name; });
    }
    return here.size() == 1 ? std::optional(here.front()) : std::nullopt;
}

// The project file that CMake wrote into a build folder.
fs::path find_in_build(const std::string& build, const ProjectLocation& location) {
    std::vector<fs::path> found;
    const fs::path index = fs::path(build) / "migrations-projects.txt";
    for (const std::string& line : split(read_bytes(index), '\n')) {
        if (!line.empty()) found.emplace_back(line);
    }
    if (found.size() == 1) return found.front();
    if (found.empty()) {
        throw Error(Exit::usage, "'" + build + "' is no build folder with add_migrations()",
                    "configure it first: cmake -B " + shell_word(build));
    }
    if (const std::optional<fs::path> chosen = project_at_hand(found, location)) return *chosen;
    std::vector<std::string> files;
    for (const fs::path& each : found) files.push_back(shell_word(each.string()));
    throw Error(Exit::usage, "'" + build + "' has " + count_of(found.size(), "project"),
                "name one: --project " + join(files, " or --project ") + ", or change to its folder");
}

// The project file that the command line or the environment names; empty: none.
std::string project_file_of(const ProjectLocation& location) {
    if (!location.project_file.empty() || !location.config.empty()) return location.project_file;
    std::string build = location.build_folder;
    const char* variable = std::getenv("MIGRATIONS_BUILD_DIR");
    if (build.empty() && variable != nullptr) build = variable;
    return build.empty() ? "" : find_in_build(build, location).string();
}

// A folder that CMake names but that holds no project yet.
[[noreturn]] void no_settings(const Node& project, const fs::path& config) {
    std::string command = own_program() + " init " + shell_word(config.parent_path().string());
    if (!name_in(project).empty()) command += " --name " + shell_word(name_in(project));
    throw Error(Exit::usage, "there is no '" + config.string() + "'", "to make one, run: " + command);
}

ProjectSettings read_project_at(const ProjectLocation& location) {
    const std::string project_file = project_file_of(location);
    if (project_file.empty()) {
        const fs::path config = find_settings(location);
        DatabaseSettings chosen = choose_database(read_databases(config, read_toml(config)), location);
        complete(chosen.settings);
        require_known_dialect(&chosen.keys, chosen.settings);
        return std::move(chosen.settings);
    }

    const Node project = read_toml(project_file);
    const fs::path config = settings_of(project_file);
    if (config.empty()) {
        ProjectSettings settings;
        settings.version_table.clear();
        add_build(project, nullptr, settings);
        return settings;
    }
    std::error_code ignored;
    if (!fs::exists(config, ignored)) no_settings(project, config);
    DatabaseSettings chosen = choose_database(read_databases(config, read_toml(config)), location, name_in(project));
    add_build(project, &chosen.keys, chosen.settings);
    require_known_dialect(&chosen.keys, chosen.settings);
    return std::move(chosen.settings);
}

}  // namespace

ProjectSettings read_project(const ProjectLocation& location) {
    ProjectSettings settings = read_project_at(location);
    settings.values = location.values;
    settings.keys_of_command_line = location.keys_of_command_line;
    return settings;
}

std::vector<std::string> database_names(const ProjectLocation& location) {
    const bool of_build = !location.project_file.empty();
    const fs::path config = of_build ? settings_of(location.project_file) : find_settings(location);
    return config.empty() ? std::vector<std::string>() : read_databases(config, read_toml(config)).front().settings.database_names;
}

std::string postgresql_bindir(const ProjectLocation& location) {
    const std::string project_file = project_file_of(location);
    if (project_file.empty()) return "";
    const Node project = read_toml(project_file);
    const Node* folder = project.find("postgresql_bindir");
    return folder != nullptr && folder->is_string() ? folder->string() : "";
}

}  // namespace migrations
