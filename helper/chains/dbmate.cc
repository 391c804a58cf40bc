#include <algorithm>

#include "base/names.h"
#include "chains/file_version.h"
#include "chains/layout.h"
#include "chains/numbered_migration.h"
#include "chains/order.h"
#include "chains/sections.h"

// github.com/amacneil/dbmate: NNN_title.sql with "-- migrate:up" and "-- migrate:down", each with "transaction:false" where it
// is to run without one. Versions are texts; the table has a row for each.

namespace migrations {
namespace {

constexpr std::string_view prefix = "migrate:";

std::optional<NumberedName> name_of(const ChainFile& file) {
    const std::string& name = file.name;
    const bool of_another = name.ends_with(".up.sql") || name.ends_with(".down.sql");
    if (of_another || name.find('/') != std::string::npos || !name.ends_with(".sql")) return std::nullopt;
    // Digits, and whatever follows.
    const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size() - 4);
    if (digits == 0) return std::nullopt;
    const std::size_t title = std::min(name.find_first_not_of("_- ", digits), name.size() - 4);
    return NumberedName{name.substr(0, digits), name.substr(title, name.size() - 4 - title)};
}

bool is_direction(const Mark& mark, std::string_view direction) {
    return !mark.words.empty() && mark.words.front() == direction;
}

bool has_up_mark(const ChainFile& file) {
    const std::vector<Part> parts = parts_of(file, prefix);
    return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return is_direction(part.mark, "up"); });
}

std::string evidence(const ChainFiles& files) {
    for (const ChainFile& each : files) {
        if (name_of(each) && has_up_mark(each)) return each.name;
    }
    return "";
}

// What is said behind the direction.
void read_options(const Part& part, const std::string& path, OldScript& script, Diagnostics& findings) {
    for (std::size_t i = 1; i < part.mark.words.size(); ++i) {
        const std::string& word = part.mark.words[i];
        if (word == "transaction:false") {
            script.marked_alone = true;
        } else if (word != "transaction:true") {
            findings.push_back(error_at({path, part.mark.line, 1}, "unknown-mark",
                                        "'" + word + "' is no option of dbmate that import knows",
                                        did_you_mean(word, {"transaction:false", "transaction:true"})));
        }
    }
}

void read_file(const ChainFile& file, dialect language, OldMigration& migration, Diagnostics& findings) {
    bool has_up = false;
    const std::vector<Part> parts = parts_of(file, prefix);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Part& part = parts[i];
        const bool up = is_direction(part.mark, "up");
        const bool whole = open_quote(part.script, language) == std::string::npos;
        if (i + 1 < parts.size()) check_cut(part.script, parts[i + 1].mark, "dbmate", language, findings);
        if (i == 0) {
            const std::size_t word = first_word(part.script, language);
            if (whole && word != std::string::npos) {
                findings.push_back(error_at(part.script.place(word), "before-up",
                                            "there is SQL before '-- migrate:up', which dbmate does not run",
                                            "move it below '-- migrate:up'"));
            }
            continue;
        }
        if (!up && !is_direction(part.mark, "down")) {
            findings.push_back(
                error_at({file.path, part.mark.line, 1}, "unknown-mark",
                         "'migrate:" + join(part.mark.words, " ") + "' is neither migrate:up nor migrate:down"));
            continue;
        }
        if (up ? has_up : migration.down.has_value()) {
            findings.push_back(error_at({file.path, part.mark.line, 1}, "duplicate-mark",
                                        std::string("the file has a second 'migrate:") + (up ? "up'" : "down'")));
            continue;
        }
        OldScript& script = up ? migration.up : migration.down.emplace();
        script = part.script;
        read_options(part, file.path, script, findings);
        has_up = has_up || up;
    }
    migration.up.file.path = file.path;
    if (!has_up) {
        findings.push_back(error_at({file.path, 0, 0}, "no-up", "there is no '-- migrate:up' in this file",
                                    "dbmate needs it; are these files of another tool? --layout names it"));
    }
}

OldChain read(const ChainFiles& files, dialect language, Diagnostics& findings) {
    OldChain chain;
    for (const ChainFile& file : files) {
        const std::optional<NumberedName> name = name_of(file);
        if (!name) {
            leave_out(chain, file, "no NNN_title.sql", has_up_mark(file) ? "it has '-- migrate:up'" : "", findings);
            continue;
        }
        if (!is_readable(file, findings)) continue;
        OldMigration migration = numbered_migration(*name, name->number);
        const std::size_t before = findings.size();
        read_file(file, language, migration, findings);
        if (findings.size() == before) chain.migrations.push_back(std::move(migration));
    }
    // dbmate sorts by the name of the file.
    std::stable_sort(chain.migrations.begin(), chain.migrations.end(),
                     [](const OldMigration& a, const OldMigration& b) { return a.up.file.path < b.up.file.path; });
    check_chain(chain, language, findings);
    warn_of_gaps(chain, findings);
    return chain;
}

}  // namespace

Layout dbmate() {
    return {"dbmate",
            "NNN_title.sql with '-- migrate:up' in it",
            evidence,
            read,
            {"schema_migrations", "", "", {"version"}, "SELECT version FROM {table} ORDER BY version", "", first_cells}};
}

}  // namespace migrations
