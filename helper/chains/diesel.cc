#include <algorithm>
#include <map>

#include "base/names.h"
#include "base/toml.h"
#include "chains/file_version.h"
#include "chains/layout.h"
#include "chains/numbered_migration.h"
#include "chains/order.h"

// diesel.rs: a folder VERSION_title for each migration with up.sql, perhaps down.sql, and metadata.toml. The version is what
// stands before the first '_', without dashes; the table has a row for each.

namespace migrations {
namespace {

struct Folder {
    const ChainFile* up = nullptr;
    const ChainFile* down = nullptr;
    const ChainFile* metadata = nullptr;
};

// "2024-01-15-093000_add_users/up.sql"
std::optional<NumberedName> name_of(std::string folder) {
    const std::size_t end = folder.find('_');
    const std::string digits = folder.substr(0, end);
    std::string plain;
    for (const char c : digits) {
        if (c != '-') plain += c;
    }
    auto name = numbered_name(plain);
    if (!name || !name->title.empty()) return std::nullopt;
    if (end != std::string::npos) name->title = folder.substr(end + 1);
    return name;
}

bool is_script(const std::string& name) { return name == "up.sql" || name == "down.sql"; }

std::map<std::string, Folder> folders_of(const ChainFiles& files, OldChain& chain, Diagnostics& findings) {
    std::map<std::string, Folder> folders;
    for (const ChainFile& file : files) {
        const std::size_t slash = file.name.find('/');
        const std::string name = slash == std::string::npos ? file.name : file.name.substr(slash + 1);
        const bool known = slash != std::string::npos && (is_script(name) || name == "metadata.toml");
        if (!known || !name_of(file.name.substr(0, slash))) {
            const std::string base = file.name.substr(file.name.rfind('/') + 1);
            leave_out(chain, file, "no VERSION_title/up.sql or down.sql",
                      is_script(base) ? "it is a script " + base : "", findings);
            continue;
        }
        Folder& folder = folders[file.name.substr(0, slash)];
        (name == "up.sql" ? folder.up : name == "down.sql" ? folder.down : folder.metadata) = &file;
    }
    return folders;
}

std::string evidence(const ChainFiles& files) {
    OldChain left_out;
    Diagnostics ignored;
    for (const auto& [name, folder] : folders_of(files, left_out, ignored)) {
        if (folder.up != nullptr) return folder.up->name;
    }
    return "";
}

bool runs_alone(const ChainFile& metadata, Diagnostics& findings) {
    const std::optional<Node> node = parse_toml({metadata.path, *metadata.text}, findings);
    const Node* key = node ? node->find("run_in_transaction") : nullptr;
    if (key == nullptr) return false;
    if (const bool* value = std::get_if<bool>(&key->value)) return !*value;
    findings.push_back(
        error_at(key->location, "wrong-type", "'run_in_transaction' is true or false, and not " + kind_of(*key)));
    return false;
}

bool are_readable(const Folder& folder, Diagnostics& findings) {
    bool all = true;
    for (const ChainFile* each : {folder.up, folder.down, folder.metadata}) {
        if (each != nullptr && !is_readable(*each, findings)) all = false;
    }
    return all;
}

OldChain read(const ChainFiles& files, dialect language, Diagnostics& findings) {
    OldChain chain;
    for (const auto& [folder, has] : folders_of(files, chain, findings)) {
        const NumberedName name = *name_of(folder);
        if (has.up == nullptr) {
            const ChainFile& other = has.down != nullptr ? *has.down : *has.metadata;
            findings.push_back(
                error_at({other.path, 0, 0}, "no-up", "there is no up.sql beside this file", "diesel needs it"));
            continue;
        }
        if (!are_readable(has, findings)) continue;
        OldMigration migration = numbered_migration(name, name.number);
        migration.shown = folder.substr(0, folder.find('_'));
        migration.up = script_of(*has.up);
        if (has.down != nullptr) migration.down = script_of(*has.down);
        if (has.metadata != nullptr && runs_alone(*has.metadata, findings)) {
            migration.up.marked_alone = true;
            if (migration.down) migration.down->marked_alone = true;
        }
        chain.migrations.push_back(std::move(migration));
    }
    std::stable_sort(chain.migrations.begin(), chain.migrations.end(),
                     [](const OldMigration& a, const OldMigration& b) { return a.version < b.version; });
    check_chain(chain, language, findings);
    return chain;
}

}  // namespace

Layout diesel() {
    return {"diesel",
            "folders VERSION_title with up.sql and down.sql",
            evidence,
            read,
            {"__diesel_schema_migrations",
             "",
             "",
             {"version", "run_on"},
             "SELECT version FROM {table} ORDER BY version",
             "",
             first_cells}};
}

}  // namespace migrations
