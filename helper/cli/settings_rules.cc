#include <algorithm>

#include "base/names.h"
#include "cli/settings_keys.h"
#include "cli/settings_values.h"
#include "readers/toml_objects.h"

namespace migrations {

void read_lint(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, "lint", "a table", diagnostics);
    std::vector<std::string> names;
    for (const LintRule& rule : lint_rules()) names.emplace_back(rule.name);
    for (const Entry& entry : node.table()) {
        if (std::find(names.begin(), names.end(), entry.key) == names.end()) {
            diagnostics.push_back(error_at(entry.location, "unknown-key", "unknown lint rule '" + entry.key + "'",
                                           did_you_mean(entry.key, names)));
            continue;
        }
        const std::string level = entry.value.is_string() ? entry.value.string() : "";
        if (level == "off") {
            settings.lint[entry.key] = LintLevel::off;
        } else if (level == "warning") {
            settings.lint[entry.key] = LintLevel::warning;
        } else if (level == "error") {
            settings.lint[entry.key] = LintLevel::error;
        } else {
            diagnostics.push_back(error_at(entry.value.location, "settings",
                                           "lint rule '" + entry.key + "' must be \"off\", \"warning\" or \"error\""));
        }
    }
}

void read_ignore(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, "ignore", "a table", diagnostics);
    std::vector<std::pair<std::string, std::vector<std::string>*>> kinds = {{"tables", &settings.ignore.tables},
                                                                            {"indexes", &settings.ignore.indexes},
                                                                            {"enums", &settings.ignore.enums},
                                                                            {"columns", &settings.ignore.columns},
                                                                            {"others", &settings.ignore.others}};
    for (const auto& each : object_kinds) {
        const std::string section = object_section(each.first);
        if (node.find(section) != nullptr) kinds.emplace_back(section, &settings.ignore.objects[each.first]);
    }
    std::vector<std::string> names;
    for (const auto& kind : kinds) names.push_back(kind.first);
    for (const auto& each : object_kinds) names.push_back(object_section(each.first));
    for (const Entry& entry : node.table()) {
        const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& each) { return each.first == entry.key; });
        if (kind == kinds.end()) {
            diagnostics.push_back(error_at(entry.location, "unknown-key", "unknown key 'ignore." + entry.key + "'",
                                           did_you_mean(entry.key, names)));
            continue;
        }
        for (const auto& [pattern, location] : texts_of(entry.value, ("ignore." + entry.key).c_str(), diagnostics)) {
            const bool column = kind->first == "columns";
            if (pattern.empty() || (column && pattern.find('.') == std::string::npos)) {
                diagnostics.push_back(error_at(location, "settings", "'ignore." + entry.key + "' must hold patterns such as \"" +
                                                                         (column ? "users.internal_*" : "legacy_*") + "\", not '" +
                                                                         pattern + "'"));
            } else {
                kind->second->push_back(pattern);
            }
        }
    }
}

void read_naming(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, "naming", "a table", diagnostics);
    std::vector<std::string> names;
    for (const NamingKind& each : naming_kinds()) names.emplace_back(each.name);
    for (const Entry& entry : node.table()) {
        const std::string key = "naming." + entry.key;
        const auto kind = std::find_if(naming_kinds().begin(), naming_kinds().end(),
                                       [&](const NamingKind& each) { return entry.key == each.name; });
        if (kind == naming_kinds().end()) {
            diagnostics.push_back(
                error_at(entry.location, "unknown-key", "unknown key '" + key + "'", did_you_mean(entry.key, names)));
        } else if (const std::string* pattern = text_of(entry.value, key.c_str(), diagnostics)) {
            const auto [mistake, help] = naming_mistake(*kind, *pattern);
            if (mistake.empty()) {
                settings.naming.*kind->pattern = *pattern;
            } else {
                diagnostics.push_back(error_at(entry.value.location, "settings", "'" + key + "' " + mistake, help));
            }
        }
    }
}

}  // namespace migrations
