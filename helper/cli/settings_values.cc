#include "cli/settings_values.h"

#include <filesystem>

namespace migrations {

void wrong_kind(const Node& node, const std::string& key, const char* expected, Diagnostics& diagnostics) {
    diagnostics.push_back(error_at(node.location, "settings",
                                   "'" + key + "' must be " + expected + ", not " + kind_of(node)));
}

const std::string* text_of(const Node& node, const char* key, Diagnostics& diagnostics) {
    if (node.is_string()) return &node.string();
    wrong_kind(node, key, "a string", diagnostics);
    return nullptr;
}

std::vector<std::pair<std::string, Location>> texts_of(const Node& node, const char* key, Diagnostics& diagnostics) {
    std::vector<std::pair<std::string, Location>> texts;
    if (node.is_string()) return {{node.string(), node.location}};
    if (!node.is_array()) {
        wrong_kind(node, key, "a string or an array of strings", diagnostics);
        return texts;
    }
    for (const Node& each : node.array()) {
        if (each.is_string()) {
            texts.emplace_back(each.string(), each.location);
        } else {
            wrong_kind(each, key, "an array of strings", diagnostics);
        }
    }
    return texts;
}

std::string absolute(const std::string& folder, const std::string& path) {
    return (std::filesystem::path(folder) / path).lexically_normal().string();
}

}  // namespace migrations
