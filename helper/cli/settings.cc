#include "cli/settings.h"

#include <algorithm>
#include <functional>

#include "base/names.h"
#include "cli/settings_keys.h"
#include "cli/settings_values.h"
#include "dialects/dialects.h"

namespace migrations {
namespace {

// Reads one key; reports what is wrong with its value.
using Reader = std::function<void(const Node&, ProjectSettings&, Diagnostics&)>;
struct Key {
    const char* name;
    Reader read;
};

Reader text_into(const char* key, std::string ProjectSettings::*member) {
    return [key, member](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
        if (const std::string* text = text_of(node, key, diagnostics)) settings.*member = *text;
    };
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

Reader flag_into(const char* key, bool ProjectSettings::*member) {
    return [key, member](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
        if (const bool* flag = std::get_if<bool>(&node.value)) {
            settings.*member = *flag;
        } else {
            wrong_kind(node, key, "true or false", diagnostics);
        }
    };
}

void read_compiled_models(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    for (const auto& [path, location] : texts_of(node, "compiled_models", diagnostics)) settings.compiled_models.push_back(path);
}

void read_program(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    for (const auto& [word, location] : texts_of(node, "program", diagnostics)) settings.program.push_back(word);
}

Reader path_into(const char* key, std::string ProjectSettings::*member) {
    return [key, member](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
        if (const std::string* text = text_of(node, key, diagnostics)) settings.*member = absolute(settings.folder, *text);
    };
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

// Those of migrations.toml.
const std::vector<Key>& keys_of_settings() {
    static const std::vector<Key> keys = {
        {"name", read_name},
        {"dialects", read_dialects_key},
        {"models", read_models_key},
        {"database", text_into("database", &ProjectSettings::database)},
        {"version_table", read_version_table},
        {"transaction_per_migration", flag_into("transaction_per_migration", &ProjectSettings::transaction_per_migration)},
        {"revisions", read_revision_folders},
        {"file_name", read_file_name},
        {"time_zone", read_time_zone},
        {"after_write", read_after_write},
        {"template", path_into("template", &ProjectSettings::revision_template)},
        {"sqlite_minimum", read_sqlite_minimum},
        {"lint", read_lint},
        {"tests", read_tests},
        {"ignore", read_ignore},
        {"naming", read_naming},
    };
    return keys;
}

}  // namespace

std::vector<std::string> settings_keys() {
    std::vector<std::string> names;
    for (const Key& key : keys_of_settings()) names.emplace_back(key.name);
    return names;
}

void read_settings_file(const Node& file, ProjectSettings& settings, Diagnostics& diagnostics) {
    read_keys(file, keys_of_settings(), settings, diagnostics);
}

void read_project_file(const Node& file, ProjectSettings& settings, Diagnostics& diagnostics) {
    const Reader elsewhere = [](const Node&, ProjectSettings&, Diagnostics&) {};  // whoever needs it looks for it
    static const std::vector<Key> keys = {
        {"name", read_name},
        {"directory", elsewhere},
        {"default_database", elsewhere},
        {"postgresql_bindir", elsewhere},
        {"models", read_models_key},
        {"compiled_models", read_compiled_models},
        {"functions", flag_into("functions", &ProjectSettings::has_functions)},
        {"program", read_program},
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
