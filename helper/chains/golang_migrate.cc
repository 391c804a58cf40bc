#include <map>
#include <set>

#include "base/names.h"
#include "chains/file_version.h"
#include "chains/layout.h"
#include "chains/numbered_migration.h"
#include "chains/order.h"

// github.com/golang-migrate/migrate: NNN_title.up.sql and NNN_title.down.sql, a file a direction, run as one text. The
// table keeps the newest version, and whether it failed.

namespace migrations {
namespace {

struct Name {
    NumberedName name;
    bool up = true;
};

constexpr std::string_view suffix_of(bool up) { return up ? ".up.sql" : ".down.sql"; }

std::optional<Name> name_of(const ChainFile& file) {
    for (const bool up : {true, false}) {
        const std::string_view suffix = suffix_of(up);
        if (file.name.find('/') != std::string::npos || !file.name.ends_with(suffix)) continue;
        const std::string_view stem = std::string_view(file.name).substr(0, file.name.size() - suffix.size());
        auto name = numbered_name(stem);
        // golang-migrate passes over a number alone.
        if (name && stem.find('_') != std::string_view::npos) return Name{std::move(*name), up};
    }
    return std::nullopt;
}

std::string evidence(const ChainFiles& files) {
    for (const ChainFile& each : files) {
        if (name_of(each)) return each.name;
    }
    return "";
}

// What says that a file is meant as a migration, whatever it is called.
std::string sign_of(const ChainFile& file) {
    for (const bool up : {true, false}) {
        if (file.name.ends_with(suffix_of(up))) return "its name ends in " + std::string(suffix_of(up));
    }
    return "";
}

OldChain read(const ChainFiles& files, dialect language, Diagnostics& findings) {
    OldChain chain;
    std::map<std::string, std::pair<const ChainFile*, std::string>> downs;  // by version; with the number as written
    std::set<std::string> ups;  // also of files that cannot be read
    for (const ChainFile& file : files) {
        const std::optional<Name> name = name_of(file);
        if (!name) {
            leave_out(chain, file, "no NNN_title.up.sql or .down.sql", sign_of(file), findings);
            continue;
        }
        const std::string version = plain_number(name->name.number);
        if (name->up) ups.insert(version);
        if (!is_readable(file, findings)) continue;
        if (!name->up) {
            const auto [known, is_new] = downs.emplace(version, std::pair{&file, name->name.number});
            if (!is_new) {
                findings.push_back(
                    error_at({file.path, 0, 0}, "duplicate-version",
                             "version '" + name->name.number + "' goes down in " + known->second.first->path + " too",
                             "the tool would run one of them; give the other a version of its own"));
            }
            continue;
        }
        chain.migrations.push_back(numbered_migration(name->name, version));
        chain.migrations.back().up = script_of(file);
    }
    for (OldMigration& each : chain.migrations) {
        const auto down = downs.find(each.version);
        if (down == downs.end()) continue;
        each.down = script_of(*down->second.first);
    }
    for (const auto& [version, down] : downs) {
        if (ups.contains(version)) continue;
        findings.push_back(error_at({down.first->path, 0, 0}, "no-up",
                                    "version '" + down.second + "' goes down and not up", "add its .up.sql file"));
    }
    sort_and_check(chain, language, findings);
    return chain;
}

AppliedVersions applied(const std::vector<Cells>& rows) {
    AppliedVersions found;
    found.newest_alone = true;
    for (const Cells& row : rows) {
        const std::string version = plain_number(row[0].value_or(""));
        if (version.starts_with('-')) continue;  // "nothing is applied", after a downgrade of all
        found.versions.push_back(version);
        if (is_true(row[1])) found.problems.push_back("version '" + version + "' is dirty: it failed half-way");
    }
    return found;
}

}  // namespace

Layout golang_migrate() {
    return {"golang-migrate",
            "NNN_title.up.sql and NNN_title.down.sql",
            evidence,
            read,
            {"schema_migrations", "", "", {"version", "dirty"}, "SELECT version, dirty FROM {table}", "", applied}};
}

}  // namespace migrations
