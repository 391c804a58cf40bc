#include "cli/databases.h"

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/names.h"
#include "cli/build_settings.h"
#include "cli/revision_place.h"
#include "cli/settings.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

constexpr const char* section_of_all = "databases";

// The keys of `top` with those of `over` on top of them; tables within are merged in the same way.
Node overlaid(const Node& top, const Node& over) {
    if (!top.is_table() || !over.is_table()) return over;
    Node::Table entries = top.table();
    for (const Entry& entry : over.table()) {
        const auto same_key = std::find_if(entries.begin(), entries.end(), [&](const Entry& each) { return each.key == entry.key; });
        if (same_key == entries.end()) {
            entries.push_back(entry);
        } else {
            same_key->value = overlaid(same_key->value, entry.value);
            same_key->location = entry.location;
        }
    }
    Node merged = top;
    merged.value = std::move(entries);
    return merged;
}

Node without_key(const Node& table, std::string_view key) {
    Node::Table entries = table.table();
    std::erase_if(entries, [&](const Entry& each) { return each.key == key; });
    Node rest = table;
    rest.value = std::move(entries);
    return rest;
}

// Names are folders, words of the command line and parts of names of CMake's targets.
bool is_name(const std::string& text) {
    return !text.empty() && text[0] != '-' && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

// The sections that can be read. One is a table within `databases`.
std::vector<Entry> sections_of(const Node& file, Diagnostics& problems) {
    std::vector<Entry> sections;
    const Node* all = file.find(section_of_all);
    if (all == nullptr) return sections;
    if (!all->is_table() || all->table().empty()) {
        problems.push_back(error_at(all->location, "settings", "'databases' holds no section such as [databases.main]"));
        return sections;
    }
    for (const Entry& entry : all->table()) {
        if (!entry.value.is_table()) {
            problems.push_back(error_at(entry.value.location, "settings",
                                        "'databases." + entry.key + "' must be a table, not " + kind_of(entry.value)));
        } else if (!is_name(entry.key) || entry.key == "all") {
            problems.push_back(error_at(entry.location, "settings", migrations::quoted(entry.key) + " cannot be the name of a database",
                                        entry.key == "all" ? "'all' means all of them" : "use letters, digits, '_' and '-'"));
        } else {
            sections.push_back(entry);
        }
    }
    return sections;
}

// Relative to the folder of the file that has the settings; `files`: what is a database's own.
ProjectSettings defaults(const fs::path& config, const fs::path& files) {
    ProjectSettings settings;
    settings.config_path = config.string();
    settings.folder = config.parent_path().string();
    settings.revision_folders = {(files / "revisions").string()};
    settings.version_table.clear();
    std::error_code ignored;
    for (const fs::path& folder : {files, config.parent_path()}) {
        const fs::path own_template = folder / "revision.toml.in";
        if (!settings.revision_template.empty() || !fs::exists(own_template, ignored)) continue;
        settings.revision_template = own_template.string();
    }
    return settings;
}

void add_once(Diagnostics& to, const Diagnostics& more) {
    for (const Diagnostic& each : more) {
        if (std::find(to.begin(), to.end(), each) == to.end()) to.push_back(each);
    }
}

// Each database records its chain by name, so that nobody takes one for the other: the name at the top is that of `main`. It is
// the name of a target and of a namespace, too.
void set_name(ProjectSettings& settings, const Node& section) {
    if (settings.name.empty()) settings.name = default_project_name(settings.folder);
    if (section.find("name") != nullptr || settings.database_name == "main") return;
    std::string word = settings.database_name;
    std::replace(word.begin(), word.end(), '-', '_');
    settings.name += "_" + word;
}

DatabaseSettings read_section(const fs::path& config, const Node& top, const Entry& section, Diagnostics& problems) {
    DatabaseSettings read{defaults(config, config.parent_path() / section.key), overlaid(top, section.value)};
    Diagnostics found;
    read_settings_file(read.keys, read.settings, found);
    add_once(problems, found);
    read.settings.database_name = section.key;
    read.settings.ledger = (fs::path(read.settings.revision_folders.front()).parent_path() / "migrations.lock").string();
    set_name(read.settings, section.value);
    return read;
}

Location place_of_revisions(const DatabaseSettings& database, const Node& file) {
    const Node* said = database.keys.find("revisions");
    return said != nullptr ? said->location : file.find(section_of_all)->find(database.settings.database_name)->location;
}

// Files are found by the folder that they are in, at any depth, and reviews lie beside the first one.
void require_apart(const DatabaseSettings& one, const DatabaseSettings& other, const Node& file, Diagnostics& problems) {
    const std::string names = migrations::quoted(one.settings.database_name) + " and " + migrations::quoted(other.settings.database_name);
    for (const std::string& a : one.settings.revision_folders) {
        for (const std::string& b : other.settings.revision_folders) {
            if (a == b || (!is_inside(a, b) && !is_inside(b, a))) continue;
            problems.push_back(error_at(place_of_revisions(other, file), "settings",
                                        "of the databases " + names + ", one would read the revisions of the other: " + a + " and " + b,
                                        "give each a folder outside of the other's with 'revisions'"));
        }
    }
    if (one.settings.ledger == other.settings.ledger && one.settings.revision_folders != other.settings.revision_folders) {
        problems.push_back(error_at(place_of_revisions(other, file), "settings",
                                    "the databases " + names + " have different revisions and the same reviews, in " + one.settings.ledger,
                                    "give each its own folder, such as " + one.settings.database_name + "/revisions and " +
                                        other.settings.database_name + "/revisions"));
    }
}

std::string names_of_all(const std::vector<DatabaseSettings>& all, const std::string& before, const std::string& between) {
    std::vector<std::string> names;
    for (const DatabaseSettings& each : all) names.push_back(before + each.settings.database_name);
    return join(names, between);
}

DatabaseSettings chosen(std::vector<DatabaseSettings>& all, const std::string& name, const char* from) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.settings.database_name == name; });
    if (found != all.end()) {
        found->settings.origins["database_name"] = {from, 0, 0};
        return std::move(*found);
    }
    const std::string& config = all.front().settings.config_path;
    const std::string hint = did_you_mean(name, all.front().settings.database_names);
    throw Error(Exit::usage, "there is no database " + migrations::quoted(name) + " in " + config,
                hint.empty() ? "it has " + names_of_all(all, "", ", ") : hint);
}

// That of which CMake has made a target.
DatabaseSettings chosen_by_build(std::vector<DatabaseSettings>& all, const std::string& wanted, const std::string& name) {
    std::vector<std::string> found;
    std::vector<std::string> known;
    for (const DatabaseSettings& each : all) {
        if (each.settings.name == name) found.push_back(each.settings.database_name);
        known.push_back(each.settings.name + " (" + each.settings.database_name + ")");
    }
    const std::string& config = all.front().settings.config_path;
    if (found.empty()) {
        throw Error(Exit::usage, Diagnostics{error_at({config, 1, 1}, "settings",
                                                      "no database has the name " + migrations::quoted(name) + ", for which CMakeLists.txt calls "
                                                      "add_migrations(): there are " + join(known, ", "),
                                                      "call add_migrations() with one of these, or write name = \"" + name +
                                                          "\" into a section here")});
    }
    const bool is_one_of_them = std::find(found.begin(), found.end(), wanted) != found.end();
    if (!wanted.empty() && !is_one_of_them) {
        throw Error(Exit::usage, "-n " + wanted + " is not the database of " + name + ", whose project file is used: that is " +
                                     join(found, ", "),
                    "leave -n or the project file out");
    }
    if (found.size() > 1 && wanted.empty()) {
        throw Error(Exit::usage, Diagnostics{error_at({config, 1, 1}, "settings",
                                                      "several databases have the name " + migrations::quoted(name) + ": " + join(found, ", "),
                                                      "write another 'name' into the sections of all but one, or choose with -n")});
    }
    return chosen(all, wanted.empty() ? found.front() : wanted, "add_migrations()");
}

}  // namespace

std::vector<DatabaseSettings> read_databases(const fs::path& config, const Node& file) {
    Diagnostics problems;
    std::vector<DatabaseSettings> all;
    if (file.find(section_of_all) == nullptr) {
        DatabaseSettings only{defaults(config, config.parent_path()), file};
        only.settings.ledger = (config.parent_path() / "migrations.lock").string();
        read_settings_file(file, only.settings, problems);
        all.push_back(std::move(only));
    }
    const Node top = without_key(file, section_of_all);
    for (const Entry& section : sections_of(file, problems)) all.push_back(read_section(config, top, section, problems));
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) require_apart(all[j], all[i], file, problems);
    }
    if (has_errors(problems)) throw Error(Exit::usage, std::move(problems));
    if (all.front().settings.database_name.empty()) return all;
    std::vector<std::string> names;
    for (const DatabaseSettings& each : all) names.push_back(each.settings.database_name);
    for (DatabaseSettings& each : all) {
        each.settings.database_names = names;
        each.settings.origins["databases"] = file.find(section_of_all)->location;
    }
    return all;
}

DatabaseSettings choose_database(std::vector<DatabaseSettings> all, const ProjectLocation& location, const std::string& of_build) {
    const ProjectSettings& first = all.front().settings;
    if (first.database_names.empty()) {
        if (location.name.empty() || location.name == "main") return std::move(all.front());
        throw Error(Exit::usage, "there is no database " + migrations::quoted(location.name) + " in " + first.config_path + ", which has one, without a name",
                    "leave -n out, or write [databases." + location.name + "] into the file");
    }
    if (!of_build.empty()) return chosen_by_build(all, location.name, of_build);
    if (!location.name.empty()) return chosen(all, location.name, "-n");
    const char* variable = std::getenv("MIGRATIONS_NAME");
    if (variable != nullptr && *variable != '\0') return chosen(all, variable, "MIGRATIONS_NAME");
    const std::vector<std::string>& names = first.database_names;
    if (names.size() == 1 || std::find(names.begin(), names.end(), "main") != names.end()) {
        return chosen(all, names.size() == 1 ? names.front() : "main", "default");
    }
    throw Error(Exit::usage, first.config_path + " has " + count_of(names.size(), "database") + ", and none of them is 'main'",
                "name one: " + names_of_all(all, "-n ", " or ") + ", or set MIGRATIONS_NAME");
}

}  // namespace migrations
