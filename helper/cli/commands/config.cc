#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "base/toml.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/json.h"
#include "dialects/dialects.h"
#include "dialects/url.h"
#include "dialects/sqlite/problems.h"
#include "readers/toml_objects.h"

namespace migrations {
namespace {

// One key of migrations.toml, or what CMake knows.
struct Setting {
    std::string key;  // "tests.seed"
    nlohmann::json value;
    std::string from;  // "migrations.toml:3:1", "DATABASE_URL", "default"
};

const char* word_for(Strictness strictness) {
    return strictness == Strictness::error ? "error" : strictness == Strictness::warning ? "warning" : "off";
}

// What a URL says but for its password; nothing of one that nobody understands, where it could be anywhere.
std::string without_password(const std::string& text) {
    if (text.empty()) return text;
    std::string problem;
    const std::optional<DatabaseUrl> url = parse_database_url(text, problem);
    if (url) return url->dialect == "sqlite" ? text : url->shown;
    const bool only_variable = text.starts_with("${") && text.find('}') == text.size() - 1;
    return only_variable ? text : "*** (" + problem + ")";
}

class Settings {
public:
    Settings(const ProjectSettings& settings, const std::string& database) : settings_(settings) {
        add("name", settings.name);
        if (!settings.database_names.empty()) {
            add("database_name", settings.database_name);
            add("databases", settings.database_names);
        }
        add("dialects", names_of(settings.dialects));
        add("models", settings.models);
        add_database(database);
        add("version_table", settings.version_table);
        add("transaction_per_migration", settings.transaction_per_migration);
        add("revisions", settings.revision_folders);
        add("file_name", settings.file_names.pattern);
        add("time_zone", settings.file_names.time_zone);
        add("after_write", settings.after_write);
        add("template", settings.revision_template);
        add("sqlite_minimum", sqlite::version_text(settings.render.sqlite_minimum));
        add_lint();
        add_tests();
        add_ignore();
        for (const NamingKind& each : naming_kinds()) {
            const std::string key = std::string("naming.") + each.name;
            const bool usual = settings.naming.*each.pattern == default_naming().*each.pattern;
            add(key, settings.naming.*each.pattern, usual ? "" : "naming");
        }
        add("namespace", settings.name_space);
        add("header_prefix", settings.header_prefix);
        if (settings.from_build) {
            add("build", settings.build_folder);
            add("compiled_models", settings.compiled_models);
            add("program", settings.program);
            add("drift", word_for(settings.drift));
            add("review", word_for(settings.review));
        }
    }

    const std::vector<Setting>& all() const { return all_; }

private:
    // `section`: the key that stands in the file, where it is not this one.
    void add(const std::string& key, nlohmann::json value, const std::string& section = "") {
        const auto found = settings_.origins.find(section.empty() ? key : section);
        all_.push_back({key, std::move(value), found == settings_.origins.end() ? "default" : to_string(found->second)});
    }

    void add_database(const std::string& database) {
        add("database", settings_.database);
        const char* variable = std::getenv("DATABASE_URL");
        if (!database.empty()) {
            all_.back() = {"database", database, "--database"};
        } else if (settings_.database.empty() && variable != nullptr && *variable != '\0') {
            all_.back() = {"database", variable, "DATABASE_URL"};
        }
        all_.back().value = without_password(all_.back().value.get<std::string>());
    }

    void add_lint() {
        for (const LintRule& rule : lint_rules()) {
            add(std::string("lint.") + rule.name, word_for(level_of(rule, settings_.lint)),
                settings_.lint.contains(rule.name) ? "lint" : "");
        }
    }

    void add_tests() {
        const TestSettings& tests = settings_.tests;
        std::vector<std::string> released;
        for (const ReleasedRevision& each : tests.released) released.push_back(each.id);
        const char* const word = tests.column_order == Severity::error ? "error" : "warning";
        add("tests.seed", tests.rows.seed, "tests");
        add("tests.rows_per_table", tests.rows.rows_per_table, "tests");
        add("tests.rows_file", tests.rows.rows_file, "tests");
        add("tests.folder", tests.folder, "tests");
        add("tests.released", released, "tests");
        add("tests.kills", tests.kills, "tests");
        add("tests.skip", std::vector<std::string>(tests.skip.begin(), tests.skip.end()), "tests");
        add("tests.column_order", tests.column_order ? word : "off", "tests");
        for (const auto& [table, place] : tests.rows.empty_tables) add("tests.rows." + table, "empty", "tests");
    }

    void add_ignore() {
        const IgnoreRules& rules = settings_.ignore;
        const std::pair<const char*, const std::vector<std::string>*> lists[] = {{"tables", &rules.tables},
                                                                                {"indexes", &rules.indexes},
                                                                                {"enums", &rules.enums},
                                                                                {"columns", &rules.columns},
                                                                                {"others", &rules.others}};
        for (const auto& [name, list] : lists) {
            if (!list->empty()) add(std::string("ignore.") + name, *list, "ignore");
        }
        for (const auto& [kind, list] : rules.objects) add("ignore." + object_section(kind), list, "ignore");
    }

    const ProjectSettings& settings_;
    std::vector<Setting> all_;
};

// As migrations.toml would have it.
std::string as_toml(const nlohmann::json& value) {
    if (value.is_string()) return toml_string(value.get<std::string>());
    if (!value.is_array()) return value.dump();
    std::vector<std::string> items;
    for (const auto& each : value) items.push_back(as_toml(each));
    return "[" + join(items, ", ") + "]";
}

Exit run(const Context& context, const std::string& key) {
    const ProjectSettings project = read_project(context.location);
    const Settings settings(project, context.database);
    nlohmann::json list = nlohmann::json::array();
    std::vector<std::string> keys;
    for (const Setting& each : settings.all()) {
        keys.push_back(each.key);
        if (!key.empty() && each.key != key && !each.key.starts_with(key + ".")) continue;
        list.push_back({{"key", each.key}, {"value", each.value}, {"from", each.from}});
    }
    static const std::vector<std::string> sections = {"ignore", "tests"};  // of which nothing may be set
    const bool is_section = std::find(sections.begin(), sections.end(), key) != sections.end();
    if (list.empty() && !is_section) throw Error(Exit::usage, "there is no setting '" + key + "'", did_you_mean(key, keys));
    if (context.output.json) {
        print_json({{"file", project.config_path}, {"settings", list}});
        return Exit::ok;
    }
    if (list.empty() && !context.output.quiet) print_error("note: nothing is set in [" + key + "]\n");
    for (const auto& each : list) {
        const bool unset = each["value"].is_string() && each["value"].get<std::string>().empty();
        if (unset && key.empty() && context.output.verbose == 0) continue;
        if (each["from"] == "default" && key.empty() && context.output.verbose == 0 &&
            (each["key"].get<std::string>().starts_with("lint.") || each["key"].get<std::string>().starts_with("naming."))) {
            continue;
        }
        print_out(each["key"].get<std::string>() + " = " + as_toml(each["value"]) + "  # " + each["from"].get<std::string>() + "\n");
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_config(CLI::App& app, Context& context) {
    auto key = std::make_shared<std::string>();
    app.add_option("key", *key, "one setting, or a section such as 'lint' (default: all; -v: also the usual levels of rules and patterns of names)")
        ->check([](const std::string& text) { return std::string(text.empty() ? "is empty: name a setting, or none for all" : ""); });
    add_database_option(app, context, "URL that commands would use");
    return [&context, key] { return run(context, *key); };
}

}  // namespace migrations
