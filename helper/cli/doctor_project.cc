#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/names.h"
#include "cli/doctor.h"
#include "cli/shell_command.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

constexpr const char* part = "project";

// Whoever does not own it cannot change its rights.
std::string how_to_write(const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0 || status.st_uid == geteuid() || geteuid() == 0) {
        return "give yourself the right: chmod u+wx " + shell_word(path);
    }
    const passwd* owner = getpwuid(status.st_uid);
    return "it belongs to " + (owner == nullptr ? "user " + std::to_string(status.st_uid) : std::string(owner->pw_name)) +
           ": work as that user, or have the right given to you";
}

Symptom folder(const std::string& name, const std::string& path) {
    std::error_code failed;
    if (!fs::exists(path, failed)) {
        return {Symptom::State::warning, part, "the folder for " + name + " does not exist: " + path,
                "it is made with the first revision; where revisions are in another one, set 'revisions'"};
    }
    if (!fs::is_directory(path, failed)) {
        return {Symptom::State::bad, part, "what should be the folder for " + name + " is none: " + path,
                "move it away, or set 'revisions'"};
    }
    if (access(path.c_str(), W_OK | X_OK) != 0) {
        return {Symptom::State::bad, part, "the folder for " + name + " cannot be written: " + path,
                how_to_write(path)};
    }
    return {Symptom::State::good, part, name + " in " + path, ""};
}

// Whether git is there, the file is in a working tree, and the rules of that leave it out.
bool is_ignored_by_git(const std::string& path) {
    const std::string folder = fs::path(path).parent_path().string();
    const std::string line = "git -C " + shell_word(folder) + " check-ignore -q " + shell_word(path) + " >/dev/null 2>&1";
    const int status = std::system(line.c_str());
    return status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

Symptoms examine_project(const ProjectSettings& settings) {
    Symptoms found = {{Symptom::State::good, part, "settings in " + settings.config_path, ""}};
    for (const std::string& each : settings.revision_folders) found.push_back(folder("revisions", each));
    // That of a named database is made with the first revision.
    fs::path around = fs::path(settings.ledger).parent_path();
    std::error_code failed;
    while (!fs::exists(around, failed) && around.has_relative_path()) around = around.parent_path();
    if (access(around.c_str(), W_OK | X_OK) != 0) {
        found.push_back({Symptom::State::bad, part, "reviews cannot be recorded: " + around.string() + " cannot be written",
                         how_to_write(around.string())});
    }
    if (!settings.revision_template.empty() && access(settings.revision_template.c_str(), R_OK) != 0) {
        found.push_back({Symptom::State::bad, part, "the template cannot be read: " + settings.revision_template,
                         "correct 'template' in " + settings.config_path});
    }
    for (const Diagnostic& each : settings.model_problems) {
        found.push_back({Symptom::State::bad, part, to_string(each.location) + ": " + each.message, each.help});
    }
    if (!settings.has_models()) {
        found.push_back({settings.says_models ? Symptom::State::good : Symptom::State::warning, part,
                         "no models: nothing tells whether a revision is missing",
                         settings.says_models ? "" : "set 'models' in " + settings.config_path + ", or models = [] to say that there are none"});
    }
    std::vector<std::string> sources = settings.revision_folders;
    sources.insert(sources.begin(), settings.ledger);
    for (const std::string& path : sources) {
        if (!is_ignored_by_git(path)) continue;
        found.push_back({Symptom::State::bad, part, "git leaves out " + path,
                         "revisions and reviews belong to the sources: 'git check-ignore -v " + shell_word(path) +
                             "' names the rule to take away"});
    }
    return found;
}

}  // namespace migrations
