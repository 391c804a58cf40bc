#include <algorithm>
#include <filesystem>

#include "base/names.h"
#include "cli/revision_place.h"
#include "cli/settings_keys.h"
#include "cli/settings_values.h"

namespace migrations {
namespace {

// A string in which `mistake_of` finds none.
void read_checked(const Node& node, const char* key, std::string (*mistake_of)(const std::string&), std::string& into,
                  Diagnostics& diagnostics) {
    const std::string* text = text_of(node, key, diagnostics);
    if (text == nullptr) return;
    const std::string mistake = mistake_of(*text);
    if (mistake.empty()) {
        into = *text;
    } else {
        diagnostics.push_back(error_at(node.location, "settings", std::string("'") + key + "' " + mistake));
    }
}

}  // namespace

// A file that is in two of the folders would be two revisions of one id.
void read_revision_folders(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    const std::vector<std::pair<std::string, Location>> texts = texts_of(node, "revisions", diagnostics);
    std::vector<std::string> folders;
    for (const auto& [text, location] : texts) {
        std::filesystem::path folder = absolute(settings.folder, text.empty() ? "." : text);
        if (!folder.has_filename()) folder = folder.parent_path();
        const auto other = std::find_if(folders.begin(), folders.end(), [&](const std::string& each) {
            return is_inside(folder, each) || is_inside(each, folder);
        });
        if (other != folders.end()) {
            diagnostics.push_back(error_at(location, "settings", "'" + text + "' is the same folder as " + *other +
                                                                     ", or one of the two is inside of the other",
                                           "folders inside of a folder are read with it: name the outer one alone"));
        }
        folders.push_back(folder.string());
    }
    if (!folders.empty()) {
        settings.revision_folders = std::move(folders);
    } else if (node.is_array() && node.array().empty()) {
        diagnostics.push_back(error_at(node.location, "settings", "'revisions' names no folder"));
    }
}

void read_file_name(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    read_checked(node, "file_name", file_name_mistake, settings.file_names.pattern, diagnostics);
}

void read_time_zone(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    read_checked(node, "time_zone", time_zone_mistake, settings.file_names.time_zone, diagnostics);
}

void read_after_write(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    for (const auto& [command, location] : texts_of(node, "after_write", diagnostics)) {
        if (trim(command).empty()) {
            diagnostics.push_back(error_at(location, "settings", "'after_write' has an empty command"));
        } else {
            settings.after_write.push_back(command);
        }
    }
}

}  // namespace migrations
