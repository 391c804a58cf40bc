#include <algorithm>
#include <map>
#include <set>

#include "base/line_index.h"
#include "base/names.h"
#include "chains/file_version.h"
#include "chains/layout.h"
#include "chains/order.h"

// Flyway: V1.2__title.sql, its undo U1.2__title.sql, and R__title.sql, which runs behind all of them and again whenever it
// changes; in any folder. NAME.sql.conf says executeInTransaction=false. The table has a row for each run.

namespace migrations {
namespace {

// "V1.2__add_users.sql"
struct Name {
    char kind = 'V';    // V, U, R or B
    std::string shown;  // "1.2"
    std::string title;
};

std::string base_name(const std::string& name) { return name.substr(name.rfind('/') + 1); }

bool is_version(const std::string& text) {
    const bool fits =
        std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '_'; });
    return fits && !text.empty() && text.front() >= '0' && text.front() <= '9';
}

std::optional<Name> name_of(const ChainFile& file, std::string_view suffix = ".sql") {
    const std::string base = base_name(file.name);
    if (!base.ends_with(suffix) || std::string_view("VURB").find(base.front()) == std::string_view::npos)
        return std::nullopt;
    const std::size_t gap = base.find("__");
    if (gap == std::string::npos) return std::nullopt;
    Name name{base.front(), base.substr(1, gap - 1), base.substr(gap + 2, base.size() - suffix.size() - gap - 2)};
    std::replace(name.shown.begin(), name.shown.end(), '_', '.');
    if (name.kind == 'R' ? !name.shown.empty() : !is_version(name.shown)) return std::nullopt;
    return name;
}

std::string evidence(const ChainFiles& files) {
    for (const ChainFile& each : files) {
        const auto name = name_of(each);
        if (name && name->kind != 'U') return each.name;
    }
    return "";
}

// The settings of one script, beside it.
struct Settings {
    bool alone = false;
    bool placeholders = true;
    bool always = true;
};

Settings settings_of(const ChainFile& file, const ChainFiles& files) {
    Settings settings;
    for (const ChainFile& each : files) {
        if (each.name != file.name + ".conf" || !each.text) continue;
        for (const std::string& line : split(*each.text, '\n')) {
            const std::size_t sign = line.find('=');
            if (sign == std::string::npos) continue;
            const bool on = !equals_ignoring_case(trim(line.substr(sign + 1)), "false");
            if (trim(line.substr(0, sign)) == "executeInTransaction") settings.alone = !on;
            if (trim(line.substr(0, sign)) == "placeholderReplacement") settings.placeholders = on;
            if (trim(line.substr(0, sign)) == "shouldExecute") settings.always = equals_ignoring_case(trim(line.substr(sign + 1)), "true");
        }
    }
    return settings;
}

OldScript read_script(const ChainFile& file, const ChainFiles& files, Diagnostics& findings) {
    OldScript script = script_of(file);
    const Settings settings = settings_of(file, files);
    script.marked_alone = settings.alone;
    if (!settings.always) {
        findings.push_back(error_at({file.path + ".conf", 0, 0}, "should-execute",
                                    "shouldExecute says that Flyway may leave this migration out, and import cannot know",
                                    "take the setting out, or the migration"));
    }
    const std::size_t at = script.file.text.find("${");
    if (!settings.placeholders || at == std::string::npos) return script;
    const std::size_t end = script.file.text.find_first_of("}\n", at);
    const std::string shown = script.file.text.substr(at, end == std::string::npos ? end : end - at + 1);
    findings.push_back(
        error_at(LineIndex(script.file.text).at(file.path, at), "placeholder",
                 "Flyway puts a value in place of '" + trim(shown) + "', which import does not know",
                 "write the value into the SQL; where the text is meant, write placeholderReplacement=false into " +
                     base_name(file.name) + ".conf"));
    return script;
}

// What says that a file is meant as a migration, whatever it is called: "V1_title.sql".
std::string sign_of(const ChainFile& file) {
    const std::string base = lower(base_name(file.name));
    if (!base.ends_with(".sql") || base.size() < 2) return "";
    const bool versioned = std::string_view("vub").find(base.front()) != std::string_view::npos && base[1] >= '0' && base[1] <= '9';
    return versioned || base.starts_with("r__") ? "its name begins like that of one" : "";
}

OldMigration migration_of(const Name& name, const ChainFile& file, const ChainFiles& files, Diagnostics& findings) {
    OldMigration migration;
    const bool repeatable = name.kind == 'R';
    migration.version = repeatable ? base_name(file.name) : plain_version(name.shown);
    migration.shown = repeatable ? migration.version : name.shown;
    std::string id = repeatable ? "r_" + lower(name.title) : name.shown;
    std::replace(id.begin(), id.end(), '.', '_');
    migration.id = id_of(id);
    migration.message = words_of(name.title);
    std::string digits = name.shown;
    std::erase(digits, '.');
    migration.created = time_of(digits);
    migration.up = read_script(file, files, findings);
    return migration;
}

bool has_version(const OldChain& chain, const std::string& limit) {
    return std::any_of(chain.migrations.begin(), chain.migrations.end(),
                       [&](const OldMigration& each) { return !is_less_version(limit, each.version); });
}

void add_undo(const Name& name, const ChainFile& file, const ChainFiles& files, OldChain& chain,
              Diagnostics& findings) {
    for (OldMigration& each : chain.migrations) {
        if (each.version != plain_version(name.shown)) continue;
        if (each.down) {
            findings.push_back(error_at({file.path, 0, 0}, "duplicate-version",
                                        "version '" + name.shown + "' goes down in " + each.down->file.path + " too",
                                        "take one of them out"));
        } else {
            each.down = read_script(file, files, findings);
        }
        return;
    }
    findings.push_back(
        error_at({file.path, 0, 0}, "no-up", "version '" + name.shown + "' goes down and not up", "add its V file"));
}

OldChain read(const ChainFiles& files, dialect language, Diagnostics& findings) {
    OldChain chain;
    std::vector<std::pair<Name, const ChainFile*>> undos, repeatables, baselines;
    std::set<std::string> unread;  // versions that go up, in files that cannot be read
    for (const ChainFile& file : files) {
        if (name_of(file, ".java") || name_of(file, ".class") || name_of(file, ".kt")) {
            findings.push_back(error_at({file.path, 0, 0}, "not-sql", "this migration is not written in SQL",
                                        "write what it does as SQL; it would be missing from the chain"));
            continue;
        }
        const std::optional<Name> name = name_of(file);
        if (!name) {
            if (!file.name.ends_with(".sql.conf"))
                leave_out(chain, file, "no V1__title.sql, U1__title.sql or R__title.sql", sign_of(file), findings);
        } else if (!is_readable(file, findings)) {
            if (name->kind == 'V') unread.insert(plain_version(name->shown));
            continue;
        } else if (name->kind == 'V') {
            chain.migrations.push_back(migration_of(*name, file, files, findings));
        } else {
            (name->kind == 'U' ? undos : name->kind == 'R' ? repeatables : baselines).emplace_back(*name, &file);
        }
    }
    // A baseline stands for the versions up to its own, where these are gone.
    std::sort(baselines.begin(), baselines.end(),
              [](const auto& a, const auto& b) { return is_less_version(b.first.shown, a.first.shown); });
    bool based = false;
    for (const auto& [name, file] : baselines) {
        if (based || has_version(chain, name.shown)) {
            chain.left_out.push_back(file->name + ": a baseline, and the versions that it stands for are there");
            continue;
        }
        chain.migrations.push_back(migration_of(name, *file, files, findings));
        chain.baseline = chain.migrations.back().version;
        based = true;
    }
    for (const auto& [name, file] : undos) {
        if (!unread.contains(plain_version(name.shown))) add_undo(name, *file, files, chain, findings);
    }
    std::stable_sort(
        chain.migrations.begin(), chain.migrations.end(),
        [](const OldMigration& a, const OldMigration& b) { return is_less_version(a.version, b.version); });
    std::stable_sort(repeatables.begin(), repeatables.end(),
                     [](const auto& a, const auto& b) { return a.first.title < b.first.title; });
    for (const auto& [name, file] : repeatables) chain.migrations.push_back(migration_of(name, *file, files, findings));
    check_chain(chain, language, findings);
    return chain;
}

AppliedVersions applied(const std::vector<Cells>& rows) {
    AppliedVersions found;
    for (const Cells& row : rows) {
        const std::string type = row[1].value_or("");
        const std::string script = row[2].value_or("");
        const std::string version = row[0] ? plain_version(*row[0]) : base_name(script);
        if (!is_true(row[3])) {
            found.problems.push_back("'" + script + "' has failed");
            continue;
        }
        if (type == "SCHEMA") continue;  // Flyway made the schema
        if (type.ends_with("BASELINE")) {
            found.baseline = version;
            continue;
        }
        std::erase(found.versions, version);
        if (type != "UNDO_SQL" && type != "DELETE") found.versions.push_back(version);
    }
    return found;
}

}  // namespace

Layout flyway() {
    return {"flyway",
            "V1__title.sql, U1__title.sql and R__title.sql",
            evidence,
            read,
            {"flyway_schema_history",
             "",
             "",
             {"installed_rank", "version", "type", "script", "success"},
             "SELECT version, type, script, success FROM {table} ORDER BY installed_rank",
             "",
             applied}};
}

}  // namespace migrations
