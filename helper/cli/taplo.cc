#include "cli/taplo.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/toml.h"
#include "cli/json_schema/documents.h"
#include "cli/revision_place.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view first_line =
    "# The rules from here on are written by `migrations json-schema --taplo`, and anew when it runs again.\n";
constexpr std::string_view last_line = "# Here they end.\n";

// A path as a pattern that fits it alone.
std::string literally(const std::string& path) {
    std::string pattern;
    for (const char c : path) {
        const bool special = std::string_view("*?[]{}\\").find(c) != std::string_view::npos;
        pattern += special ? std::string{'[', c, ']'} : std::string(1, c);
    }
    return pattern;
}

class Rules {
public:
    Rules(const fs::path& folder, const fs::path& schemas) : folder_(folder), schemas_(schemas) {}

    // One rule for files that fit any of these.
    void add(const std::string& document, const std::vector<std::string>& include, const std::string& except = "") {
        if (include.empty()) return;
        std::vector<std::string> quoted;
        for (const std::string& each : include) quoted.push_back(toml_string(each));
        std::string text = "\n[[rule]]\ninclude = [" + join(quoted, ", ") + "]\n";
        if (!except.empty()) text += "exclude = [" + toml_string(except) + "]\n";
        const std::string schema = (schemas_ / (document + ".json")).lexically_relative(folder_).generic_string();
        text += "\n[rule.schema]\npath = " + toml_string(schema) + "\n";
        // Databases may have files in common.
        if (text_.find(text) == std::string::npos) text_ += text;
    }

    // What is at the place, or fits the pattern below it.
    std::string at(const fs::path& named, const std::string& pattern = "") const {
        const fs::path place = fs::weakly_canonical(named);
        if (!is_inside(place, folder_)) {
            throw Error(Exit::usage, "'" + named.string() + "' is not in the folder '" + folder_.string() + "'",
                        "name the folder that you open in the editor, with the whole project in it");
        }
        const std::string path = place == folder_ ? "" : literally(place.lexically_relative(folder_).generic_string());
        return path.empty() || pattern.empty() ? path + pattern : path + "/" + pattern;
    }

    std::string text() const { return std::string(first_line) + text_ + "\n" + std::string(last_line); }

private:
    const fs::path& folder_;
    const fs::path& schemas_;
    std::string text_;
};

void add_rules(const ProjectSettings& settings, Rules& rules) {
    for (const ModelPlace& each : settings.model_places) {
        if (!each.file.empty()) {
            rules.add("models", {rules.at(each.file)});
        } else {
            // A "*" of taplo goes into folders.
            const fs::path folder = fs::path(each.folder).lexically_normal();
            rules.add("models", {rules.at(folder, literally(each.start) + "*" + literally(each.end))}, rules.at(folder, "*/*"));
        }
    }
    // Those of a build are files.
    std::vector<std::string> files;
    if (settings.model_places.empty()) {
        for (const std::string& each : settings.models) files.push_back(rules.at(each));
    }
    rules.add("models", files);
    for (const std::string& each : settings.revision_folders) rules.add("revision", {rules.at(each, "**/*.toml")});
}

// The text with the rules in the place of those that are there, or behind everything.
std::string with_rules(std::string text, const std::string& rules) {
    const std::size_t first = text.find(first_line);
    const std::size_t last = first == std::string::npos ? first : text.find(last_line, first);
    if (last != std::string::npos) return text.replace(first, last + last_line.size() - first, rules);
    if (!text.empty() && text.back() != '\n') text += '\n';
    return text + (text.empty() ? "" : "\n") + rules;
}

SourceFile settings_of_taplo(const fs::path& folder, const std::string& rules) {
    fs::path path = folder / ".taplo.toml";
    std::error_code failed;
    if (!fs::exists(path, failed) && fs::exists(folder / "taplo.toml", failed)) path = folder / "taplo.toml";
    SourceFile file{path.string(), fs::exists(path, failed) ? read_source(path).text : ""};
    Diagnostics problems;
    if (!parse_toml(file, problems)) throw Error(Exit::refused, std::move(problems));
    file.text = with_rules(std::move(file.text), rules);
    if (parse_toml(file, problems)) return file;
    throw Error(Exit::refused, "no rule can be added to those in " + path.string(),
                "write each of them as [[rule]], and run this again");
}

}  // namespace

std::vector<SourceFile> taplo_files(const std::vector<ProjectSettings>& databases, const fs::path& folder) {
    const fs::path config = databases.front().config_path;
    const fs::path schemas = config.parent_path() / "json-schema";
    Rules rules(folder, schemas);
    rules.add("settings", {rules.at(config)});
    for (const ProjectSettings& each : databases) add_rules(each, rules);
    std::vector<SourceFile> files;
    for (const auto& [name, document] : json_schema_documents()) {
        files.push_back({(schemas / (name + ".json")).string(), json_schema_text(document())});
    }
    files.push_back(settings_of_taplo(folder, rules.text()));
    return files;
}

}  // namespace migrations
