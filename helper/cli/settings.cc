#include "cli/settings.h"

#include <algorithm>
#include <filesystem>
#include <functional>

#include "base/error.h"
#include "base/names.h"
#include "dialects/dialects.h"
#include "readers/toml_objects.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

// Reads one key; reports what is wrong with its value.
using Reader = std::function<void(const Node&, ProjectSettings&, Diagnostics&)>;
struct Key {
    const char* name;
    Reader read;
};

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

Reader text_into(const char* key, std::string ProjectSettings::*member) {
    return [key, member](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
        if (const std::string* text = text_of(node, key, diagnostics)) settings.*member = *text;
    };
}

std::string absolute(const std::string& folder, const std::string& path) {
    return (fs::path(folder) / path).lexically_normal().string();
}

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
                         "write a model file, or correct the path, which is relative to this file"));
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

void read_models_key(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    settings.says_models = true;
    for (const auto& [pattern, location] : texts_of(node, "models", diagnostics)) {
        add_models(pattern, location, settings);
    }
    std::sort(settings.models.begin(), settings.models.end());
    settings.models.erase(std::unique(settings.models.begin(), settings.models.end()), settings.models.end());
}

void read_version_table(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    const std::string* text = text_of(node, "version_table", diagnostics);
    if (text == nullptr) return;
    const bool good = !text->empty() && text->size() <= 55 && text->find_first_not_of(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") == std::string::npos;
    if (good) {
        settings.version_table = *text;
    } else {
        diagnostics.push_back(error_at(node.location, "settings",
                                       "'version_table' must be 1 to 55 letters, digits, '_' and '.', not '" + *text + "'"));
    }
}

void read_name(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    const std::string* text = text_of(node, "name", diagnostics);
    if (text == nullptr) return;
    const bool good = !text->empty() && std::none_of(text->begin(), text->end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == '"' || c == '\\' || c == 0x7f;
    });
    if (good) {
        settings.name = *text;
    } else {
        diagnostics.push_back(error_at(node.location, "settings",
                                       "'name' must be a word without blanks, quotes and slashes, not '" + *text + "'"));
    }
}

void read_dialects_key(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    const DialectNames known = names_of(dialects());
    for (const auto& [name, location] : texts_of(node, "dialects", diagnostics)) {
        const Dialect* dialect = find_dialect(name);
        if (dialect == nullptr) {
            diagnostics.push_back(
                error_at(location, "settings", "unknown dialect '" + name + "'", did_you_mean(name, known)));
        } else if (std::find(settings.dialects.begin(), settings.dialects.end(), dialect) == settings.dialects.end()) {
            settings.dialects.push_back(dialect);
        }
    }
}

// "3.35.5" -> 3035005
void read_sqlite_minimum(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    const std::string* text = text_of(node, "sqlite_minimum", diagnostics);
    if (text == nullptr) return;
    int number = 0;
    int parts = 0;
    bool good = true;
    for (const std::string& part : split(*text, '.')) {
        good = good && !part.empty() && part.size() <= 3 && part.find_first_not_of("0123456789") == std::string::npos;
        if (good) number = number * 1000 + std::stoi(part);
        ++parts;
    }
    for (int i = parts; i < 3; ++i) number *= 1000;
    if (!good || parts > 3 || number < 3025000) {
        diagnostics.push_back(error_at(node.location, "settings",
                                       "'sqlite_minimum' must be a version such as \"3.35.5\", at least 3.25.0, not '" +
                                           *text + "'"));
        return;
    }
    settings.render.sqlite_minimum = number;
}

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

void read_tests(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, "tests", "a table", diagnostics);
    for (const Entry& entry : node.table()) {
        if (entry.key == "rows" && entry.value.is_table()) {
            for (const Entry& row : entry.value.table()) {
                if (row.value.is_string() && row.value.string() == "empty") {
                    settings.rows.empty_tables[row.key] = row.location;
                } else {
                    diagnostics.push_back(error_at(row.value.location, "settings",
                                                   "'tests.rows." + row.key + "' must be \"empty\""));
                }
            }
        } else if (entry.key == "rows_file") {
            if (const std::string* text = text_of(entry.value, "tests.rows_file", diagnostics)) {
                settings.rows.rows_file = absolute(settings.folder, *text);
            }
        } else if (entry.key == "seed" || entry.key == "rows_per_table") {
            const std::int64_t* number = std::get_if<std::int64_t>(&entry.value.value);
            if (number == nullptr || *number < 1 || *number > 1000000) {
                diagnostics.push_back(error_at(entry.value.location, "settings",
                                               "'tests." + entry.key + "' must be an integer from 1 to 1000000"));
            } else if (entry.key == "seed") {
                settings.rows.seed = static_cast<unsigned>(*number);
            } else {
                settings.rows.rows_per_table = static_cast<int>(*number);
            }
        } else {
            diagnostics.push_back(
                error_at(entry.location, "unknown-key", "unknown key 'tests." + entry.key + "'",
                         did_you_mean(entry.key, {"rows", "rows_file", "seed", "rows_per_table"})));
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

Reader strictness_into(const char* key, Strictness ProjectSettings::*member) {
    return [key, member](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
        const std::string* text = text_of(node, key, diagnostics);
        if (text == nullptr) return;
        if (*text == "error") {
            settings.*member = Strictness::error;
        } else if (*text == "warning") {
            settings.*member = Strictness::warning;
        } else if (*text == "off") {
            settings.*member = Strictness::off;
        } else {
            diagnostics.push_back(error_at(node.location, "settings",
                                           std::string("'") + key + "' must be \"error\", \"warning\" or \"off\""));
        }
    };
}

Reader path_into(const char* key, std::string ProjectSettings::*member) {
    return [key, member](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
        if (const std::string* text = text_of(node, key, diagnostics)) settings.*member = absolute(settings.folder, *text);
    };
}

// A file that is in two of the folders would be two revisions of one id.
bool is_within(const fs::path& inner, const fs::path& outer) {
    const auto [in, out] = std::mismatch(inner.begin(), inner.end(), outer.begin(), outer.end());
    return out == outer.end();
}

void read_revision_folders(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    const std::vector<std::pair<std::string, Location>> texts = texts_of(node, "revisions", diagnostics);
    std::vector<std::string> folders;
    for (const auto& [text, location] : texts) {
        fs::path folder = absolute(settings.folder, text.empty() ? "." : text);
        if (!folder.has_filename()) folder = folder.parent_path();
        const auto other = std::find_if(folders.begin(), folders.end(), [&](const std::string& each) {
            return is_within(folder, each) || is_within(each, folder);
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
    const std::string* text = text_of(node, "file_name", diagnostics);
    if (text == nullptr) return;
    const std::string mistake = file_name_mistake(*text);
    if (mistake.empty()) {
        settings.file_names.pattern = *text;
    } else {
        diagnostics.push_back(error_at(node.location, "settings", "'file_name' " + mistake));
    }
}

void read_time_zone(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    const std::string* text = text_of(node, "time_zone", diagnostics);
    if (text == nullptr) return;
    const std::string mistake = time_zone_mistake(*text);
    if (mistake.empty()) {
        settings.file_names.time_zone = *text;
    } else {
        diagnostics.push_back(error_at(node.location, "settings", "'time_zone' " + mistake));
    }
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

void read_keys(const Node& file, const std::vector<Key>& keys, ProjectSettings& settings, Diagnostics& diagnostics) {
    std::vector<std::string> names;
    for (const Key& key : keys) names.emplace_back(key.name);
    for (const Entry& entry : file.table()) {
        const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return entry.key == k.name; });
        if (key == keys.end()) {
            diagnostics.push_back(error_at(entry.location, "unknown-key", "unknown key '" + entry.key + "'",
                                           did_you_mean(entry.key, names)));
        } else {
            key->read(entry.value, settings, diagnostics);
            settings.origins.emplace(entry.key, entry.location);
        }
    }
}

}  // namespace

void read_settings_file(const Node& file, ProjectSettings& settings, Diagnostics& diagnostics) {
    static const std::vector<Key> keys = {
        {"name", read_name},
        {"dialects", read_dialects_key},
        {"models", read_models_key},
        {"database", text_into("database", &ProjectSettings::database)},
        {"version_table", read_version_table},
        {"revisions", read_revision_folders},
        {"file_name", read_file_name},
        {"time_zone", read_time_zone},
        {"after_write", read_after_write},
        {"template", path_into("template", &ProjectSettings::revision_template)},
        {"sqlite_minimum", read_sqlite_minimum},
        {"lint", read_lint},
        {"tests", read_tests},
        {"ignore", read_ignore},
    };
    read_keys(file, keys, settings, diagnostics);
}

void read_project_file(const Node& file, ProjectSettings& settings, Diagnostics& diagnostics) {
    const Reader elsewhere = [](const Node&, ProjectSettings&, Diagnostics&) {};  // whoever needs it looks for it
    static const std::vector<Key> keys = {
        {"name", read_name},
        {"directory", elsewhere},
        {"default_database", elsewhere},
        {"postgresql_bindir", elsewhere},
        {"models", read_models_key},
        {"dialects", read_dialects_key},
        {"version_table", read_version_table},
        {"database", text_into("database", &ProjectSettings::database)},
        {"namespace", text_into("namespace", &ProjectSettings::name_space)},
        {"header_prefix", text_into("header_prefix", &ProjectSettings::header_prefix)},
        {"postgresql_state", text_into("postgresql_state", &ProjectSettings::postgresql_state)},
        {"build", text_into("build", &ProjectSettings::build_folder)},
        {"config", text_into("config", &ProjectSettings::build_config)},
        {"fix", text_into("fix", &ProjectSettings::fix_command)},
        {"drift", strictness_into("drift", &ProjectSettings::drift)},
        {"review", strictness_into("review", &ProjectSettings::review)},
    };
    read_keys(file, keys, settings, diagnostics);
}

}  // namespace migrations
