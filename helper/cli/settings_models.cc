#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "cli/settings_keys.h"
#include "cli/settings_values.h"

namespace migrations {

namespace {

namespace fs = std::filesystem;

// Everything in the folder whose name fits, whatever it is: what is no file is an error when it is read, not a model
// that silently went away.
std::vector<std::string> entries_of(const fs::path& folder, const std::string& before, const std::string& after) {
    std::vector<std::string> paths;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator{};
         entry.increment(failed)) {
        const std::string name = entry->path().filename().string();
        if (name[0] != '.' && name.size() >= before.size() + after.size() && name.starts_with(before) &&
            name.ends_with(after)) {
            paths.push_back(entry->path().string());
        }
    }
    if (failed) throw Error(Exit::environment, "cannot read the folder '" + folder.string() + "': " + failed.message());
    return paths;
}

// "*" in the last part of a path; a folder stands for all its *.toml files. A folder that is not there is a problem of
// the models only: a server that upgrades a database need not have them.
void add_models(const std::string& pattern, const Location& location, ProjectSettings& settings) {
    const fs::path path = absolute(settings.folder, pattern);
    const std::string name = path.filename().string();
    std::error_code ignored;
    const std::size_t star = name.find('*');
    const bool is_file = star == std::string::npos && !name.empty() && !fs::is_directory(path, ignored);
    const bool is_there = fs::exists(fs::symlink_status(path, ignored));
    if (is_file && (is_there || name.ends_with(".toml"))) {
        settings.model_places.push_back({path.string(), "", "", ""});
    } else if (star == std::string::npos) {
        settings.model_places.push_back({"", path.string(), "", ".toml"});
    } else {
        settings.model_places.push_back({"", path.parent_path().string(), name.substr(0, star), name.substr(star + 1)});
    }
    if (is_file) {
        if (!is_there) {
            settings.model_problems.push_back(
                error_at(location, "settings", "there is no '" + path.string() + "' for models '" + pattern + "'",
                         "write a model file, or correct the path, which is relative to this file; or write models = [] where CMakeLists.txt names them"));
            return;
        }
        settings.models.push_back(path.string());
        return;
    }
    const fs::path folder = star != std::string::npos ? path.parent_path() : path;
    if (!fs::is_directory(folder, ignored)) {
        settings.model_problems.push_back(
            error_at(location, "settings", "there is no folder '" + folder.string() + "' for models '" + pattern + "'"));
        return;
    }
    const std::string before = star != std::string::npos ? name.substr(0, star) : "";
    const std::string after = star != std::string::npos ? name.substr(star + 1) : ".toml";
    const std::vector<std::string> found = entries_of(folder, before, after);
    settings.models.insert(settings.models.end(), found.begin(), found.end());
    settings.model_folders.push_back(folder.string());
}

}  // namespace

void read_models_key(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    settings.says_models = true;
    for (const auto& [pattern, location] : texts_of(node, "models", diagnostics)) {
        add_models(pattern, location, settings);
    }
    std::sort(settings.models.begin(), settings.models.end());
    settings.models.erase(std::unique(settings.models.begin(), settings.models.end()), settings.models.end());
}

}  // namespace migrations
