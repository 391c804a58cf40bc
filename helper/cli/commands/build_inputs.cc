#include "cli/commands/build_inputs.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

std::string line_of(const std::string& path) {
    std::error_code failed;
    std::string hash = "-";
    try {
        if (fs::is_regular_file(path, failed)) hash = sha256(read_bytes(path));
    } catch (const Error&) {
        // Whoever needs the file will say what is wrong with it.
    }
    return hash + "  " + path + "\n";
}

// A folder and those in it: a new file changes the time of the one that it is in.
void add_folders(const std::string& folder, std::vector<std::string>& inputs) {
    inputs.push_back(folder);
    std::error_code failed;
    for (fs::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
        if (entry->is_directory(failed)) inputs.push_back(entry->path().string());
    }
}

}  // namespace

std::vector<std::string> chain_inputs(const Project& project) {
    std::vector<std::string> inputs = {project.settings.config_path};
    for (const std::string& each : project.settings.revision_folders) add_folders(each, inputs);
    for (const Revision* each : project.graph.order()) inputs.push_back(each->path);
    return inputs;
}

std::vector<std::string> embed_inputs(const Project& project) {
    const ProjectSettings& settings = project.settings;
    std::vector<std::string> inputs = chain_inputs(project);
    inputs.insert(inputs.end(), settings.models.begin(), settings.models.end());
    inputs.insert(inputs.end(), settings.compiled_models.begin(), settings.compiled_models.end());
    inputs.insert(inputs.end(), settings.model_folders.begin(), settings.model_folders.end());
    return inputs;
}

std::vector<std::string> check_inputs(const Project& project) {
    const ProjectSettings& settings = project.settings;
    std::vector<std::string> inputs = embed_inputs(project);
    std::error_code failed;
    // Where there is no ledger yet, it may come into being, with its folder.
    fs::path ledger = settings.ledger;
    while (!fs::exists(ledger, failed) && ledger != settings.folder && ledger.has_relative_path()) ledger = ledger.parent_path();
    inputs.push_back(ledger.string());
    return inputs;
}

std::string chain_fingerprint(const ProjectSettings& settings) {
    std::vector<std::string> paths;
    std::error_code failed;
    for (const std::string& folder : settings.revision_folders) {
        for (fs::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
            if (entry->path().extension() == ".toml") paths.push_back(entry->path().string());
        }
    }
    std::sort(paths.begin(), paths.end());
    std::string text = line_of(settings.config_path);
    for (const std::string& each : paths) text += line_of(each);
    return text;
}

std::string check_fingerprint(const ProjectSettings& settings) {
    std::string text = chain_fingerprint(settings) + line_of(settings.ledger);
    for (const std::string& each : settings.models) text += line_of(each);
    return text;
}

}  // namespace migrations
